import { InvalidArgumentError } from '../errors/usage-error.js';
import { integer } from '../internal/options.js';
import type { AdminCallOptions } from './admin-options.js';

/** How many messages, and of which time. */
export interface MessageQueryOptions extends AdminCallOptions {
  /** Stored then or later, by the clock of the broker. Default: no beginning. */
  readonly from?: Date;
  /** Stored then or earlier. Default: no end. */
  readonly to?: Date;
  /** Default 64. */
  readonly maxMessages?: number;
}

/** Times in ms since the epoch; undefined: without an end. */
export interface MessageWindow {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly maxMessages: number;
}

const messageCount = integer(1, 100_000);

/** @throws {InvalidArgumentError} naming the option */
export function windowOf({ from, to, maxMessages = 64 }: MessageQueryOptions): MessageWindow {
  const window = {
    from: millisecondsOf(from, 'from'),
    to: millisecondsOf(to, 'to'),
    maxMessages: messageCount(maxMessages, 'maxMessages'),
  };
  if (window.from !== undefined && window.to !== undefined && window.from > window.to)
    throw new InvalidArgumentError('to', 'no earlier than "from"');
  return window;
}

function millisecondsOf(time: Date | undefined, path: string): number | undefined {
  if (time === undefined) return undefined;
  if (!(time instanceof Date) || !(time.getTime() >= 0))
    throw new InvalidArgumentError(path, 'a Date, 1970 or later');
  return time.getTime();
}
