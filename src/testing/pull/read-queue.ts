import type { MessageFilter } from '../filter/message-filter.js';
import { readEntry, type StoredEntry } from '../store/stored-entry.js';
import type { StoredQueue } from '../store/stored-queue.js';
import type { ReadResult } from './read-result.js';

export interface ReadLimits {
  readonly maxMessages: number;
  /** Of the records; the first one is read whatever its size. */
  readonly maxBytes: number;
}

/** Looked at in one go, however little of it matches (Java `maxFilterMessageSize`, 16,000 bytes of the index). */
const maxLooks = 800;

/** Whether the filter wants the message. An inner batch is judged as a whole: it has no tags, so that whoever asks for some misses it. */
export function isWanted(filter: MessageFilter, entry: StoredEntry): boolean {
  if (!filter.matchesTags(entry.tagsCode)) return false;
  return filter.matchesProperties?.(readEntry(entry).properties) ?? true;
}

/** Reads a queue from an offset on (Java `DefaultMessageStore#getMessage`). */
export function readQueue(
  queue: StoredQueue,
  offset: number,
  { maxMessages, maxBytes }: ReadLimits,
  filter: MessageFilter,
): ReadResult {
  const { minOffset, maxOffset } = queue;
  if (maxOffset === 0) return { status: 'NO_MESSAGE_IN_QUEUE', entries: [], nextOffset: 0 };
  if (offset < minOffset) return { status: 'OFFSET_TOO_SMALL', entries: [], nextOffset: minOffset };
  if (offset === maxOffset) return { status: 'OFFSET_OVERFLOW_ONE', entries: [], nextOffset: offset };
  if (offset > maxOffset) return { status: 'OFFSET_OVERFLOW_BADLY', entries: [], nextOffset: maxOffset };

  const entries: StoredEntry[] = [];
  let nextOffset = offset;
  let messages = 0;
  let bytes = 0;
  let looks = 0;
  for (const entry of queue.from(offset)) {
    const isFull =
      messages > 0 && (messages + entry.count > maxMessages || bytes + entry.record.length > maxBytes);
    if (isFull || looks >= maxLooks) break;
    looks++;
    nextOffset = entry.queueOffset + entry.count;
    if (!isWanted(filter, entry)) continue;
    entries.push(entry);
    messages += entry.count;
    bytes += entry.record.length;
  }
  return { status: entries.length > 0 ? 'FOUND' : 'NO_MATCHED_MESSAGE', entries, nextOffset };
}
