import type { Subscription } from 'rxjs';
import type { Runtime } from '../../runtime/runtime.js';

/** The longest delay that a Node timer takes, in milliseconds. */
const maxDelayMs = 2 ** 31 - 1;

/** One timer for everything that one part of a broker has to do later. */
export class Alarm {
  readonly #runtime: Runtime;
  readonly #ring: () => void;
  #timer: Subscription | undefined;
  #setTo: number | undefined;

  /** @param ring - looks what there is to do, and sets the alarm again; it may be called too early */
  constructor(runtime: Runtime, ring: () => void) {
    this.#runtime = runtime;
    this.#ring = ring;
  }

  /** Rings at `time` (milliseconds since the epoch) instead of when it would have rung; undefined silences it. */
  set(time: number | undefined): void {
    if (time === this.#setTo) return;
    this.stop();
    if (time === undefined) return;
    this.#setTo = time;
    const delayMs = Math.min(maxDelayMs, Math.max(0, time - this.#runtime.now()));
    this.#timer = this.#runtime.scheduler.schedule(() => {
      this.#setTo = undefined;
      this.#ring();
    }, delayMs);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#setTo = undefined;
  }
}
