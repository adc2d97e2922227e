import type { Subscription } from 'rxjs';
import type { Runtime } from '../../runtime/runtime.js';

/** Something that waits in a {@link DelayLine}. */
export interface Delayed<T> {
  readonly value: T;
  readonly dueAt: number;
}

/** Things that come out at their times, those of one time in the order in which they went in. One timer for all of them. */
export class DelayLine<T> {
  readonly #runtime: Pick<Runtime, 'scheduler' | 'now'>;
  readonly #onDue: (value: T) => void;
  /** The next first. */
  #waiting: Delayed<T>[] = [];
  #timer: { readonly dueAt: number; readonly action: Subscription } | undefined;

  constructor(runtime: Pick<Runtime, 'scheduler' | 'now'>, onDue: (value: T) => void) {
    this.#runtime = runtime;
    this.#onDue = onDue;
  }

  add(value: T, delayMs: number): Delayed<T> {
    const delayed = { value, dueAt: this.#runtime.now() + delayMs };
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.dueAt > delayed.dueAt) at--;
    this.#waiting.splice(at, 0, delayed);
    this.#setTimer();
    return delayed;
  }

  /** False when it has come out already. */
  remove(delayed: Delayed<T>): boolean {
    const at = this.#waiting.indexOf(delayed);
    if (at < 0) return false;
    this.#waiting.splice(at, 1);
    this.#setTimer();
    return true;
  }

  clear(): void {
    this.#waiting = [];
    this.#setTimer();
  }

  #setTimer(): void {
    const [next] = this.#waiting;
    if (this.#timer?.dueAt === next?.dueAt) return;
    this.#timer?.action.unsubscribe();
    this.#timer = undefined;
    if (next === undefined) return;
    const { dueAt } = next;
    const action = this.#runtime.scheduler.schedule(() => {
      this.#timer = undefined;
      this.#release(dueAt);
    }, dueAt - this.#runtime.now());
    this.#timer = { dueAt, action };
  }

  #release(dueAt: number): void {
    const due = this.#waiting.filter((delayed) => delayed.dueAt <= dueAt);
    this.#waiting = this.#waiting.slice(due.length);
    this.#setTimer();
    for (const { value } of due) this.#onDue(value);
  }
}
