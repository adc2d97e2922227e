import { filter, map, type OperatorFunction } from 'rxjs';
import { InvalidArgumentError, UsageError } from '../../errors/usage-error.js';
import { type Check, option, resolveOptions } from '../../internal/options.js';
import { type BodyReader, decodeBody } from '../../payload/decode-body.js';
import type { Delivery } from '../delivery.js';
import type { FailureDecision } from './handle.js';

/** What to do with a delivery whose body cannot be read. `drop` acknowledges it. */
export type DecodeFailure = 'deadLetter' | 'retry' | 'drop' | FailureDecision;

export interface DecodeOptions {
  /**
   * Decides about a delivery whose body cannot be read. A function that throws, or decides nothing, retries. Default
   * `deadLetter`: a body stays as it is when it comes again, and the dead letter queue keeps it.
   */
  readonly onError?:
    'deadLetter' | 'retry' | 'drop' | ((error: unknown, delivery: Delivery) => DecodeFailure);
}

const words: ReadonlySet<unknown> = new Set(['deadLetter', 'retry', 'drop']);

type OnError = Required<DecodeOptions>['onError'];

const choice: Check<OnError> = (value, path) => {
  if (typeof value === 'function' || words.has(value)) return value as OnError;
  throw new InvalidArgumentError(path, '"deadLetter", "retry", "drop" or a function');
};

/** @throws {InvalidArgumentError} naming the option */
export function resolveDecodeOptions(options: DecodeOptions): Required<DecodeOptions> {
  return resolveOptions('decode', options, { onError: option(choice, 'deadLetter') });
}

/**
 * Reads the bodies of deliveries: emits the same deliveries, settled by whoever settles them now, with values for bodies.
 *
 * A codec reads everything but what names another codec; a typed topic or a registry chooses by the name that the message carries.
 * A delivery that cannot be read is settled by `onError` and not emitted, and the stream goes on. Completes when the source does.
 * Errs when the source does, and with {@link UsageError} when the codec cannot work at all (a missing package, an asynchronous
 * schema): no message is at fault then, so none is settled.
 *
 * @throws {InvalidArgumentError} synchronously, when `reader` or `onError` are not what they must be
 */
export function decode<T>(
  reader: BodyReader<T>,
  options: DecodeOptions = {},
): OperatorFunction<Delivery, Delivery<T>> {
  const { onError } = resolveDecodeOptions(options);
  if (!isReader(reader))
    throw new InvalidArgumentError('decode.reader', 'a codec, a typed topic or a codec registry');
  const decided = typeof onError === 'function' ? onError : () => onError;

  const read = (delivery: Delivery): Delivery<T> | undefined => {
    try {
      return delivery.withBody(decodeBody(reader, delivery.body, delivery));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      settle(delivery, error, decided);
      return undefined;
    }
  };
  return (source) =>
    source.pipe(
      map(read),
      filter((delivery) => delivery !== undefined),
    );
}

function isReader(reader: unknown): boolean {
  const { codecFor, decode: read } = (reader ?? {}) as { codecFor?: unknown; decode?: unknown };
  return typeof codecFor === 'function' || typeof read === 'function';
}

function settle(
  delivery: Delivery,
  error: unknown,
  decided: (error: unknown, delivery: Delivery) => DecodeFailure,
): void {
  let decision: DecodeFailure;
  try {
    decision = decided(error, delivery);
  } catch {
    decision = 'retry';
  }
  if (decision === 'drop') delivery.ack();
  else if (decision === 'deadLetter') delivery.deadLetter(String(error));
  else if (typeof decision === 'object' && decision !== null && 'deadLetter' in decision)
    delivery.deadLetter(decision.deadLetter);
  // Programs without types may decide nothing.
  else delivery.retry((decision as { retry?: object } | undefined)?.retry);
}
