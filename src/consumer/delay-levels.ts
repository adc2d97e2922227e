import type { RetryDelay } from '../delivery/outcome.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** What delay levels 1 to 18 mean on a broker with default settings (`messageDelayLevel`), in milliseconds. */
export const defaultDelayLevelsMs: readonly number[] = Object.freeze([
  ...[1, 5, 10, 30].map((count) => count * second),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30].map((count) => count * minute),
  ...[1, 2].map((count) => count * hour),
]);

/** The broker chooses: 3 + times delivered. */
const brokersChoice = 0;

/** The delay level for a retry: the given one, or the first that lasts at least as long; the longest when none does. */
export function delayLevelFor(delay: RetryDelay, levelsMs: readonly number[]): number {
  const { level, delayMs } = delay;
  if (level !== undefined) return level;
  if (delayMs === undefined) return brokersChoice;
  const index = levelsMs.findIndex((levelMs) => levelMs >= delayMs);
  return index < 0 ? levelsMs.length : index + 1;
}
