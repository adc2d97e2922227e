import type { HandlerResult } from '../../internal/handler-result.js';

/**
 * How a transaction ended. `commit`: consumers get the message. `rollback`: nobody ever does. `unknown`: the broker asks again, and in
 * the end gives the message up.
 */
export type TransactionOutcome = 'commit' | 'rollback' | 'unknown';

/** What work and checkers give: an outcome, or a thenable, an Observable or an async iterable, of which the last value counts. */
export type TransactionResult = HandlerResult<TransactionOutcome>;

/** An outcome, and why it is `unknown`, if something is to blame for that. */
export interface TransactionDecision {
  readonly outcome: TransactionOutcome;
  readonly reason: unknown;
}

export const unknownBecause = (reason: unknown): TransactionDecision => ({ outcome: 'unknown', reason });
