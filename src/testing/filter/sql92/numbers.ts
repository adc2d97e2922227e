import { javaTrim } from '../java-trim.js';
import type { SqlNumber } from './value.js';

const maxInt = 2n ** 31n - 1n;
const maxLong = 2n ** 63n - 1n;
const integerText = /^([+-]?)(\d+)$/;
// Java reads hexadecimal floats, too; nobody writes them into properties.
const doubleText = /^[+-]?(?:NaN|Infinity|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/;

function toInteger(text: string, max: bigint): bigint | undefined {
  const [, sign, digits] = integerText.exec(text) ?? [];
  const significant = digits?.replace(/^0+/, '');
  // 19 digits hold every long; more would be work without a bound.
  if (significant === undefined || significant.length > 19) return undefined;
  const value = sign === '-' ? -BigInt(significant) : BigInt(significant);
  return value > max || value < -max - 1n ? undefined : value;
}

function toDouble(text: string): number | undefined {
  const trimmed = javaTrim(text);
  return doubleText.test(trimmed) ? Number(trimmed.replace(/[fd]$/i, '')) : undefined;
}

/** The text as a number of a Java class, by the rules of that class's `valueOf`; undefined when it is none or out of range. */
export function toNumber(type: SqlNumber['type'], text: string): SqlNumber | undefined {
  if (type === 'double') {
    const value = toDouble(text);
    return value === undefined ? undefined : { type, value };
  }
  const value = toInteger(text, type === 'int' ? maxInt : maxLong);
  if (value === undefined) return undefined;
  return type === 'int' ? { type, value: Number(value) } : { type, value };
}

/** A whole number in an expression: an int if it fits, else a long; undefined beyond that. */
export function wholeLiteral(text: string): SqlNumber | undefined {
  return toNumber('int', text) ?? toNumber('long', text);
}

export function negate(number: SqlNumber): SqlNumber {
  if (number.type === 'double') return { type: 'double', value: -number.value };
  if (number.type === 'long') return { type: 'long', value: BigInt.asIntN(64, -number.value) };
  // Wraps as in Java, and there is no negative zero.
  return { type: 'int', value: -number.value | 0 };
}

/** `Double#compare`: NaN is above everything and equal to itself, and -0 is below 0. */
function compareDoubles(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  if (Object.is(left, right)) return 0;
  if (left === right) return Object.is(left, -0) ? -1 : 1;
  return Number.isNaN(left) ? 1 : -1;
}

/** Negative, zero or positive. A double makes both doubles; JavaScript compares number and bigint exactly. */
export function compareNumbers(left: SqlNumber, right: SqlNumber): number {
  if (left.type === 'double' || right.type === 'double')
    return compareDoubles(Number(left.value), Number(right.value));
  return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
}
