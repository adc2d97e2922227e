import { InvalidArgumentError } from '../../errors/usage-error.js';
import { integer, oneOf, option, resolveOptions } from '../../internal/options.js';

/** How the messages of an iterable are sent. */
export interface SendFromOptions {
  /**
   * Messages that have been taken and whose outcome has not been emitted. Default 256, or the producer's own `maxInFlight` if that is
   * less. 1 sends one after the other.
   */
  readonly maxInFlight?: number;
}

/** How the messages of an Observable are sent. */
export interface SendAllOptions extends SendFromOptions {
  /**
   * What happens to messages that come while `maxInFlight` are under way. `wait`, the default: they are kept, however many there are.
   * `error`: at most `maxQueued` are kept, and what comes then fails at once.
   */
  readonly overflow?: 'wait' | 'error';
  /** Messages that are kept; only with `overflow: 'error'`. Default 10,000. */
  readonly maxQueued?: number;
}

export interface ResolvedStreamOptions {
  readonly maxInFlight: number;
  /** Infinity: nothing is refused. */
  readonly maxQueued: number;
}

const defaultMaxInFlight = 256;
const defaultMaxQueued = 10_000;

const maxInFlight = (most: number): ReturnType<typeof option<number>> =>
  option(integer(1), Math.min(defaultMaxInFlight, most));

/**
 * @param most - the producer's own limit: more at a time would only wait there, with the clock of their timeout running
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveSendFromOptions(options: SendFromOptions, most: number): ResolvedStreamOptions {
  const resolved = resolveOptions<Required<SendFromOptions>>('sendFrom', options, {
    maxInFlight: maxInFlight(most),
  });
  return { ...resolved, maxQueued: Infinity };
}

/** @throws {InvalidArgumentError} naming the option */
export function resolveSendAllOptions(options: SendAllOptions, most: number): ResolvedStreamOptions {
  const resolved = resolveOptions<Required<SendAllOptions>>('sendAll', options, {
    maxInFlight: maxInFlight(most),
    overflow: option(oneOf('wait', 'error'), 'wait'),
    maxQueued: option(integer(0), defaultMaxQueued),
  });
  if (resolved.overflow === 'error')
    return { maxInFlight: resolved.maxInFlight, maxQueued: resolved.maxQueued };
  if (options.maxQueued !== undefined)
    throw new InvalidArgumentError('sendAll.maxQueued', 'left out where overflow is not "error"');
  return { maxInFlight: resolved.maxInFlight, maxQueued: Infinity };
}
