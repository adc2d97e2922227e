import { javaHash } from '../../protocol/java-hash.js';
import { FilterSyntaxError } from './filter-syntax-error.js';
import { javaTrim } from './java-trim.js';
import { everything, type MessageFilter } from './message-filter.js';

/** The code of a message without tags in a real queue. */
const untagged = 0;

/** @see apache/rocketmq 5.3.3 `remoting/…/protocol/filter/FilterAPI#buildSubscriptionData` */
function codesOf(expression: string): readonly number[] {
  // Java's split drops empty parts at the end, so only bars give no part at all; a blank expression is one part without a tag.
  if (/^(?:\|\|)+$/.test(expression)) throw new FilterSyntaxError('it names no tag');
  return expression
    .split('||')
    .map(javaTrim)
    .filter((tag) => tag !== '')
    .map(javaHash);
}

/**
 * The filter of a tag expression: `*`, or tags joined by `||`.
 *
 * @param codeSet - the hashes as a heartbeat names them, taken as they are; without them they are computed
 * @throws {FilterSyntaxError} when the expression consists of bars only
 */
export function createTagFilter(expression: string, codeSet?: readonly number[]): MessageFilter {
  if (expression === '*' || (expression === '' && codeSet === undefined)) return everything;
  const codes = new Set(codeSet ?? codesOf(expression));
  return { matchesTags: (tagsCode = untagged) => codes.has(tagsCode) };
}
