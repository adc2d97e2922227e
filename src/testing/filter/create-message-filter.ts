import { createTagFilter } from './create-tag-filter.js';
import { FilterSyntaxError } from './filter-syntax-error.js';
import type { MessageFilter } from './message-filter.js';
import { compileSql92 } from './sql92/compile.js';

/** What a consumer asks for of a topic, in a heartbeat or in a pull with flag bit 2. */
export interface FilterSubscription {
  /** `TAG` (also when missing or empty) or `SQL92`. */
  readonly expressionType?: string | undefined;
  readonly subString: string;
  /** Hashes of the tags, as heartbeats carry them: used as sent. Computed from `subString` when missing. */
  readonly codeSet?: readonly number[] | undefined;
}

/**
 * Compiles a subscription once, to be asked for every message of its queues.
 *
 * @throws {FilterSyntaxError} when the expression does not compile, or its type is unknown
 */
export function createMessageFilter(subscription: FilterSubscription): MessageFilter {
  const { expressionType = 'TAG', subString, codeSet } = subscription;
  if (expressionType === '' || expressionType === 'TAG') return createTagFilter(subString, codeSet);
  if (expressionType !== 'SQL92') throw new FilterSyntaxError('its type is neither TAG nor SQL92');
  return { matchesTags: () => true, matchesProperties: compileSql92(subString) };
}
