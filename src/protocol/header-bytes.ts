import { InvalidArgumentError } from '../errors/usage-error.js';

/**
 * Writers of header values straight into bytes. Each returns the position after what it wrote; the caller has
 * reserved the room. Short ASCII is written by a loop, which beats the call into native code up to about 24
 * characters; everything else by `Buffer#write`.
 */
const shortText = 24;
const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
/** Digits that stay below 2^31, so that they are divided as integers. */
const chunk = 1e9;
/** `00` to `99`. */
const pairs = Buffer.from(Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')).join(''));

/** An upper bound of the bytes of a decimal safe integer, sign included. */
export const maxDecimalBytes = 17;
/** What one UTF-16 code unit becomes at most in UTF-8. */
export const maxUtf8Growth = 3;
/** What an escape adds to a byte: `\u0001`. */
const escapeGrowth = 5;
/** The room that {@link putJsonText} needs for one. */
export const maxJsonGrowth = escapeGrowth + maxUtf8Growth;

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

/** `Buffer#write` without its checks of the arguments, a tenth of a short write; Node has it on every buffer, its types do not. */
interface Utf8Writer {
  utf8Write(text: string, position: number, maxBytes: number): number;
}

function putUtf8(buffer: Buffer, position: number, text: string): number {
  return position + (buffer as Buffer & Utf8Writer).utf8Write(text, position, buffer.length - position);
}

/** UTF-8. */
export function putText(buffer: Buffer, position: number, text: string): number {
  const { length } = text;
  if (length > shortText) return putUtf8(buffer, position, text);
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return putUtf8(buffer, position, text);
    buffer[position + i] = unit;
  }
  return position + length;
}

/**
 * The characters of a JSON string in UTF-8, without its quotes. Takes at most `maxJsonGrowth` bytes per character.
 *
 * Native code writes a long text so far behind `position` that its bytes can be moved forward one by one without a gap
 * for the escapes being too small: an escape adds five bytes, and they start five bytes per character ahead. Escapes are the
 * normal case here: properties have separators.
 */
export function putJsonText(buffer: Buffer, position: number, text: string): number {
  const { length } = text;
  const rawStart = position + length * escapeGrowth;
  const rawEnd = putText(buffer, rawStart, text);
  let at = position;
  for (let i = rawStart; i < rawEnd; i++) {
    const byte = buffer[i] as number;
    if (byte > quote && byte !== backslash) buffer[at++] = byte;
    else at = putEscaped(buffer, at, byte);
  }
  return at;
}

/** A character up to the quote, or a backslash. */
function putEscaped(buffer: Buffer, position: number, byte: number): number {
  if (byte < space) return putControl(buffer, position, byte);
  let at = position;
  if (byte === quote || byte === backslash) buffer[at++] = backslash;
  buffer[at] = byte;
  return at + 1;
}

/** `\u00XX` */
function putControl(buffer: Buffer, position: number, byte: number): number {
  const low = byte & 0xf;
  buffer[position] = backslash;
  buffer[position + 1] = 0x75;
  buffer[position + 2] = zero;
  buffer[position + 3] = zero;
  buffer[position + 4] = zero + (byte >> 4);
  buffer[position + 5] = low < 10 ? zero + low : 0x57 + low;
  return position + 6;
}

/** A safe integer in decimal. */
export function putDecimal(buffer: Buffer, position: number, value: number): number {
  if (value >= 0 && value < 10) {
    buffer[position] = zero + value;
    return position + 1;
  }
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

/** Two digits at a time. */
function putDigits(buffer: Buffer, position: number, value: number, digits: number): number {
  let rest = value | 0;
  let at = position + digits;
  for (; at > position + 1; at -= 2) {
    const next = (rest / 100) | 0;
    const pair = (rest - next * 100) * 2;
    buffer[at - 1] = pairs[pair + 1] as number;
    buffer[at - 2] = pairs[pair] as number;
    rest = next;
  }
  if (at > position) buffer[position] = zero + rest;
  return position + digits;
}

/** The error for a number that {@link putDecimal} cannot write. */
export function notAnInteger(path: string): InvalidArgumentError {
  return new InvalidArgumentError(path, 'an integer below 2^53');
}
