import { PayloadDecodeError, PayloadEncodeError } from '../errors/payload-error.js';
import type { Codec } from './codec.js';
import { readUtf8 } from './read-utf8.js';

const name = 'text';

/** UTF-8 text. Reading refuses bytes that are not UTF-8. */
export const text: Codec<string> = Object.freeze({
  name,
  encode: (value: string) => {
    if (typeof value !== 'string') throw new PayloadEncodeError(name, 'the value is not a text');
    return Buffer.from(value, 'utf8');
  },
  decode: (body: Uint8Array) => {
    const value = readUtf8(body);
    if (value === undefined) throw new PayloadDecodeError(name, 'it is not UTF-8');
    return value;
  },
});
