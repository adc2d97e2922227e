import { InvalidArgumentError } from '../../errors/usage-error.js';
import { type Check, integer, milliseconds, number, option, resolveOptions } from '../../internal/options.js';

/** From where on a broker is thought well, poorly or gone, and how it comes back. Everything is optional. */
export interface HealthOptions {
  /** Mean latency in milliseconds from which on a broker is degraded. Default 500: Java avoids brokers from 550 ms on. */
  readonly degradedLatencyMs?: number;
  /** Share of answered requests in the window below which a broker is degraded. Default 0.95. */
  readonly degradedSuccessRate?: number;
  /** The same for unhealthy. Default 0.7. */
  readonly unhealthySuccessRate?: number;
  /** Milliseconds that the success rate looks back. Default 30,000. */
  readonly windowMs?: number;
  /** Requests in the window from which on its rate, and the mean latency, mean something. Default 20. */
  readonly minSamples?: number;
  /** Failures in a row that make a broker unhealthy. Default 3. One failure to connect does so too. */
  readonly failuresToUnhealthy?: number;
  /** Failures in a row that suspend a broker. Default 5. */
  readonly failuresToSuspend?: number;
  /** The same while no connection can be made: who is not there needs no second opinion. Default 2. */
  readonly dialFailuresToSuspend?: number;
  /** Milliseconds of the first suspension. Default 2000. */
  readonly suspendMs?: number;
  /** By how much each suspension in a row is longer than the one before. Default 2. */
  readonly suspendGrowth?: number;
  /** Milliseconds of the longest suspension; a failed broker is tried as often. Default 30,000. */
  readonly maxSuspendMs?: number;
  /** Suspensions in a row after which the next failure counts a broker as failed. Default 5: about a minute with the other defaults. */
  readonly suspensionsToFail?: number;
  /** Answers in a row after which a recovering broker is well. Default 3. */
  readonly successesToRecover?: number;
  /** Milliseconds without traffic after which a broker that is not well is probed. Default 1000. */
  readonly probeIntervalMs?: number;
  /**
   * Milliseconds without traffic after which a healthy broker is probed; 0 never. Default 0: clients with a producer or consumer
   * talk to each broker every 30 s anyway, and a connection that nobody uses should be forgotten, which probes would prevent.
   */
  readonly idleProbeIntervalMs?: number;
}

export type ResolvedHealthOptions = Required<HealthOptions>;

const share: Check<number> = (value, path) => {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError(path, 'a number from 0 to 1');
};

/**
 * Options with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveHealthOptions(options: HealthOptions = {}, path = 'health'): ResolvedHealthOptions {
  const resolved = resolveOptions<ResolvedHealthOptions>(path, options, {
    degradedLatencyMs: option(milliseconds(1), 500),
    degradedSuccessRate: option(share, 0.95),
    unhealthySuccessRate: option(share, 0.7),
    windowMs: option(milliseconds(1), 30_000),
    minSamples: option(integer(1), 20),
    failuresToUnhealthy: option(integer(1), 3),
    failuresToSuspend: option(integer(2), 5),
    dialFailuresToSuspend: option(integer(2), 2),
    suspendMs: option(milliseconds(1), 2000),
    suspendGrowth: option(number(1), 2),
    maxSuspendMs: option(milliseconds(1), 30_000),
    suspensionsToFail: option(integer(1), 5),
    successesToRecover: option(integer(1), 3),
    probeIntervalMs: option(milliseconds(1), 1000),
    idleProbeIntervalMs: option(milliseconds(0), 0),
  });
  checkTogether(resolved, path);
  return resolved;
}

function checkTogether(resolved: ResolvedHealthOptions, path: string): void {
  const { degradedSuccessRate, failuresToUnhealthy, suspendMs, probeIntervalMs } = resolved;
  if (resolved.unhealthySuccessRate > degradedSuccessRate)
    throw new InvalidArgumentError(
      `${path}.unhealthySuccessRate`,
      `at most degradedSuccessRate, which is ${degradedSuccessRate}, not ${resolved.unhealthySuccessRate}`,
    );
  if (resolved.failuresToSuspend <= failuresToUnhealthy)
    throw new InvalidArgumentError(
      `${path}.failuresToSuspend`,
      `more than failuresToUnhealthy, which is ${failuresToUnhealthy}, not ${resolved.failuresToSuspend}`,
    );
  if (resolved.maxSuspendMs < suspendMs)
    throw new InvalidArgumentError(
      `${path}.maxSuspendMs`,
      `at least suspendMs, which is ${suspendMs}, not ${resolved.maxSuspendMs}`,
    );
  if (resolved.idleProbeIntervalMs !== 0 && resolved.idleProbeIntervalMs < probeIntervalMs)
    throw new InvalidArgumentError(
      `${path}.idleProbeIntervalMs`,
      `0 or at least probeIntervalMs, which is ${probeIntervalMs}, not ${resolved.idleProbeIntervalMs}`,
    );
}
