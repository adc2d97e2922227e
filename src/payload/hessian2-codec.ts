import type { Codec } from './codec.js';
import { toBuffer } from './to-buffer.js';

/** What is used of the package `hessian.js`: the object that importing it gives. */
export interface Hessian2Library {
  encode(value: unknown, version: '2.0'): Uint8Array;
  decode(bytes: Buffer, version: '2.0', withType?: boolean): unknown;
}

export interface Hessian2CodecOptions<T, W = T> {
  /**
   * Gives a value its Java types, as the package wants them: `{ $class: 'com.acme.Order', $: value }`. Default: as it is, which
   * makes a `HashMap` of an object.
   */
  readonly toJava?: (value: W) => unknown;
  /** Makes the value of what was read. Default: as it is. */
  readonly fromJava?: (decoded: unknown) => T;
  /** Whether `fromJava` gets `{ $class, $ }` instead of plain values. Default false. */
  readonly withType?: boolean;
}

/**
 * Hessian 2.0 with the package `hessian.js`: `hessian2Codec(hessian, { toJava: (order) => ({ $class: 'com.acme.Order', $: order }) })`.
 * The bytes are those of Java's `Hessian2Output#writeObject`. Numbers above 2^53 come as the package gives them, as text.
 */
export function hessian2Codec<T, W = T>(
  library: Hessian2Library,
  options: Hessian2CodecOptions<T, W> = {},
): Codec<T, W> {
  const {
    toJava = (value: W): unknown => value,
    fromJava = (decoded) => decoded as T,
    withType = false,
  } = options;
  return {
    name: 'hessian2',
    encode: (value) => library.encode(toJava(value), '2.0'),
    decode: (bytes) => fromJava(library.decode(toBuffer(bytes), '2.0', withType)),
  };
}
