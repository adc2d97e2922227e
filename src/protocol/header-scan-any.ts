import { type DispatchFields, int32 } from './header-scan.js';

const codeName = Buffer.from('code');
const flagName = Buffer.from('flag');
const opaqueName = Buffer.from('opaque');

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Code, opaque and flag of a JSON header with its keys in any order, reading forward over the root object.
 *
 * `undefined` for whatever is not plain: white space, an escape in a key, arrays, a number that is not of 32 bits, a
 * missing key, a defect. `JSON.parse` decides about those. Where there is a result, it is that of `JSON.parse`, if that
 * gives anything: of equal keys the last counts.
 *
 * @param text - the header, each byte as one character
 */
export function scanAnyHeader(
  bytes: Buffer,
  start: number,
  end: number,
  text: string,
): DispatchFields | undefined {
  if (bytes[start] !== openBrace) return undefined;
  let code = NaN;
  let opaque = NaN;
  let flag = NaN;
  let at = start + 1;
  for (let separator = comma; separator === comma; separator = bytes[at++] as number) {
    const key = at + 1;
    const keyEnd = bytes[at] === quote ? stringEnd(bytes, key, end) : -1;
    if (keyEnd < 0 || bytes[keyEnd + 1] !== colon) return undefined;
    const value = keyEnd + 2;
    at = valueEnd(bytes, value, end, text, start);
    if (at < 0 || at >= end) return undefined;
    const keyLength = keyEnd - key;
    if (keyLength === opaqueName.length) {
      if (isKey(bytes, key, opaqueName)) opaque = int32(bytes, value, at);
    } else if (keyLength === codeName.length) {
      if (isKey(bytes, key, codeName)) code = int32(bytes, value, at);
      else if (isKey(bytes, key, flagName)) flag = int32(bytes, value, at);
    }
  }
  // NaN stands for missing as well as for unreadable.
  const isWhole = at === end && bytes[end - 1] === closeBrace && !Number.isNaN(code + opaque + flag);
  return isWhole ? { code, opaque, flag } : undefined;
}

/** Where the closing quote is of a string whose characters begin at `start`; -1 when it has an escape or does not end. */
function stringEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === quote) return at;
    if (bytes[at] === backslash) return -1;
  }
  return -1;
}

function isKey(bytes: Buffer, start: number, name: Uint8Array): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return false;
  return true;
}

/** The position after the value that begins at `start`; -1 for one that is not plain. */
function valueEnd(bytes: Buffer, start: number, end: number, text: string, textStart: number): number {
  const first = bytes[start];
  if (first === quote) return textEnd(bytes, start + 1, end);
  if (first === openBrace) return objectEnd(text, start - textStart, textStart);
  if (first === openBracket) return -1;
  let at = start;
  while (at < end && bytes[at] !== comma && bytes[at] !== closeBrace) at++;
  return at;
}

/** As {@link stringEnd}, after the quote, and with escapes. */
function textEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at + 1;
}

/**
 * The position after an object: behind its first `}`, if the text ends there, or a comma, a quote and a letter come next;
 * else -1. Were that brace within a string, the quote would end the string, and no letter could follow; were it the end of an
 * object within this one, the brace that then seems to end the root would not be the last character.
 */
function objectEnd(text: string, start: number, textStart: number): number {
  const brace = text.indexOf('}', start);
  if (brace < 0) return -1;
  const isLast = brace === text.length - 2 && text.charCodeAt(brace + 1) === closeBrace;
  return isLast || isKeyNext(text, brace + 1) ? brace + 1 + textStart : -1;
}

function isKeyNext(text: string, at: number): boolean {
  if (at + 2 >= text.length) return false;
  const letter = text.charCodeAt(at + 2);
  return (
    text.charCodeAt(at) === comma && text.charCodeAt(at + 1) === quote && letter >= 0x61 && letter <= 0x7a
  );
}
