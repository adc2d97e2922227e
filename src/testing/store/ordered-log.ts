/** How many dropped places may be kept before the array is moved together. */
const slack = 1024;

/** Items in the order of a growing number, added at the end and dropped at the beginning. */
export class OrderedLog<T> {
  readonly #numberOf: (item: T) => number;
  #items: (T | undefined)[] = [];
  #head = 0;

  constructor(numberOf: (item: T) => number) {
    this.#numberOf = numberOf;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  get last(): T | undefined {
    return this.length === 0 ? undefined : this.#items.at(-1);
  }

  at(index: number): T | undefined {
    return index < 0 ? undefined : this.#items[this.#head + index];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.first;
    if (item === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    if (this.#head > slack && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Index of the last item whose number is at most `number`; -1 without any. */
  indexOf(number: number): number {
    return this.countWhile((item) => this.#numberOf(item) <= number) - 1;
  }

  /** How many items from the beginning satisfy `test`, which must be true up to some item and false after it. */
  countWhile(test: (item: T) => boolean): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (test(this.at(middle) as T)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.length; index++) yield this.at(index) as T;
  }
}
