import { notAnInteger, putBytes, putDecimal, putInt32, putJsonText, putText } from './header-bytes.js';

/**
 * Writes fields whose keys are one letter, as the header of sends has them, in one of the two forms. Each function returns the
 * position after the field; an undefined value writes nothing. Code that names the properties of a header writes twice as
 * fast as a table of them.
 */
export interface LetterFields {
  text(buffer: Buffer, at: number, letter: number, value: string | undefined): number;
  integer(buffer: Buffer, at: number, letter: number, value: number | undefined): number;
  boolean(buffer: Buffer, at: number, letter: number, value: boolean | undefined): number;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const trueText = Buffer.from('true');
const falseText = Buffer.from('false');

/** `"a":"value",` */
export const jsonLetterFields: LetterFields = {
  text: (buffer, at, letter, value) =>
    value === undefined ? at : endJson(buffer, putJsonText(buffer, beginJson(buffer, at, letter), value)),
  integer: (buffer, at, letter, value) => {
    if (value === undefined) return at;
    if (!Number.isSafeInteger(value)) throw notAnInteger(String.fromCharCode(letter));
    return endJson(buffer, putDecimal(buffer, beginJson(buffer, at, letter), value));
  },
  boolean: (buffer, at, letter, value) =>
    value === undefined
      ? at
      : endJson(buffer, putBytes(buffer, beginJson(buffer, at, letter), value ? trueText : falseText)),
};

function beginJson(buffer: Buffer, at: number, letter: number): number {
  buffer[at] = quote;
  buffer[at + 1] = letter;
  buffer[at + 2] = quote;
  buffer[at + 3] = colon;
  buffer[at + 4] = quote;
  return at + 5;
}

function endJson(buffer: Buffer, at: number): number {
  buffer[at] = quote;
  buffer[at + 1] = comma;
  return at + 2;
}

/** Length of the key (2 bytes), key, length of the value (4 bytes), value; empty texts are left out. */
export const binaryLetterFields: LetterFields = {
  text: (buffer, at, letter, value) =>
    value === undefined || value === ''
      ? at
      : endBinary(buffer, at, putText(buffer, beginBinary(buffer, at, letter), value)),
  integer: (buffer, at, letter, value) => {
    if (value === undefined) return at;
    if (!Number.isSafeInteger(value)) throw notAnInteger(String.fromCharCode(letter));
    return endBinary(buffer, at, putDecimal(buffer, beginBinary(buffer, at, letter), value));
  },
  boolean: (buffer, at, letter, value) =>
    value === undefined
      ? at
      : endBinary(
          buffer,
          at,
          putBytes(buffer, beginBinary(buffer, at, letter), value ? trueText : falseText),
        ),
};

const binaryKeyBytes = 7;

function beginBinary(buffer: Buffer, at: number, letter: number): number {
  buffer[at] = 0;
  buffer[at + 1] = 1;
  buffer[at + 2] = letter;
  return at + binaryKeyBytes;
}

function endBinary(buffer: Buffer, at: number, end: number): number {
  putInt32(buffer, at + binaryKeyBytes - 4, end - at - binaryKeyBytes);
  return end;
}
