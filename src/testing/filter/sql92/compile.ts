import { FilterSyntaxError } from '../filter-syntax-error.js';
import { evaluate, type Properties } from './evaluate.js';
import { Parser } from './parser.js';

/** Characters. The real broker takes what fits into a frame. */
const maxLength = 65_536;

/**
 * The question that an SQL92 expression asks of a message's properties. Only what is certainly true matches.
 *
 * @throws {FilterSyntaxError} when a real broker would not compile it, or it is longer or deeper than our limits
 * @see apache/rocketmq 5.3.3 module `filter`
 */
export function compileSql92(source: string): (properties: Properties) => boolean {
  if (source.length > maxLength) throw new FilterSyntaxError(`it is longer than ${maxLength} characters`);
  const expression = new Parser(source).parse();
  return (properties) => evaluate(expression, properties) === true;
}
