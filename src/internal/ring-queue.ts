const initialCapacity = 16;

/**
 * First in, first out, each in constant time; `Array#shift` is not, once the array is long.
 *
 * Grows by doubling; memory shrinks back when the queue has drained.
 */
export class RingQueue<T> {
  /** Its length is a power of two, so that positions wrap by a mask. */
  #slots: (T | undefined)[] = emptySlots();
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: T): void {
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = value;
    this.#length++;
  }

  /** Takes the oldest out; undefined when there is none. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const value = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length--;
    if (this.#length === 0 && this.#slots.length > initialCapacity) this.clear();
    return value;
  }

  /** The oldest; undefined when there is none. */
  peek(): T | undefined {
    return this.#slots[this.#head];
  }

  clear(): void {
    this.#slots = emptySlots();
    this.#head = 0;
    this.#length = 0;
  }

  /** From the oldest to the newest. */
  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.#length; index++)
      yield this.#slots[(this.#head + index) & (this.#slots.length - 1)] as T;
  }

  #grow(): void {
    const { length } = this.#slots;
    const slots = [...this.#slots.slice(this.#head), ...this.#slots.slice(0, this.#head)];
    for (let added = 0; added < length; added++) slots.push(undefined);
    this.#slots = slots;
    this.#head = 0;
  }
}

const emptySlots = (): undefined[] => Array.from({ length: initialCapacity });
