/** What has an id of its own. */
export interface Correlated {
  readonly correlationId: number;
}

const initialSlots = 64;
/** 512 KiB. Beyond half as many waiting at a time, more and more of them are in the overflow map. */
const maxSlots = 65_536;

/**
 * A map from correlation id to entry for ids that are given out one after the other: the low bits of the id are the place
 * in an array, and an entry whose place is taken goes to a `Map`. Measured as 1.2 times the whole dispatch of a request
 * over a `Map` alone.
 */
export class SlotTable<Entry extends Correlated> {
  #slots: (Entry | undefined)[] = emptySlots(initialSlots);
  readonly #overflow = new Map<number, Entry>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(correlationId: number): boolean {
    return this.get(correlationId) !== undefined;
  }

  get(correlationId: number): Entry | undefined {
    const entry = this.#slots[correlationId & (this.#slots.length - 1)];
    if (entry !== undefined && entry.correlationId === correlationId) return entry;
    return this.#overflow.size === 0 ? undefined : this.#overflow.get(correlationId);
  }

  /** Adds an entry whose id no other entry has. */
  add(entry: Entry): void {
    this.#size += 1;
    this.#place(entry);
  }

  /** Takes an entry out; nothing happens when it is not in. */
  remove(entry: Entry): void {
    const { correlationId } = entry;
    const slot = correlationId & (this.#slots.length - 1);
    if (this.#slots[slot] === entry) this.#slots[slot] = undefined;
    else if (this.#overflow.get(correlationId) === entry) this.#overflow.delete(correlationId);
    else return;
    this.#size -= 1;
  }

  /** The entries for which `matches` holds, as they are now. */
  filter(matches: (entry: Entry) => boolean): Entry[] {
    const found: Entry[] = [];
    if (this.#size === 0) return found;
    for (const entry of this.#slots) if (entry !== undefined && matches(entry)) found.push(entry);
    for (const entry of this.#overflow.values()) if (matches(entry)) found.push(entry);
    return found;
  }

  #place(entry: Entry): void {
    const slot = entry.correlationId & (this.#slots.length - 1);
    if (this.#slots[slot] === undefined) this.#slots[slot] = entry;
    else if (this.#size * 2 > this.#slots.length && this.#slots.length < maxSlots) this.#grow(entry);
    else this.#overflow.set(entry.correlationId, entry);
  }

  #grow(newcomer: Entry): void {
    const entries = this.filter(() => true);
    this.#slots = emptySlots(this.#slots.length * 2);
    this.#overflow.clear();
    for (const entry of entries) this.#place(entry);
    this.#place(newcomer);
  }
}

/** A power of two, filled so that V8 keeps a packed array. */
function emptySlots<Entry>(length: number): (Entry | undefined)[] {
  return Array.from<Entry | undefined>({ length });
}
