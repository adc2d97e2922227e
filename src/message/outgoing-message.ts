import type { Delay } from './delay.js';
import type { MessageQueue } from './message-queue.js';

/** A message to be sent. Nothing in it is changed or kept after the send has ended. */
export interface OutgoingMessage {
  /** At most 127 characters of `[%|a-zA-Z0-9_-]`. */
  readonly topic: string;
  /** Text is sent as UTF-8. Not empty; at most the producer's `maxMessageBytes` (4 MiB). */
  readonly body: string | Uint8Array;
  /** One tag, by which consumers filter; no `|` inside. */
  readonly tags?: string | undefined;
  /** Keys by which the message can be searched; no spaces inside. */
  readonly keys?: string | readonly string[] | undefined;
  /** Application properties. Names that RocketMQ uses itself are refused. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /**
   * Messages of one key are stored in the order in which they are sent, in one queue while the topic's route stays the same: each
   * waits for the one before it, and is tried again in its own queue only. Consumers find it as `orderKey`.
   */
  readonly orderKey?: string | undefined;
  /** Sends to this queue and to no other. Not together with `orderKey`. */
  readonly queue?: Pick<MessageQueue, 'brokerName' | 'queueId'> | undefined;
  /** Keeps the message from consumers for a while. */
  readonly delay?: Delay | undefined;
  /** A number for the application's own use, 32 bits, stored with the message. Default 0. */
  readonly flag?: number | undefined;
  /** False: the broker answers before the message is on disk or at a slave, if it is set up to wait for them. Default true. */
  readonly waitForStore?: boolean | undefined;
}
