/** How long to wait between attempts. */
export interface BackoffPolicy {
  /** Milliseconds, the most that is waited after the first failure. */
  readonly initialDelayMs: number;
  /** Milliseconds, the most that is ever waited. */
  readonly maxDelayMs: number;
  /** By how much the most grows with each failure. */
  readonly multiplier: number;
}

/**
 * Milliseconds to wait after the given number of failures (1 is the first): anything between 0 and an exponentially growing most.
 * Full jitter, so that clients which lost the same server together do not return together.
 *
 * @param random - a number in [0, 1)
 */
export function backoffDelayMs(
  failures: number,
  { initialDelayMs, maxDelayMs, multiplier }: BackoffPolicy,
  random: number,
): number {
  // Not infinite: an initial delay of 0 stays 0 however often it is multiplied.
  const growth = Math.min(multiplier ** (failures - 1), Number.MAX_VALUE);
  return Math.round(random * Math.min(maxDelayMs, initialDelayMs * growth));
}
