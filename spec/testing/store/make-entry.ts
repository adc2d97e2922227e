import type { StoredEntry } from '../../../src/testing/store/stored-entry.js';

/** What a queue knows of a message, without the message. */
export function makeEntry(parts: Partial<StoredEntry> = {}): StoredEntry {
  return {
    topic: 'orders',
    queueId: 0,
    queueOffset: 0,
    physicalOffset: 0,
    storedAt: 0,
    tagsCode: undefined,
    count: 1,
    record: Buffer.alloc(0),
    ...parts,
  };
}
