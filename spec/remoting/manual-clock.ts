import { VirtualTimeScheduler } from 'rxjs';
import type { Logger } from '../../src/runtime/logger.js';
import { createRuntime, type Runtime } from '../../src/runtime/runtime.js';

/** A runtime whose time stands still until `advance`, and whose deferred tasks wait for `settle` or `advance`. */
export class ManualClock {
  readonly runtime: Runtime;
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #deferred: (() => void)[] = [];

  constructor(logger?: Logger) {
    this.runtime = createRuntime({
      scheduler: this.#scheduler,
      defer: (task) => this.#deferred.push(task),
      random: () => 0.5,
      ...(logger === undefined ? {} : { logger }),
    });
  }

  get now(): number {
    return this.runtime.now();
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#scheduler.actions.filter(({ closed }) => !closed).length;
  }

  /** Runs what was deferred, and what that defers. */
  settle(): void {
    for (let task = this.#deferred.shift(); task !== undefined; task = this.#deferred.shift()) task();
  }

  /** Lets time pass, timer by timer, and runs what was deferred after each. */
  advance(ms: number): void {
    const end = this.#scheduler.frame + ms;
    this.settle();
    for (;;) {
      const next = Math.min(end, ...this.#scheduler.actions.map(({ delay }) => delay));
      this.#scheduler.maxFrames = next;
      this.#scheduler.flush();
      this.#scheduler.frame = next;
      this.settle();
      if (next === end) return;
    }
  }
}
