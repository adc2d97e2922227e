import { RingQueue } from '../internal/ring-queue.js';

/** One message of a {@link ProcessQueue}: it occupies the window until it is settled. */
export interface ProcessEntry {
  /** Queue offset. */
  readonly offset: number;
  /** Bytes of the body in memory, decompressed. */
  readonly bytes: number;
  settled: boolean;
}

/**
 * The unsettled messages of one queue, in offset order: a pure model without clock or I/O.
 *
 * Entries are settled in any order; the committable offset follows the lowest one that is not. That is the whole promise of
 * "committed only after it and all earlier ones are settled": everything below the committable offset is done, filtered
 * out, or never existed.
 *
 * @see apache/rocketmq `client/…/impl/consumer/ProcessQueue` – the same rule on a tree; here offsets only ever arrive in
 *   ascending order, so a FIFO with marks is enough
 */
export class ProcessQueue<Entry extends ProcessEntry = ProcessEntry> {
  readonly #entries = new RingQueue<Entry>();
  #next: number;
  #unsettled = 0;
  #bytes = 0;

  /** @param start - the first offset that will be asked for */
  constructor(start: number) {
    this.#next = start;
  }

  /** Where the next pull begins: everything below was admitted, filtered out or does not exist. */
  get nextOffset(): number {
    return this.#next;
  }

  /** The offset that may be committed: the lowest unsettled one, or where the next pull begins. */
  get committableOffset(): number {
    return this.#entries.peek()?.offset ?? this.#next;
  }

  /** Messages in memory that are not settled. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** Bytes of the unsettled messages. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Distance between the lowest unsettled offset and the next one to be pulled: how much one stuck message holds back. */
  get span(): number {
    return this.#next - this.committableOffset;
  }

  /** Takes a message in. Offsets ascend. */
  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#next = entry.offset + 1;
    this.#unsettled++;
    this.#bytes += entry.bytes;
  }

  /** Everything below `offset` was seen: what was not added was filtered out or does not exist. Never moves back. */
  advanceTo(offset: number): void {
    if (offset > this.#next) this.#next = offset;
  }

  /** Marks an entry as done. False when it already was. */
  settle(entry: Entry): boolean {
    if (entry.settled) return false;
    entry.settled = true;
    this.#unsettled--;
    this.#bytes -= entry.bytes;
    while (this.#entries.peek()?.settled === true) this.#entries.shift();
    return true;
  }

  /** The lowest unsettled entry: what holds the committed offset back. */
  oldest(): Entry | undefined {
    return this.#entries.peek();
  }

  /** Unsettled entries in offset order. */
  *unsettledEntries(): Generator<Entry> {
    for (const entry of this.#entries) if (!entry.settled) yield entry;
  }
}
