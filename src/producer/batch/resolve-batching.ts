import { InvalidArgumentError } from '../../errors/usage-error.js';
import { type Check, integer, maxTimerMs, option, resolveOptions } from '../../internal/options.js';
import type { ResolvedBatching } from './batching-options.js';

const kibibyte = 1024;

/** Limits of the producer that those of its batches must keep. */
export interface BatchingLimits {
  readonly timeoutMs: number;
  readonly maxMessageBytes: number;
}

/** The only place with defaults and checks of `BatchingOptions`; false stays false. */
export const batching =
  ({ timeoutMs, maxMessageBytes }: BatchingLimits): Check<ResolvedBatching | false> =>
  (value, path) => {
    if (value === false) return false;
    const resolved = resolveOptions<ResolvedBatching>(path, value, {
      maxMessages: option(integer(1), 500),
      maxBytes: option(integer(1), Math.min(32 * kibibyte, maxMessageBytes)),
      lingerMs: option(integer(0, maxTimerMs), Math.min(10, timeoutMs - 1)),
      maxHeldBytes: option(integer(0), 32 * kibibyte * kibibyte),
    });
    const { maxBytes, lingerMs } = resolved;
    if (maxBytes > maxMessageBytes)
      throw new InvalidArgumentError(
        `${path}.maxBytes`,
        `at most maxMessageBytes, ${maxMessageBytes}, not ${maxBytes}`,
      );
    if (lingerMs >= timeoutMs)
      throw new InvalidArgumentError(
        `${path}.lingerMs`,
        `less than timeoutMs, ${timeoutMs} ms, not ${lingerMs}`,
      );
    return resolved;
  };
