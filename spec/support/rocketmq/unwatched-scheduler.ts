import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

class UnwatchedAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #work: (this: SchedulerAction<T>, state?: T) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(work: (this: SchedulerAction<T>, state?: T) => void) {
    super(() => clearTimeout(this.#timer));
    this.#work = work;
  }

  schedule(state?: T, delayMs = 0): Subscription {
    if (this.closed) return this;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#work(state), delayMs).unref();
    return this;
  }
}

function schedule<T>(
  work: (this: SchedulerAction<T>, state?: T) => void,
  delayMs = 0,
  state?: T,
): Subscription {
  return new UnwatchedAction(work).schedule(state, delayMs);
}

/**
 * Real time for a server that outlives the test: its timers are no leak of the client, so the hook that looks for leaks
 * does not see them. That the server itself leaves none when it stops is for its own specs.
 */
export const unwatchedScheduler: SchedulerLike = {
  now: () => Date.now(),
  schedule,
};
