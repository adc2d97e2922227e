import type { ReceivedMessage } from '../../message/received-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { TransactionDecision, TransactionOutcome } from './transaction-outcome.js';

/**
 * A broker asks how the transaction of a message ended: it has heard nothing for some seconds, because the producer died, or did not
 * know, or could not tell. Any producer of the group may be asked, whichever sent the message.
 *
 * `commit`, `rollback` and `unknown` answer at once, never throw and may be called repeatedly: the first call wins. A check that is not
 * answered comes again, after 30 s by the default of brokers, 15 times at most; then the message is given up.
 */
export class TransactionCheck {
  /** The half message. Its `messageId` is the one that the transaction had. */
  readonly message: ReceivedMessage;
  readonly #answer: (decision: TransactionDecision) => void;
  readonly #outcome: () => TransactionOutcome | undefined;

  /** @internal */
  constructor(
    message: ReceivedMessage,
    answer: (decision: TransactionDecision) => void,
    outcome: () => TransactionOutcome | undefined,
  ) {
    this.message = message;
    this.#answer = answer;
    this.#outcome = outcome;
  }

  /** How often the broker has looked at this message, with this time: 1 at first; more if it was told to wait before it asks. */
  get attempt(): number {
    return Number(this.message.property(PropertyKey.TRANSACTION_CHECK_TIMES) ?? 1);
  }

  /** What was answered; undefined while nothing was. */
  get outcome(): TransactionOutcome | undefined {
    return this.#outcome();
  }

  /** Consumers get the message. */
  commit(): void {
    this.#answer({ outcome: 'commit', reason: undefined });
  }

  /** Nobody ever gets the message. */
  rollback(): void {
    this.#answer({ outcome: 'rollback', reason: undefined });
  }

  /** The broker is to ask again later. */
  unknown(): void {
    this.#answer({ outcome: 'unknown', reason: undefined });
  }
}
