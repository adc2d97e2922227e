/** Something that is to happen at a time. */
export interface Due {
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

interface Slot<T> {
  readonly item: T;
  /** Of two with the same time, the one that was added first comes first. */
  readonly sequence: number;
}

/** Items by the time at which they are due, as a binary heap. */
export class DueQueue<T extends Due> {
  #slots: Slot<T>[] = [];
  #added = 0;

  get size(): number {
    return this.#slots.length;
  }

  /** When the first one is due; undefined when there is none. */
  get nextAt(): number | undefined {
    return this.#slots[0]?.item.dueAt;
  }

  add(item: T): void {
    const slots = this.#slots;
    const slot: Slot<T> = { item, sequence: this.#added++ };
    let index = slots.length;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      const above = slots[parent] as Slot<T>;
      if (isBefore(above, slot)) break;
      slots[index] = above;
      index = parent;
    }
    slots[index] = slot;
  }

  /** Removes the first one that is due at `now` or before. */
  takeDue(now: number): T | undefined {
    const first = this.#slots[0];
    if (first === undefined || first.item.dueAt > now) return undefined;
    const last = this.#slots.pop() as Slot<T>;
    if (this.#slots.length > 0) this.#sink(last);
    return first.item;
  }

  /** Forgets what does not satisfy `test`. */
  retain(test: (item: T) => boolean): void {
    // In the order of their times every array is a heap.
    this.#slots = this.#slots.filter(({ item }) => test(item)).toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  /** Puts a slot at the top, and moves it down to its place. */
  #sink(slot: Slot<T>): void {
    const slots = this.#slots;
    const { length } = slots;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(slots[child + 1] as Slot<T>, slots[child] as Slot<T>)) child++;
      const below = slots[child] as Slot<T>;
      if (isBefore(slot, below)) break;
      slots[index] = below;
      index = child;
    }
    slots[index] = slot;
  }
}

function isBefore<T extends Due>(a: Slot<T>, b: Slot<T>): boolean {
  return a.item.dueAt === b.item.dueAt ? a.sequence < b.sequence : a.item.dueAt < b.item.dueAt;
}
