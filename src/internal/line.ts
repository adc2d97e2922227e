/** Where somebody stands in a {@link Line}. */
export interface Place<T> {
  readonly value: T;
  previous: Place<T> | undefined;
  next: Place<T> | undefined;
}

/**
 * First come, first served, and whoever stands in it can leave it: each in constant time.
 *
 * A `Set` keeps the holes of those that have left, and steps over them each time it is asked for its first value.
 */
export class Line<T> {
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;
  #size = 0;

  get first(): T | undefined {
    return this.#first?.value;
  }

  get size(): number {
    return this.#size;
  }

  /** At the end. The place is what {@link leave} wants. */
  join(value: T): Place<T> {
    const place: Place<T> = { value, previous: this.#last, next: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.next = place;
    this.#last = place;
    this.#size++;
    return place;
  }

  /** @param place - of this line, and left for the first time */
  leave({ previous, next }: Place<T>): void {
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    this.#size--;
  }

  /** From the first to the last. The line must not change meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (let place = this.#first; place !== undefined; place = place.next) yield place.value;
  }
}
