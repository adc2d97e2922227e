import { DecodeError } from '../../errors/protocol-error.js';

const decimal = /^-?\d{1,16}$/;

/** A whole number as Java prints it. @throws {DecodeError} that names `subject` and `part` */
export function parseInteger(text: string | undefined, subject: string, part: string): number {
  const value = text !== undefined && decimal.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value))
    throw new DecodeError(subject, `its ${part} is not an integer below 2^53`);
  // There is no negative zero in Java.
  return value === 0 ? 0 : value;
}
