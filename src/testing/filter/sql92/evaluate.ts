import { compareValues } from './compare.js';
import type { Expression } from './expression.js';
import { negate } from './numbers.js';
import { impossible, isNumber, type SqlResult } from './value.js';

export type Properties = Readonly<Record<string, string>>;

type Search = Extract<Expression, { type: 'search' }>;

function invert(value: SqlResult): SqlResult {
  return typeof value === 'boolean' ? !value : value;
}

/** Three-valued AND and OR: `decisive` ends it, the impossible spoils it, unknown remains unless something decides. */
function chain(operands: readonly Expression[], decisive: boolean, properties: Properties): SqlResult {
  let result: SqlResult = !decisive;
  for (const operand of operands) {
    const value = evaluate(operand, properties);
    if (value === decisive || value === impossible) return value;
    if (value === null) result = null;
  }
  return result;
}

/** Never unknown: of an empty text, of a missing property and of anything but a text neither the question nor its opposite holds. */
function searchText({ search, operand, text, isNegated }: Search, properties: Properties): SqlResult {
  if (text === '') return false;
  const value = evaluate(operand, properties);
  if (value === impossible) return value;
  if (typeof value !== 'string') return false;
  const isFound =
    search === 'CONTAINS'
      ? value.includes(text)
      : search === 'STARTSWITH'
        ? value.startsWith(text)
        : value.endsWith(text);
  return isFound !== isNegated;
}

/**
 * The value of an expression for a message with these properties.
 *
 * The parser bounds how deep expressions are, and so the recursion here.
 */
export function evaluate(expression: Expression, properties: Properties): SqlResult {
  switch (expression.type) {
    case 'property':
      return Object.hasOwn(properties, expression.name) ? (properties[expression.name] ?? null) : null;
    case 'constant':
      return expression.value;
    case 'negate': {
      const value = evaluate(expression.operand, properties);
      if (value === impossible) return value;
      return isNumber(value) ? negate(value) : null;
    }
    case 'not':
      return invert(evaluate(expression.operand, properties));
    case 'cast':
      // A property is a text, and no text is a truth.
      return evaluate(expression.operand, properties) === null ? null : false;
    case 'and':
      return chain(expression.operands, false, properties);
    case 'or':
      return chain(expression.operands, true, properties);
    case 'compare':
      return compareValues(
        expression.comparison,
        evaluate(expression.left, properties),
        evaluate(expression.right, properties),
      );
    case 'in': {
      const value = evaluate(expression.property, properties);
      return typeof value === 'string' ? expression.values.has(value) !== expression.isNegated : null;
    }
    case 'search':
    default:
      return searchText(expression, properties);
  }
}
