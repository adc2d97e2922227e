/** What dispatch needs of a header. */
export interface DispatchFields {
  readonly code: number;
  readonly opaque: number;
  readonly flag: number;
}

const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;

/** The integer in `bytes[start, end)`; NaN for anything that is not one of 32 bits. */
export function int32(bytes: Buffer, start: number, end: number): number {
  const isNegative = bytes[start] === minus;
  const first = isNegative ? start + 1 : start;
  if (end <= first) return NaN;
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = (bytes[i] as number) - zero;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  const signed = isNegative ? -value : value;
  return signed === (signed | 0) ? signed | 0 : NaN;
}

/** Where the digits (and the sign) end that begin at `start`. */
export function numberEnd(bytes: Buffer, start: number, end: number): number {
  let at = bytes[start] === minus ? start + 1 : start;
  while (at < end && (bytes[at] as number) >= zero && (bytes[at] as number) <= nine) at++;
  return at;
}
