import { type Observable, Subject } from 'rxjs';
import { javaHash } from '../../protocol/java-hash.js';
import { encodeProperties } from '../../protocol/message/message-properties.js';
import { encodeStoredMessage } from '../../protocol/message/stored-message-encoder.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { MessageDraft } from './message-draft.js';
import { OrderedLog } from './ordered-log.js';
import type { StoredEntry } from './stored-entry.js';
import { StoredQueue } from './stored-queue.js';

/** How much is kept; the oldest messages go first, whoever has not read them. */
export interface Retention {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/** The commit log and the queues of one broker, in memory. */
export class MessageStore {
  readonly #retention: Retention;
  readonly #log = new OrderedLog<StoredEntry>(({ physicalOffset }) => physicalOffset);
  /** By topic, then by queue id. */
  readonly #queues = new Map<string, Map<number, StoredQueue>>();
  readonly #stored = new Subject<StoredEntry>();
  #endOffset = 0;

  constructor(retention: Retention) {
    this.#retention = retention;
  }

  /** Hot: every message when it has been stored. */
  get stored$(): Observable<StoredEntry> {
    return this.#stored;
  }

  /** How many messages there are. */
  get messages(): number {
    return this.#log.length;
  }

  /** Bytes that they take. */
  get bytes(): number {
    return this.#endOffset - this.minPhysicalOffset;
  }

  get minPhysicalOffset(): number {
    return this.#log.first?.physicalOffset ?? this.#endOffset;
  }

  /** Where the next message will be. */
  get maxPhysicalOffset(): number {
    return this.#endOffset;
  }

  /** Stores a message at the end of its queue. @param storeHost - `ip:port` of the broker */
  put(draft: MessageDraft, storeHost: string, now: number): StoredEntry {
    const queue = this.#open(draft.topic, draft.queueId);
    const physicalOffset = this.#endOffset;
    const queueOffset = queue.maxOffset;
    const { count = 1, properties, ...rest } = draft;
    const innerBase = draft.count === undefined ? undefined : String(queueOffset);
    const record = encodeStoredMessage({
      ...rest,
      properties: encodeProperties({ ...properties, [PropertyKey.INNER_BASE]: innerBase }),
      queueOffset,
      physicalOffset,
      storeTimestamp: now,
      storeHost,
    });
    const tags = properties[PropertyKey.TAGS];
    const entry: StoredEntry = {
      topic: draft.topic,
      queueId: draft.queueId,
      queueOffset,
      physicalOffset,
      storedAt: now,
      tagsCode: tags === undefined ? undefined : javaHash(tags),
      count,
      record,
    };
    this.#endOffset += record.length;
    this.#log.push(entry);
    queue.append(entry);
    this.#dropOldest();
    this.#stored.next(entry);
    return entry;
  }

  /** A queue as it is now; an empty one where nothing has been stored. */
  queue(topic: string, queueId: number): StoredQueue {
    return this.#queues.get(topic)?.get(queueId) ?? new StoredQueue(topic, queueId);
  }

  /** The message whose record begins at a place of the commit log. */
  at(physicalOffset: number): StoredEntry | undefined {
    const entry = this.#log.at(this.#log.indexOf(physicalOffset));
    return entry?.physicalOffset === physicalOffset ? entry : undefined;
  }

  /** Every message, the oldest first. */
  entries(): Iterable<StoredEntry> {
    return this.#log;
  }

  /** Forgets the queues of a topic: new ones begin at 0. Messages stay in the log until their time has come. */
  deleteTopic(topic: string): void {
    this.#queues.delete(topic);
  }

  /** The queue to write to, made for its first message: who only asks for queues must not make them. */
  #open(topic: string, queueId: number): StoredQueue {
    let queues = this.#queues.get(topic);
    if (queues === undefined) this.#queues.set(topic, (queues = new Map()));
    let queue = queues.get(queueId);
    if (queue === undefined) queues.set(queueId, (queue = new StoredQueue(topic, queueId)));
    return queue;
  }

  #dropOldest(): void {
    const { maxMessages, maxBytes } = this.#retention;
    while (this.#log.length > maxMessages || (this.#log.length > 1 && this.bytes > maxBytes)) {
      const entry = this.#log.shift() as StoredEntry;
      const queue = this.#queues.get(entry.topic)?.get(entry.queueId);
      // The queue may be another one than that the entry was in, if the topic was deleted meanwhile.
      if (queue?.at(entry.queueOffset) === entry) queue.dropFirst();
    }
  }
}
