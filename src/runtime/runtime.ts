import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { Logger } from './logger.js';
import { silentLogger } from './logger.js';

/**
 * What the outside world gives the library: time, chance, deferral and a place for words.
 *
 * Every timer, clock reading and random number of the library comes from here, so that a test (or the virtual
 * clock) can own all of them. One `Runtime` belongs to one client; nothing is shared between clients.
 */
export interface Runtime {
  /** Time for every RxJS timer and for {@link Runtime.now}. Default `asyncScheduler`. */
  readonly scheduler: SchedulerLike;
  /** Milliseconds since the epoch, by the scheduler's clock. */
  now(): number;
  /** Runs `task` when the present call stack has ended, before the event loop looks at sockets or timers again. */
  defer(task: () => void): void;
  /** A number in [0, 1), for jitter and start positions. Not for secrets. */
  random(): number;
  /** Where the library writes what no stream carries. Default: nowhere. */
  readonly logger: Logger;
}

/** The parts of a {@link Runtime} that a caller may replace. */
export type RuntimeOverrides = Partial<Omit<Runtime, 'now'>>;

/** A runtime on the real clock, with the given parts replaced. */
export function createRuntime(overrides: RuntimeOverrides = {}): Runtime {
  const scheduler = overrides.scheduler ?? asyncScheduler;
  return {
    scheduler,
    now: () => scheduler.now(),
    defer: overrides.defer ?? ((task) => process.nextTick(task)),
    random: overrides.random ?? Math.random,
    logger: overrides.logger ?? silentLogger,
  };
}
