import { InvalidArgumentError } from '../errors/usage-error.js';

/**
 * Writers of header values straight into bytes. Each returns the position after what it wrote; the caller has
 * reserved the room. Short ASCII is written by a loop, which beats the call into native code up to about 24
 * characters; everything else by `Buffer#write`.
 */
const shortText = 24;
const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
/** Digits that stay below 2^31, so that they are divided as integers. */
const chunk = 1e9;

/** An upper bound of the bytes of a decimal safe integer, sign included. */
export const maxDecimalBytes = 17;
/** What one UTF-16 code unit becomes at most: three bytes of UTF-8, or `\uXXXX` in JSON. */
export const maxUtf8Growth = 3;
export const maxJsonGrowth = 6;

export function putBytes(buffer: Buffer, position: number, bytes: Uint8Array): number {
  const { length } = bytes;
  if (length > shortText) buffer.set(bytes, position);
  else for (let i = 0; i < length; i++) buffer[position + i] = bytes[i] as number;
  return position + length;
}

export function putInt16(buffer: Buffer, position: number, value: number): number {
  buffer[position] = value >> 8;
  buffer[position + 1] = value;
  return position + 2;
}

export function putInt32(buffer: Buffer, position: number, value: number): number {
  buffer[position] = value >> 24;
  buffer[position + 1] = value >> 16;
  buffer[position + 2] = value >> 8;
  buffer[position + 3] = value;
  return position + 4;
}

/** UTF-8. */
export function putText(buffer: Buffer, position: number, text: string): number {
  const { length } = text;
  if (length > shortText) return position + buffer.write(text, position);
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return position + buffer.write(text, position);
    buffer[position + i] = unit;
  }
  return position + length;
}

/** The characters of a JSON string without its quotes. The separators of properties make escapes the normal case. */
export function putJsonText(buffer: Buffer, position: number, text: string): number {
  const { length } = text;
  let at = position;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return putStringified(buffer, position, text);
    if (unit < 0x20) at = putControl(buffer, at, unit);
    else {
      if (unit === quote || unit === backslash) buffer[at++] = backslash;
      buffer[at++] = unit;
    }
  }
  return at;
}

/** `\u00XX` */
function putControl(buffer: Buffer, position: number, unit: number): number {
  const low = unit & 0xf;
  buffer[position] = backslash;
  buffer[position + 1] = 0x75;
  buffer[position + 2] = zero;
  buffer[position + 3] = zero;
  buffer[position + 4] = zero + (unit >> 4);
  buffer[position + 5] = low < 10 ? zero + low : 0x57 + low;
  return position + 6;
}

function putStringified(buffer: Buffer, position: number, text: string): number {
  // Both quotes are written too: the first over the one that is there already, the second where the caller's comes.
  return position - 2 + buffer.write(JSON.stringify(text), position - 1);
}

/** A safe integer in decimal. */
export function putDecimal(buffer: Buffer, position: number, value: number): number {
  if (value < 0) {
    buffer[position] = 0x2d;
    return putDecimal(buffer, position + 1, -value);
  }
  if (value < chunk) return putDigits(buffer, position, value, digitsOf(value));
  const high = Math.floor(value / chunk);
  return putDigits(buffer, putDecimal(buffer, position, high), value - high * chunk, 9);
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}

function putDigits(buffer: Buffer, position: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let i = position + digits - 1; i >= position; i--) {
    const next = (rest / 10) | 0;
    buffer[i] = zero + rest - next * 10;
    rest = next;
  }
  return position + digits;
}

/** The error for a number that {@link putDecimal} cannot write. */
export function notAnInteger(path: string): InvalidArgumentError {
  return new InvalidArgumentError(path, 'an integer below 2^53');
}
