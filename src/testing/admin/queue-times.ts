import type { MessageStore } from '../store/message-store.js';

/** When the message at an offset was stored, milliseconds since the epoch; -1 when there is none. */
export function storedAt(store: MessageStore, topic: string, queueId: number, offset: number): number {
  return store.queue(topic, queueId).at(offset)?.storedAt ?? -1;
}
