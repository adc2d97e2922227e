import { InvalidArgumentError } from '../errors/usage-error.js';
import { checkPayloadName } from './payload-name.js';

/**
 * Makes bodies of values and values of bodies.
 *
 * Both functions are synchronous and pure: a delivery is decoded in its place of the stream, and a message is written before it
 * is given to the producer. What has to wait (a lookup, an asynchronous check) belongs into a handler. They throw when they
 * cannot do their work, any error; the library wraps it.
 *
 * @typeParam T - what `decode` gives
 * @typeParam W - what `encode` takes; differs from `T` where reading transforms, as a schema may
 */
export interface Codec<T, W = T> {
  /** Names the format, not the type of the values: `json`. Messages carry it in the property `PAYLOAD_CODEC`. */
  readonly name: string;
  readonly encode: (value: W) => Uint8Array;
  /** @param bytes - one body, which the caller keeps: a codec may refer to it but not change it */
  readonly decode: (bytes: Uint8Array) => T;
}

/** A codec of which only the name is known. */
export type AnyCodec = Codec<unknown, never>;

/** @throws {InvalidArgumentError} when it is no codec, or has a name that would not survive as a property */
export function checkCodec(codec: unknown, path: string): asserts codec is AnyCodec {
  const { name, encode, decode } = (codec ?? {}) as Partial<Record<keyof AnyCodec, unknown>>;
  if (typeof encode !== 'function' || typeof decode !== 'function')
    throw new InvalidArgumentError(path, 'a codec: { name, encode, decode }');
  checkPayloadName(name, `${path}.name`);
}
