import type { Codec } from './codec.js';

/** The body as it is. What is decoded shares memory with the answer it arrived in: copy what is to be kept. */
export const bytes: Codec<Uint8Array> = Object.freeze({
  name: 'bytes',
  encode: (value: Uint8Array) => value,
  decode: (body: Uint8Array) => body,
});
