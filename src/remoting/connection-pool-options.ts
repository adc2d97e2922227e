import { InvalidArgumentError } from '../errors/usage-error.js';
import { integer, milliseconds, option, resolveOptions } from '../internal/options.js';

/** How many connections a pool keeps, and for how long. Everything is optional. */
export interface ConnectionPoolOptions {
  /**
   * Connections per address at most. Default 1: many requests share a connection, and a second one pays only where single
   * frames are so large that others wait behind them.
   */
  readonly size?: number;
  /** Pieces of work that may use one connection at a time. Default 10,000; 1 makes leases exclusive. */
  readonly maxLeases?: number;
  /** Pieces of work that may wait for a connection of an address; one more errs with `PoolExhaustedError`. Default 1000. */
  readonly maxWaiting?: number;
  /** Milliseconds for which they wait, then they err with `PoolExhaustedError`. Default 3000. */
  readonly waitTimeoutMs?: number;
  /** Milliseconds without a byte from the other side after which a connection is checked before it is leased, where there is a check. Default 30,000. */
  readonly checkAfterIdleMs?: number;
  /** Milliseconds without traffic after which a connection beyond the first is closed, up to a quarter later. Default 60,000. */
  readonly idleTimeoutMs?: number;
  /**
   * Milliseconds without traffic after which an address is forgotten and its last connection closed, up to a quarter later.
   * Default 600,000; 0 never.
   */
  readonly forgetAfterMs?: number;
}

export type ResolvedConnectionPoolOptions = Required<ConnectionPoolOptions>;

/**
 * Options with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveConnectionPoolOptions(
  options: ConnectionPoolOptions = {},
  path = 'pool',
): ResolvedConnectionPoolOptions {
  const resolved = resolveOptions<ResolvedConnectionPoolOptions>(path, options, {
    size: option(integer(1), 1),
    maxLeases: option(integer(1), 10_000),
    maxWaiting: option(integer(0), 1000),
    waitTimeoutMs: option(milliseconds(1), 3000),
    checkAfterIdleMs: option(milliseconds(0), 30_000),
    idleTimeoutMs: option(milliseconds(1), 60_000),
    forgetAfterMs: option(milliseconds(0), 600_000),
  });
  const { forgetAfterMs, idleTimeoutMs } = resolved;
  if (forgetAfterMs !== 0 && forgetAfterMs < idleTimeoutMs)
    throw new InvalidArgumentError(
      `${path}.forgetAfterMs`,
      `0 or at least idleTimeoutMs, which is ${idleTimeoutMs}, not ${forgetAfterMs}`,
    );
  return resolved;
}
