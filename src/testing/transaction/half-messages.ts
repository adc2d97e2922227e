import { type Due, DueQueue } from '../schedule/due-queue.js';

/** A half message that nobody has committed or rolled back; it is due when somebody has to look at it. */
export interface HalfMessage extends Due {
  /** In the queue of half messages, see `preparedOffsetOf`; the copies that take its place keep it. */
  readonly preparedOffset: number;
  /** Of the copy that has its place now. */
  readonly physicalOffset: number;
}

/** How many settled ones may stay in the schedule until they would have been due. */
const slack = 1024;

/** The transactions of a broker whose end is unknown: outlives a restart. */
export class HalfMessages {
  readonly #open = new Map<number, HalfMessage>();
  readonly #due = new DueQueue<HalfMessage>();
  /** When those will count as settled that are open only because nobody has noted yet that they are not. */
  readonly #settledAt = new Map<number, number>();

  get size(): number {
    return this.#open.size;
  }

  /** When the next one is due, or would have been. */
  get nextAt(): number | undefined {
    return this.#open.size === 0 ? undefined : this.#due.nextAt;
  }

  /** @param minPhysicalOffset - where the store begins; what is older it has forgotten */
  add(half: HalfMessage, minPhysicalOffset: number): void {
    this.#open.set(half.preparedOffset, half);
    this.#due.add(half);
    if (this.#due.size > 2 * this.#open.size + slack) this.#due.retain((each) => this.#isOpen(each));
    // In the order of their offsets, so that the first one that is still stored ends the search.
    for (const { preparedOffset, physicalOffset } of this.#open.values()) {
      if (physicalOffset >= minPhysicalOffset) break;
      this.settle(preparedOffset);
    }
  }

  /** It was committed or rolled back. */
  settle(preparedOffset: number): void {
    this.#open.delete(preparedOffset);
    this.#settledAt.delete(preparedOffset);
  }

  /** The same, noted at a later time only: who looks before does not see it. */
  settleAt(preparedOffset: number, time: number): void {
    if (this.#open.has(preparedOffset)) this.#settledAt.set(preparedOffset, time);
  }

  /** Takes out those that are due at `by`, without those that are settled `now`. */
  takeDue(now: number, by = now): readonly HalfMessage[] {
    const taken: HalfMessage[] = [];
    for (let half = this.#due.takeDue(by); half !== undefined; half = this.#due.takeDue(by)) {
      if (!this.#isOpen(half)) continue;
      const settledAt = this.#settledAt.get(half.preparedOffset) ?? Infinity;
      if (settledAt > now) taken.push(half);
      this.settle(half.preparedOffset);
    }
    return taken;
  }

  #isOpen(half: HalfMessage): boolean {
    return this.#open.get(half.preparedOffset) === half;
  }
}
