import type { Comparison } from './expression.js';
import { compareNumbers, toNumber } from './numbers.js';
import { impossible, isNumber, type SqlNumber, type SqlResult } from './value.js';

type Known = string | boolean | SqlNumber;

/** What a comparison of values of different kinds amounts to in Java when it makes no sense there: less, so never equal. */
const unrelated = -1;

const holds: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** How a text stands to a number, read as a number of the same class. */
function compareTextTo(text: string, number: SqlNumber): number | typeof impossible {
  const converted = toNumber(number.type, text);
  return converted === undefined ? impossible : compareNumbers(converted, number);
}

function compareTexts(comparison: Comparison, left: string, right: string): number | typeof impossible {
  if (comparison === '=') return left === right ? 0 : unrelated;
  const [a, b] = [toNumber('double', left), toNumber('double', right)];
  return a === undefined || b === undefined ? impossible : compareNumbers(a, b);
}

function orderOf(comparison: Comparison, left: Known, right: Known): number | typeof impossible {
  if (typeof left === 'string') {
    if (typeof right === 'string') return compareTexts(comparison, left, right);
    if (typeof right === 'boolean') return (left.toLowerCase() === 'true') === right ? 0 : unrelated;
    return compareTextTo(left, right);
  }
  if (typeof left === 'boolean') {
    // Java casts the wrong side here, and throws.
    if (typeof right === 'string') return impossible;
    return left === right ? 0 : unrelated;
  }
  if (typeof right === 'string') {
    const order = compareTextTo(right, left);
    return order === impossible ? order : -order;
  }
  return isNumber(right) ? compareNumbers(left, right) : unrelated;
}

/**
 * Compares as the real broker does: a text is converted to the kind of the other side, or the comparison is impossible.
 *
 * Two unknown values are equal, and a known one never equals an unknown one, but nothing equals something is unknown: IS NULL is
 * built on it.
 *
 * @see apache/rocketmq 5.3.3 `filter/…/expression/ComparisonExpression#__compare`
 */
export function compareValues(comparison: Comparison, left: SqlResult, right: SqlResult): SqlResult {
  if (left === impossible || right === impossible) return impossible;
  if (left === null) return comparison === '=' && right === null ? true : null;
  if (right === null) return comparison === '=' ? false : null;
  const order = orderOf(comparison, left, right);
  return order === impossible ? order : holds[comparison](order);
}
