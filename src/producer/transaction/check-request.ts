import type { TransactionEnd } from '../../broker/calls/end-transaction.js';
import { DecodeError } from '../../errors/protocol-error.js';
import { CheckTransactionStateRequestHeader } from '../../protocol/headers/check-transaction-state.js';
import { decodeStoredMessages } from '../../protocol/message/stored-message-codec.js';
import type { StoredMessage } from '../../protocol/message/stored-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { TransactionOutcome } from './transaction-outcome.js';

/** A broker asks how a transaction ended (wire.md section 6, request 39). */
export class CheckRequest {
  /** Who asked, and is to be answered. */
  readonly address: string;
  /** Undefined when it does not say so (4.9, proxies) and no route tells. */
  readonly brokerName: string | undefined;
  /** The half message, as its sender sent it. */
  readonly stored: StoredMessage;
  readonly producerGroup: string;
  readonly #header: CheckTransactionStateRequestHeader;

  /** @throws {DecodeError} when there is no message of a producer group in it */
  constructor(
    request: RemotingCommand,
    address: string,
    brokerNameOf: (address: string) => string | undefined,
  ) {
    this.#header = CheckTransactionStateRequestHeader.read(request);
    const [stored] = decodeStoredMessages(request.body ?? Buffer.alloc(0));
    const producerGroup = stored?.getProperty(PropertyKey.PGROUP);
    if (stored === undefined || producerGroup === undefined)
      throw new DecodeError(
        'a transaction check',
        'there is no message of a producer group in it',
        undefined,
        {
          address,
          requestCode: request.code,
        },
      );
    this.address = address;
    this.brokerName = this.#header.bname ?? brokerNameOf(address);
    this.stored = stored;
    this.producerGroup = producerGroup;
  }

  get messageId(): string {
    return this.stored.messageId;
  }

  /**
   * The answer. Its offsets are those of the question: at each one the broker stores the half message anew. Its topic is the message's
   * own: that of the question is the broker's topic of half messages, to which nobody may publish.
   */
  answer(outcome: TransactionOutcome, reason: string | undefined): TransactionEnd {
    const { tranStateTableOffset, commitLogOffset, transactionId } = this.#header;
    return {
      outcome,
      topic: this.stored.topic,
      producerGroup: this.producerGroup,
      brokerName: this.brokerName ?? '',
      halfOffset: tranStateTableOffset,
      commitLogOffset,
      messageId: this.messageId,
      transactionId,
      isAnswer: true,
      reason,
    };
  }
}
