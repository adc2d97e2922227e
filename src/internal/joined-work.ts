import { finalize, type Observable, ReplaySubject, share } from 'rxjs';
import type { Runtime } from '../runtime/runtime.js';

interface Underway<T> {
  readonly work$: Observable<T>;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** Work that many ask for at the same time and that is to be done once for all of them. */
export class JoinedWork<T> {
  readonly #runtime: Runtime;
  readonly #underway = new Map<string, Underway<T>>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * What is under way by that name, if it ends within `timeoutMs` from now; else `work`, which others may join then. To be subscribed
   * at once. The work is given up when nobody is left who waits for it.
   *
   * @param timeoutMs - milliseconds after which `work` ends at the latest
   */
  join(name: string, timeoutMs: number, work: Observable<T>): Observable<T> {
    const endsAt = this.#runtime.now() + timeoutMs;
    const present = this.#underway.get(name);
    if (present !== undefined && present.endsAt <= endsAt) return present.work$;
    const entry: Underway<T> = {
      endsAt,
      work$: work.pipe(
        finalize(() => {
          if (this.#underway.get(name) === entry) this.#underway.delete(name);
        }),
        share({
          connector: () => new ReplaySubject<T>(1),
          resetOnComplete: true,
          resetOnError: true,
          resetOnRefCountZero: true,
        }),
      ),
    };
    this.#underway.set(name, entry);
    return entry.work$;
  }
}
