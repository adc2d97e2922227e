import type { MessageQueue } from '../../message/message-queue.js';

/** How far a group has come in a queue. */
export interface CommittedOffset extends MessageQueue {
  /** Where it goes on after a restart. */
  readonly committedOffset: number;
  /** Messages from there to the end of the queue. */
  readonly lag: number;
}
