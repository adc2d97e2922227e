import type { TransactionOutcome } from './transaction-outcome.js';

/** A broker could not be told how a transaction ended, or has refused to hear it. It will ask, and be told then. */
export interface TransactionEndFailed {
  readonly type: 'transaction-end-failed';
  readonly topic: string;
  readonly messageId: string;
  readonly outcome: TransactionOutcome;
  /** The broker had asked. */
  readonly isAnswer: boolean;
  /** Undefined when no route names the broker any more. */
  readonly address: string | undefined;
  readonly error: unknown;
}

/**
 * What came between a broker's question and the answer.
 *
 * - `check-failed`: the checker threw, rejected, took too long or gave no outcome: the answer was `unknown`. Or the body could not be
 *   decompressed: there was no answer.
 * - `check-unanswered`: no producer of the group in this client has a `checker` or a subscriber of `checks$`. Told once.
 * - `check-dropped`: too many checks are open already.
 */
export type CheckTrouble = 'check-failed' | 'check-unanswered' | 'check-dropped';

/** A broker's question was not answered as it should be. The broker asks again. */
export interface CheckEvent {
  readonly type: CheckTrouble;
  readonly topic: string;
  readonly messageId: string;
  readonly address: string;
  /** Of `check-failed`. */
  readonly error: unknown;
}

export type TransactionEvent = TransactionEndFailed | CheckEvent;
