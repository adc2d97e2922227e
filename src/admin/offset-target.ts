import { InvalidArgumentError } from '../errors/usage-error.js';

/**
 * Where in each queue: the first message stored at that time or later, the oldest that is still stored, or behind the newest.
 * For a time after the newest message it is behind that; brokers before 5.0 take that message itself.
 */
export type OffsetTarget = Date | 'first' | 'last';

/**
 * For SEARCH_OFFSET_BY_TIMESTAMP and INVOKE_BROKER_TO_RESET_OFFSET, which take -1 for the end of the queue. @throws
 * {InvalidArgumentError}
 */
export function timestampOf(target: OffsetTarget, path = 'to'): number {
  if (target === 'first') return 0;
  if (target === 'last') return -1;
  if (target instanceof Date && target.getTime() >= 0) return target.getTime();
  throw new InvalidArgumentError(path, 'a Date, "first" or "last"');
}
