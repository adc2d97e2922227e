import { InvalidArgumentError } from '../errors/usage-error.js';
import { PropertyKey } from '../protocol/property-key.js';

/**
 * When consumers may have a message.
 *
 * - `level`: an entry of the broker's table, 1 to 18 by default: 1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h. A level
 *   above the table means its last one.
 * - `ms`: milliseconds from when the broker has it, at most three days by default; in steps of a second. RocketMQ 5.0 and newer.
 * - `at`: a date, under the same limits. What has passed already is delivered at once. RocketMQ 5.0 and newer.
 */
export type Delay = { readonly level: number } | { readonly ms: number } | { readonly at: Date };

const expected = '{ level }, { ms } or { at }';

function positive(value: unknown, path: string): string {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new InvalidArgumentError(path, 'an integer of at least 1');
  return String(value);
}

function time(value: unknown, path: string): string {
  if (!(value instanceof Date) || Number.isNaN(value.getTime()))
    throw new InvalidArgumentError(path, 'a valid Date');
  return String(value.getTime());
}

/**
 * A delay as a property of its message (behaviour.md 3.11).
 *
 * @throws {InvalidArgumentError}
 */
export function delayProperty(delay: unknown): readonly [name: string, value: string] {
  if (typeof delay !== 'object' || delay === null || Object.keys(delay).length !== 1)
    throw new InvalidArgumentError('delay', expected);
  if ('level' in delay) return [PropertyKey.DELAY, positive(delay.level, 'delay.level')];
  if ('ms' in delay) return [PropertyKey.TIMER_DELAY_MS, positive(delay.ms, 'delay.ms')];
  if ('at' in delay) return [PropertyKey.TIMER_DELIVER_MS, time(delay.at, 'delay.at')];
  throw new InvalidArgumentError('delay', expected);
}

/** Whether brokers before 5.0 would ignore it and deliver at once. */
export function needsTimers(delay: Delay | undefined): boolean {
  return delay !== undefined && !('level' in delay);
}
