import { callable, milliseconds, option, resolveOptions } from '../../internal/options.js';
import {
  type HealthOptions,
  type ResolvedHealthOptions,
  resolveHealthOptions,
} from '../health/health-options.js';
import { type PickStrategy, roundRobin } from './pick-strategy.js';

/** How brokers are watched and chosen. Everything is optional. */
export interface BrokerManagerOptions {
  readonly health?: HealthOptions;
  /** Chooses among brokers that are equally well, for messages that any queue will do for. Default {@link roundRobin}: queues in turn. */
  readonly strategy?: PickStrategy;
  /**
   * Milliseconds between two looks at all brokers: how late the end of a suspension, a probe, or a figure of `health$` may be.
   * Default 500.
   */
  readonly lookIntervalMs?: number;
  /** Milliseconds for the answer to a probe, its dial included. Default 3000. */
  readonly probeTimeoutMs?: number;
  /** Milliseconds between two snapshots of `stats$`. Default 10,000. */
  readonly statsIntervalMs?: number;
}

export interface ResolvedBrokerManagerOptions extends Required<BrokerManagerOptions> {
  readonly health: ResolvedHealthOptions;
}

/**
 * Options with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveBrokerManagerOptions(
  options: BrokerManagerOptions = {},
  path = 'brokers',
): ResolvedBrokerManagerOptions {
  return resolveOptions<ResolvedBrokerManagerOptions>(path, options, {
    health: option(
      (value, name) => resolveHealthOptions(value as HealthOptions, name),
      resolveHealthOptions(),
    ),
    strategy: option(callable<PickStrategy>(), roundRobin),
    lookIntervalMs: option(milliseconds(1), 500),
    probeTimeoutMs: option(milliseconds(1), 3000),
    statsIntervalMs: option(milliseconds(1), 10_000),
  });
}
