import { type Check, integer, milliseconds, option, required, resolveOptions } from '../internal/options.js';
import { checkGroup } from '../message/names.js';
import type { ProducerOptions, ResolvedProducerOptions } from './producer-options.js';

const group: Check<string> = (value, path) => {
  checkGroup(value, path);
  return value;
};

const defaultTimeoutMs = 3000;
const defaultRetries = 2;

/**
 * The only place with defaults and checks of {@link ProducerOptions}.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveProducerOptions(options: ProducerOptions): ResolvedProducerOptions {
  const { timeoutMs = defaultTimeoutMs, retries = defaultRetries } = options ?? {};
  return resolveOptions<ResolvedProducerOptions>('producer', options, {
    group: required(group),
    timeoutMs: option(milliseconds(1), defaultTimeoutMs),
    attemptTimeoutMs: option(milliseconds(1), Math.ceil(timeoutMs / (retries + 1))),
    retries: option(integer(0), defaultRetries),
    defaultTopicQueues: option(integer(1), 4),
    maxMessageBytes: option(integer(1), 4 * 1024 * 1024),
  });
}
