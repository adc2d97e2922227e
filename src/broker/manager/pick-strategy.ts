import { type BrokerHealth, type BrokerHealthState, isUsable } from '../health/broker-health.js';

/** A broker that work could go to. */
export interface PickCandidate {
  /** `host:port`. */
  readonly address: string;
  readonly health: BrokerHealth;
  /** Requests that wait for its answers. */
  readonly inFlight: number;
}

/**
 * Chooses one of several brokers that are equally well. Pure: returns the index of its choice.
 *
 * @param candidates - not empty
 * @param turn - how many choices were made before; for turns, and among equals
 */
export type PickStrategy = (candidates: readonly PickCandidate[], turn: number) => number;

/** One after the other. */
export const roundRobin: PickStrategy = (candidates, turn) => turn % candidates.length;

/** The one that answered fastest of late; those that have not been measured come first, so that they are. */
export const leastLatency: PickStrategy = (candidates, turn) =>
  least(candidates, turn, ({ health }) => health.latencyMs ?? -1);

/** The one that owes the fewest answers. */
export const leastInFlight: PickStrategy = (candidates, turn) =>
  least(candidates, turn, ({ inFlight }) => inFlight);

/** The index of the least, among equals the next in turn. */
function least(
  candidates: readonly PickCandidate[],
  turn: number,
  measure: (candidate: PickCandidate) => number,
): number {
  let best = 0;
  let bestMeasure = Infinity;
  for (let step = 0; step < candidates.length; step += 1) {
    const index = (turn + step) % candidates.length;
    const measured = measure(candidates[index]!);
    if (measured >= bestMeasure) continue;
    best = index;
    bestMeasure = measured;
  }
  return best;
}

const ranks: Readonly<Record<BrokerHealthState, number>> = {
  unknown: 0,
  healthy: 0,
  degraded: 1,
  recovering: 2,
  unhealthy: 3,
  suspended: 4,
  failed: 5,
};
const lastResort = 10;

/**
 * How gladly a broker is used: 0 is best. What is not usable is the last resort, the one that recovers before the one that is
 * suspended.
 */
export const rankOf = (health: BrokerHealth): number =>
  ranks[health.state] + (isUsable(health) ? 0 : lastResort);

/** The candidates whose state is the best that any of them has. Pure. */
export function bestOf(candidates: readonly PickCandidate[]): readonly PickCandidate[] {
  const rank = Math.min(...candidates.map(({ health }) => rankOf(health)));
  return candidates.filter(({ health }) => rankOf(health) === rank);
}
