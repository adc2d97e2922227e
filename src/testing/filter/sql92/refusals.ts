import { FilterSyntaxError } from '../filter-syntax-error.js';
import type { Expression, PropertyExpression } from './expression.js';
import { compareNumbers } from './numbers.js';
import { isNumber } from './value.js';

// What the real parser refuses although the grammar lets it pass.
// See apache/rocketmq 5.3.3 filter/…/expression/ComparisonExpression, its createX and checkX.

const isProperty = (expression: Expression): expression is PropertyExpression =>
  expression.type === 'property';

/** TRUE, FALSE and NULL are truths, too; a text or a number is not, and neither is a minus in front of anything. */
function isTruth(expression: Expression): boolean {
  if (expression.type === 'constant')
    return expression.value === null || typeof expression.value === 'boolean';
  return expression.type !== 'property' && expression.type !== 'negate';
}

/** The expression where a condition is asked for: a property by itself is one that never holds, for its value is a text. */
export function asCondition(expression: Expression): Expression {
  if (isProperty(expression)) return { type: 'cast', operand: expression };
  if (!isTruth(expression)) throw new FilterSyntaxError('a text or a number is used as a condition');
  return expression;
}

export function requireProperty(expression: Expression): PropertyExpression {
  if (!isProperty(expression)) throw new FilterSyntaxError('IN is asked of something that is not a property');
  return expression;
}

/** Refuses NULL beside `=` and `<>`, and a truth on the left of a text or number. */
export function checkEquality(left: Expression, right: Expression): void {
  for (const side of [left, right])
    if (side.type === 'constant' && side.value === null)
      throw new FilterSyntaxError('NULL is compared by = or <>: use IS NULL');
  if (left.type === 'constant' && right.type === 'constant' && isTruth(left) && !isTruth(right))
    throw new FilterSyntaxError('TRUE or FALSE is compared with a text or a number');
}

/** Refuses what has no order: texts, truths and conditions. */
export function checkOrdered(...sides: readonly Expression[]): void {
  for (const side of sides) {
    const isOrdered = side.type === 'constant' ? isNumber(side.value) : !isTruth(side);
    if (!isOrdered) throw new FilterSyntaxError('only numbers and properties can be less or greater');
  }
}

/** Refuses bounds that no number is between. Not asked of NOT BETWEEN. */
export function checkBounds(low: Expression, high: Expression): void {
  if (low.type !== 'constant' || high.type !== 'constant') return;
  if (low.value === null || high.value === null || !isNumber(low.value) || !isNumber(high.value)) return;
  if (compareNumbers(high.value, low.value) < 0)
    throw new FilterSyntaxError('the lower bound of BETWEEN is above the upper one');
}
