import type { MessageQueue } from '../message/message-queue.js';

/**
 * Chooses one of the queues of a topic that can be written, in the order of brokers' names and queue ids, which is Java's; undefined
 * leaves it to round robin. Asked again at every attempt: the route may be another one.
 */
export type SelectQueue = (queues: readonly MessageQueue[]) => MessageQueue | undefined;

/** A message, or a batch, in the form in which it is sent, as often as it takes. Made once, so that every attempt carries the same id. */
export interface PreparedMessage {
  readonly topic: string;
  /** The `UNIQ_KEY` among `properties`. */
  readonly messageId: string;
  readonly body: Buffer;
  /** Encoded properties string. */
  readonly properties: string;
  readonly sysFlag: number;
  readonly flag: number;
  readonly bornAt: number;
  /** Only for `%RETRY%` topics; otherwise 0 and undefined. */
  readonly reconsumeTimes: number;
  readonly maxReconsumeTimes: number | undefined;
  /** Undefined: round robin over all of them, another broker after a failure. */
  readonly selectQueue?: SelectQueue | undefined;
  /** The body is a batch (wire.md 7.6). */
  readonly isBatch?: boolean;
  /** The broker to begin with, where no queue is chosen; others follow when it fails. */
  readonly firstBrokerName?: string | undefined;
  /** It is the reply to a request message: brokers push it to who asked. */
  readonly isReply?: boolean;
  /** Brokers older than this version number are not sent to: they would take the message for another one. */
  readonly minBrokerVersion?: number | undefined;
  /** Its broker will ask or tell the producer's group something later, so it must know the group before it gets the message. */
  readonly needsIntroduction?: boolean | undefined;
}
