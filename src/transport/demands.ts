import type { Subscriber } from 'rxjs';
import type { Link } from './link.js';

/** Somebody who wants a link. */
export interface Demand {
  readonly subscriber: Subscriber<Link>;
  /** Waits through failures; otherwise the first one is the answer. */
  readonly patient: boolean;
}

/** Who waits for a link, in the order of coming. They are taken out before they are told: who is told may come again. */
export class Demands {
  readonly #waiting = new Set<Demand>();

  get size(): number {
    return this.#waiting.size;
  }

  get somebodyPatient(): boolean {
    for (const { patient } of this.#waiting) if (patient) return true;
    return false;
  }

  add(demand: Demand): void {
    this.#waiting.add(demand);
  }

  /** Returns whether it was still waiting. */
  delete(demand: Demand): boolean {
    return this.#waiting.delete(demand);
  }

  /** Gives the link out for as long as `isCurrent`: who gets it may lose it, or close. */
  serve(link: Link, isCurrent: () => boolean): void {
    for (const demand of this.#waiting) {
      if (!isCurrent()) return;
      this.#waiting.delete(demand);
      demand.subscriber.next(link);
      demand.subscriber.complete();
    }
  }

  /** Takes out who does not wait any longer after a failure, or everybody. Call what comes back to tell them. */
  refuse(everybody: boolean): (error: Error) => void {
    const refused = [...this.#waiting].filter(({ patient }) => everybody || !patient);
    for (const demand of refused) this.#waiting.delete(demand);
    return (error) => {
      for (const { subscriber } of refused) subscriber.error(error);
    };
  }
}
