import type { StoredMessage } from '../../../src/protocol/index.js';
import type { BrokerState } from '../../../src/testing/broker/broker-state.js';
import { readEntry } from '../../../src/testing/store/stored-entry.js';

/** The messages of a queue. */
export function messagesIn({ store }: BrokerState, topic: string, queueId = 0): readonly StoredMessage[] {
  return [...store.queue(topic, queueId).from(0)].map(readEntry);
}
