import { InvalidArgumentError } from '../../errors/usage-error.js';
import type { Logger } from '../../runtime/logger.js';
import { createSeededRandom } from '../faults/seeded-random.js';
import { VirtualClock } from './virtual-clock.js';

export interface VirtualClockOptions {
  /** The time at the beginning; a number is milliseconds since the epoch. Default: 2026-01-01T00:00:00Z, each time. */
  readonly startAt?: Date | number;
  /** Fixes every number that `runtime.random` gives. Default 1. */
  readonly seed?: number;
  /** In place of the seeded numbers, for instance `() => 0.5` for jitter that is known. */
  readonly random?: () => number;
  /** Where the library writes what no stream carries. Default: nowhere. */
  readonly logger?: Logger | undefined;
}

const newYear2026Ms = Date.UTC(2026, 0, 1);

/**
 * A clock of its own for one test: give its `runtime` to the broker, and so to the clients, then move it.
 *
 * ```ts
 * const clock = createVirtualClock();
 * const broker = await clock.until(startBroker({ network: 'memory', runtime: clock.runtime }));
 * const mq = createClient(broker.clientOptions);
 * ...
 * await clock.advance(15 * 60_000);
 * ```
 *
 * @throws {InvalidArgumentError} when `startAt` is no time
 */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const { startAt = newYear2026Ms, seed = 1, random = createSeededRandom(seed), logger } = options;
  const startAtMs = Number(startAt);
  if (!Number.isFinite(startAtMs)) throw new InvalidArgumentError('startAt', 'a Date or milliseconds');
  return new VirtualClock({ startAtMs, random, logger });
}
