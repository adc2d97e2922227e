import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

type Work<T> = (this: SchedulerAction<T>, state?: T) => void;

/** Something that is due at a time. */
interface Timer {
  readonly dueAt: number;
  run(): void;
}

class VirtualTimer<T> extends Subscription implements SchedulerAction<T>, Timer {
  dueAt = 0;
  readonly #scheduler: VirtualScheduler;
  readonly #work: Work<T>;
  #state: T | undefined;

  constructor(scheduler: VirtualScheduler, work: Work<T>) {
    super();
    this.#scheduler = scheduler;
    this.#work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    this.#state = state;
    this.#scheduler.remove(this);
    this.dueAt = this.#scheduler.now() + Math.max(0, delay);
    this.#scheduler.add(this);
    return this;
  }

  run(): void {
    try {
      this.#work(this.#state);
    } catch (error) {
      this.unsubscribe();
      throw error;
    }
  }

  override unsubscribe(): void {
    this.#scheduler.remove(this);
    super.unsubscribe();
  }
}

/**
 * Timers that wait to be run, one by one, in the order of their times; those of one time in the order in which they were set.
 *
 * Not RxJS's `VirtualTimeScheduler`: there each period of a repeating timer hangs on the one before, so that ending one that has
 * run some thousand times overflows the stack; and one timer that throws discards all others.
 */
export class VirtualScheduler implements SchedulerLike {
  /** The next one is the last of the list. */
  readonly #timers: Timer[] = [];
  #now: number;

  constructor(startAtMs: number) {
    this.#now = startAtMs;
  }

  now(): number {
    return this.#now;
  }

  /** How many timers are set. */
  get length(): number {
    return this.#timers.length;
  }

  schedule<T>(work: Work<T>, delay?: number, state?: T): Subscription {
    return new VirtualTimer(this, work).schedule(state, delay);
  }

  /** Moves to the time of the next timer and runs it. False when none is due until then. */
  runNext(untilMs: number): boolean {
    const timer = this.#timers.at(-1);
    if (timer === undefined || timer.dueAt > untilMs) return false;
    this.#timers.pop();
    this.moveTo(timer.dueAt);
    timer.run();
    return true;
  }

  /** Never back. */
  moveTo(timeMs: number): void {
    this.#now = Math.max(this.#now, timeMs);
  }

  /** Behind all that are due at the same time. */
  add(timer: Timer): void {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timers[middle]!.dueAt <= timer.dueAt) high = middle;
      else low = middle + 1;
    }
    this.#timers.splice(low, 0, timer);
  }

  remove(timer: Timer): void {
    const index = this.#timers.lastIndexOf(timer);
    if (index >= 0) this.#timers.splice(index, 1);
  }
}
