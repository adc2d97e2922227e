import type { SendStatus } from '../broker/calls/send-message.js';
import type { MessageQueue } from '../message/message-queue.js';

/** Proof that a broker has the message. */
export interface SendReceipt {
  /** The id of the message, the same for all attempts and for every consumer. */
  readonly messageId: string;
  /** The id of the stored copy: broker and position. */
  readonly offsetMessageId: string;
  readonly queue: MessageQueue;
  /** Its place in `queue`. */
  readonly queueOffset: number;
  /** `ok`, or which guarantee beyond the master's own copy was not confirmed. */
  readonly status: SendStatus;
  /** With which a delayed message can be recalled, on brokers that can. */
  readonly recallHandle: string | undefined;
}
