import { ReceivedMessage } from '../../message/received-message.js';
import { readEntry } from '../store/stored-entry.js';
import type { StoredQueue } from '../store/stored-queue.js';

/** A queue as it is at the moment, for tests to look at. */
export interface QueueView {
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  /** Offset of the oldest message; the next one's when the queue is empty. */
  readonly minOffset: number;
  /** Offset that the next message gets. */
  readonly maxOffset: number;
  /** What is in it, the oldest first. A compressed body is left as it was stored, an inner batch is one message. */
  readonly messages: readonly ReceivedMessage[];
}

export function viewQueue(stored: StoredQueue, brokerName: string): QueueView {
  const { topic, queueId, minOffset, maxOffset } = stored;
  const queue = { topic, brokerName, queueId };
  const messages = Array.from(stored.from(minOffset), (entry) => {
    const message = readEntry(entry);
    const bytes = message.body;
    const source = { stored: message, queue, offset: entry.queueOffset, bytes, extraAttempts: 0 };
    return new ReceivedMessage(source, bytes);
  });
  return { ...queue, minOffset, maxOffset, messages };
}
