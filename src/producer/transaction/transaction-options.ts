import type { HandlerResult } from '../../internal/handler-result.js';
import type { ReceivedMessage } from '../../message/received-message.js';
import type { SendReceipt } from '../../sending/send-receipt.js';
import type { TransactionOutcome, TransactionResult } from './transaction-outcome.js';

/** What local work is told. */
export interface TransactionContext {
  /** The id that consumers and checks will see. Store it with what the work writes, so that a checker can look it up. */
  readonly messageId: string;
  /** The half message: stored, and seen by nobody yet. */
  readonly half: SendReceipt;
  /** Aborts when nobody waits for the work any more: its time is up, or the transaction was unsubscribed. */
  readonly signal: AbortSignal;
}

/**
 * Local work of a transaction. Throwing, rejecting and giving nothing mean `unknown`: the broker will ask.
 *
 * @typeParam Outcome - those that it gives; TypeScript infers them, also from the texts that an `async` function returns
 */
export type TransactionWork<Outcome extends TransactionOutcome = TransactionOutcome> = (
  context: TransactionContext,
) => HandlerResult<Outcome>;

/** Answers the question of a broker: how did the transaction of this message end? Any producer of the group may be asked. */
export type TransactionChecker = (message: ReceivedMessage) => TransactionResult;

export interface TransactionOptions {
  /** Ends the wait. Work that has begun goes on unseen, and the broker will ask how it ended. */
  readonly signal?: AbortSignal;
  /** For the half message, and again for telling the outcome, instead of the producer's `timeoutMs`. */
  readonly timeoutMs?: number;
  /**
   * Milliseconds for the work. Default 60,000. After that the outcome is `unknown`. Checks that come before are answered
   * `unknown` here, and no checker runs: it might see half of what the work does.
   */
  readonly workTimeoutMs?: number;
  /**
   * Milliseconds before the broker asks for the first time, rounded up to whole seconds. Default: the broker's `transactionTimeOut`,
   * 6 s. For work that takes longer. Brokers since 5.1.4 refuse outcomes that come after it, and ask.
   */
  readonly checkAfterMs?: number;
}

/** How a transaction ended, as far as this producer knows. */
export interface TransactionReceipt {
  readonly messageId: string;
  readonly outcome: TransactionOutcome;
  /**
   * The broker has acknowledged the outcome. False: it could not be told (the reason is an event), or there was nothing to tell but
   * `unknown`. It asks a producer of the group, and goes by the answer.
   */
  readonly isConfirmed: boolean;
  /** The half message as it was stored; the message that consumers get is another copy, with the same message id. */
  readonly half: SendReceipt;
  /**
   * What is to blame for `unknown`: what the work threw, or a {@link TransactionError}. For a rollback without work: the
   * {@link DurabilityError} of the half message. Otherwise undefined.
   */
  readonly reason: unknown;
}
