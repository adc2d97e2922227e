/**
 * What happened during the last part of the time, up to the end of the last slice of it: a sum that is looked at now and then,
 * as the real broker looks at its counters.
 */
export class SlidingSum {
  readonly #sliceMs: number;
  readonly #slices: number;
  /** Of the present slice, which nobody sees yet, and of those before it, each at its number modulo their count. */
  readonly #sums: number[];
  readonly #events: number[];
  readonly #first: number;
  /** Number of the present slice. */
  #present: number;

  /** @param slices - how many of them are summed up */
  constructor(sliceMs: number, slices: number, now: number) {
    this.#sliceMs = sliceMs;
    this.#slices = slices;
    this.#sums = Array.from({ length: slices + 1 }, () => 0);
    this.#events = Array.from({ length: slices + 1 }, () => 0);
    this.#present = this.#first = Math.floor(now / sliceMs);
  }

  add(now: number, amount: number): void {
    this.#moveTo(now);
    const slot = this.#present % this.#sums.length;
    this.#sums[slot] = (this.#sums[slot] ?? 0) + amount;
    this.#events[slot] = (this.#events[slot] ?? 0) + 1;
  }

  sum(now: number): number {
    return this.#total(this.#sums, now);
  }

  events(now: number): number {
    return this.#total(this.#events, now);
  }

  /** What the sum is about; 0 before the first slice has ended. */
  seconds(now: number): number {
    this.#moveTo(now);
    return (Math.min(this.#slices, this.#present - this.#first) * this.#sliceMs) / 1000;
  }

  #total(slots: readonly number[], now: number): number {
    this.#moveTo(now);
    const present = slots[this.#present % slots.length] ?? 0;
    return slots.reduce((sum, number) => sum + number, -present);
  }

  #moveTo(now: number): void {
    const slice = Math.floor(now / this.#sliceMs);
    const { length } = this.#sums;
    for (let next = Math.max(this.#present + 1, slice - length + 1); next <= slice; next++) {
      this.#sums[next % length] = 0;
      this.#events[next % length] = 0;
    }
    this.#present = Math.max(this.#present, slice);
  }
}
