import { InvalidArgumentError } from '../errors/usage-error.js';
import {
  callable,
  type Check,
  integer,
  maybe,
  milliseconds,
  option,
  required,
  resolveOptions,
  text,
} from '../internal/options.js';
import { checkGroup, checkTopic } from '../message/names.js';
import type { SendStatus } from '../broker/calls/send-message.js';
import type { ProducerOptions, ResolvedProducerOptions } from './producer-options.js';
import { batching } from './batch/resolve-batching.js';
import type { QueueSelector } from './queue-selector.js';
import { selectByHash } from './select-by-hash.js';
import type { TransactionChecker } from './transaction/transaction-options.js';

const group: Check<string> = (value, path) => {
  checkGroup(value, path);
  return value;
};

const statuses: readonly SendStatus[] = [
  'ok',
  'flush-disk-timeout',
  'flush-slave-timeout',
  'slave-not-available',
];

const requireStatus: Check<readonly SendStatus[]> = (value, path) => {
  const isRight = Array.isArray(value) && value.length > 0 && value.every((one) => statuses.includes(one));
  if (!isRight)
    throw new InvalidArgumentError(path, `a list of some of ${statuses.map((one) => `"${one}"`).join(', ')}`);
  return Object.freeze([...(value as SendStatus[])]);
};

const compression: Check<ResolvedProducerOptions['compression']> = (value, path) =>
  value === false
    ? false
    : resolveOptions(path, value, {
        algorithm: option(text, 'zlib'),
        level: maybe(integer(0)),
        threshold: option(integer(0), defaultThreshold),
      });

const topic: Check<string> = (value, path) => {
  checkTopic(value, path);
  return value;
};

const trace: Check<ResolvedProducerOptions['trace']> = (value, path) =>
  value === false
    ? false
    : resolveOptions(path, value === true ? {} : value, {
        topic: option(topic, traceTopic),
        maxRecords: option(integer(1), 10),
        intervalMs: option(milliseconds(1), 5000),
      });

/** Where the tools of RocketMQ look for records. */
const traceTopic = 'RMQ_SYS_TRACE_TOPIC';
const defaultTimeoutMs = 3000;
const defaultRetries = 2;
const defaultThreshold = 4096;
const mebibyte = 1024 * 1024;
const defaultMaxMessageBytes = 4 * mebibyte;

/**
 * The only place with defaults and checks of {@link ProducerOptions}.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveProducerOptions(options: ProducerOptions): ResolvedProducerOptions {
  const {
    timeoutMs = defaultTimeoutMs,
    retries = defaultRetries,
    maxMessageBytes = defaultMaxMessageBytes,
  } = options ?? {};
  return resolveOptions<ResolvedProducerOptions>('producer', options, {
    group: required(group),
    timeoutMs: option(milliseconds(1), defaultTimeoutMs),
    attemptTimeoutMs: option(milliseconds(1), Math.ceil(timeoutMs / (retries + 1))),
    retries: option(integer(0), defaultRetries),
    defaultTopicQueues: option(integer(1), 4),
    maxMessageBytes: option(integer(1), defaultMaxMessageBytes),
    requireStatus: option(requireStatus, statuses),
    compression: option(compression, compression({}, 'producer.compression')),
    batching: option(batching({ timeoutMs, maxMessageBytes }), false),
    queueSelector: option(callable<QueueSelector>(), selectByHash),
    checker: maybe(callable<TransactionChecker>()),
    maxInFlight: option(integer(1), 1024),
    maxInFlightBytes: option(integer(1), 64 * mebibyte),
    maxWaiting: option(integer(0), 10_000),
    trace: option(trace, false),
    maxAwaitedReplies: option(integer(1), 10_000),
  });
}
