import type { SchedulerAction, Subscription } from 'rxjs';
import type { Runtime } from '../runtime/runtime.js';

/**
 * One coarse timer in place of one per request.
 *
 * Runs `task` every `intervalMs` while there is something to watch: `wake` starts it, and it stops by itself after a run
 * that returns false (so traffic that comes and goes between two runs costs no timer). A run that comes more than an
 * interval late is put off once: the process was stalled, and what its sockets have received meanwhile is to be read
 * before anything is called overdue.
 */
export class Sweep {
  readonly #runtime: Runtime;
  readonly #intervalMs: number;
  readonly #task: (now: number) => boolean;
  #action: Subscription | undefined;
  #dueAt = 0;
  #putOff = false;

  constructor(runtime: Runtime, intervalMs: number, task: (now: number) => boolean) {
    this.#runtime = runtime;
    this.#intervalMs = intervalMs;
    this.#task = task;
  }

  get running(): boolean {
    return this.#action !== undefined;
  }

  wake(): void {
    if (this.#action !== undefined) return;
    this.#dueAt = this.#runtime.now() + this.#intervalMs;
    this.#action = this.#runtime.scheduler.schedule<Sweep>(
      function (sweep) {
        if (sweep !== undefined) sweep.#run(this);
      },
      this.#intervalMs,
      this,
    );
  }

  stop(): void {
    this.#action?.unsubscribe();
    this.#action = undefined;
  }

  #run(action: SchedulerAction<Sweep>): void {
    const now = this.#runtime.now();
    const stalled = !this.#putOff && now - this.#dueAt > this.#intervalMs;
    this.#putOff = stalled;
    const goOn = stalled || this.#task(now);
    if (!goOn) {
      this.stop();
      return;
    }
    this.#dueAt = this.#runtime.now() + this.#intervalMs;
    action.schedule(this, this.#intervalMs);
  }
}
