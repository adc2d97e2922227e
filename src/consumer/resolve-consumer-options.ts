import { InvalidArgumentError } from '../errors/usage-error.js';
import { resolveWindow } from '../delivery/resolve-window.js';
import {
  callable,
  type Check,
  integer,
  milliseconds,
  option,
  required,
  resolveOptions,
} from '../internal/options.js';
import type { PullOptions } from '../delivery/pull-source.js';
import type { Decision } from '../delivery/outcome.js';
import { checkGroup, checkTopic } from '../message/names.js';
import { parseTags } from '../message/subscription.js';
import { type Allocate, allocateAveragely } from './allocate/averagely.js';
import type { ConsumerOptions, ResolvedConsumerOptions } from './consumer-options.js';
import type { ConsumeFrom } from './start-offset.js';

const group: Check<string> = (value, path) => {
  checkGroup(value, path);
  return value;
};

const subscriptions: Check<Readonly<Record<string, string>>> = (value, path) => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    throw new InvalidArgumentError(path, 'an object with at least one topic, such as { orders: "*" }');
  for (const [topic, expression] of Object.entries(value)) {
    checkTopic(topic, `${path}.${topic}`);
    parseTags(expression, `${path}.${topic}`);
  }
  return Object.freeze({ ...(value as Record<string, string>) });
};

const consumeFrom: Check<ConsumeFrom> = (value, path) => {
  if (value === 'last' || value === 'first') return value;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  throw new InvalidArgumentError(path, '"last", "first" or a valid Date');
};

const pulls: Check<PullOptions> = (value, path) =>
  resolveOptions<PullOptions>(path, value, {
    suspendTimeoutMs: option(integer(0, 60_000), 15_000),
    retryDelayMs: option(milliseconds(1), 1000),
    flowControlDelayMs: option(milliseconds(1), 20),
  });

const toDeadLetters = (): Decision => ({ type: 'deadLetter', reason: 'the body cannot be unpacked' });

/**
 * The only place with defaults and checks of {@link ConsumerOptions}.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveConsumerOptions(options: ConsumerOptions): ResolvedConsumerOptions {
  return resolveOptions<ResolvedConsumerOptions>('consumer', options, {
    group: required(group),
    subscribe: required(subscriptions),
    from: option(consumeFrom, 'last'),
    window: option(resolveWindow, resolveWindow({}, 'consumer.window')),
    maxReconsumeTimes: option(integer(0), 16),
    allocate: option(callable<Allocate>(), allocateAveragely),
    commitIntervalMs: option(milliseconds(10), 5000),
    rebalanceIntervalMs: option(milliseconds(100), 20_000),
    rebalanceRetryMs: option(milliseconds(10), 1000),
    releaseTimeoutMs: option(milliseconds(0), 5000),
    localRetryDelayMs: option(milliseconds(10), 5000),
    pull: option(pulls, pulls({}, 'consumer.pull')),
    maxDecompressedBytes: option(integer(1), 64 * 1024 * 1024),
    onUndecodable: option(callable<ResolvedConsumerOptions['onUndecodable']>(), toDeadLetters),
  });
}
