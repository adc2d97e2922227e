import { OrderedLog } from './ordered-log.js';
import type { StoredEntry } from './stored-entry.js';

/** One queue of a topic: its messages by queue offset. */
export class StoredQueue {
  readonly topic: string;
  readonly queueId: number;
  readonly #entries = new OrderedLog<StoredEntry>(({ queueOffset }) => queueOffset);
  #maxOffset = 0;

  constructor(topic: string, queueId: number) {
    this.topic = topic;
    this.queueId = queueId;
  }

  /** Offset of the oldest message that is left; the next one's when there is none. */
  get minOffset(): number {
    return this.#entries.first?.queueOffset ?? this.#maxOffset;
  }

  /** Offset that the next message gets. */
  get maxOffset(): number {
    return this.#maxOffset;
  }

  get last(): StoredEntry | undefined {
    return this.#entries.last;
  }

  /** The message at an offset, or the inner batch that holds it; undefined when it is not there (any more, or yet). */
  at(offset: number): StoredEntry | undefined {
    if (offset >= this.#maxOffset) return undefined;
    return this.#entries.at(this.#entries.indexOf(offset));
  }

  /** Messages from an offset on, as they come. */
  *from(offset: number): IterableIterator<StoredEntry> {
    let index = Math.max(0, this.#entries.indexOf(offset));
    for (let entry = this.#entries.at(index); entry !== undefined; entry = this.#entries.at(++index)) {
      if (entry.queueOffset + entry.count > offset) yield entry;
    }
  }

  /**
   * `lower`: offset of the first message that was stored at `timestamp` or later, the next one's offset when there is none.
   * `upper`: offset of the last message that was stored at `timestamp` or earlier, 0 when there is none.
   */
  offsetAt(timestamp: number, boundary: 'lower' | 'upper' = 'lower'): number {
    if (boundary === 'lower') {
      const before = this.#entries.countWhile(({ storedAt }) => storedAt < timestamp);
      return this.#entries.at(before)?.queueOffset ?? this.#maxOffset;
    }
    const until = this.#entries.countWhile(({ storedAt }) => storedAt <= timestamp);
    return this.#entries.at(until - 1)?.queueOffset ?? 0;
  }

  append(entry: StoredEntry): void {
    this.#entries.push(entry);
    this.#maxOffset = entry.queueOffset + entry.count;
  }

  /** Forgets the oldest message. */
  dropFirst(): void {
    this.#entries.shift();
  }
}
