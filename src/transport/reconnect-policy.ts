import type { BackoffPolicy } from '../internal/backoff-delay.js';
import { integer, milliseconds, number, option, resolveOptions } from '../internal/options.js';

/** How a connection that is wanted is dialled again: exponential back-off with full jitter. */
export interface ReconnectOptions {
  /** Milliseconds, the most that is waited after the first failure. Default 100. */
  readonly initialDelayMs?: number;
  /** Milliseconds, the most that is ever waited. Default 30,000. */
  readonly maxDelayMs?: number;
  /** By how much the most grows with each failure. Default 2. */
  readonly multiplier?: number;
  /** Dials after the first failed one until those who wait get its error. Default -1: for ever. */
  readonly maxRetries?: number;
}

export type ReconnectPolicy = BackoffPolicy & Required<ReconnectOptions>;

/** @throws {InvalidArgumentError} */
export function resolveReconnectPolicy(
  options: ReconnectOptions = {},
  path = 'reconnect',
): Readonly<ReconnectPolicy> {
  return resolveOptions<ReconnectPolicy>(path, options, {
    initialDelayMs: option(milliseconds(0), 100),
    maxDelayMs: option(milliseconds(0), 30_000),
    multiplier: option(number(1), 2),
    maxRetries: option(integer(-1), -1),
  });
}
