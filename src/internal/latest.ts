import { BehaviorSubject, filter, type Observable, type Subscription, take } from 'rxjs';

/** The last good value of a stream that may change at any time. Trouble is told, and what was good before stays. */
export class Latest<T> {
  readonly #subject = new BehaviorSubject<T | undefined>(undefined);
  readonly #watching: Subscription;

  /**
   * @param check - makes the value that is kept; throws for one that cannot be used
   * @param onTrouble - a value that cannot be used, or the error that ended the stream
   */
  constructor(
    source$: Observable<unknown>,
    check: (value: unknown) => T,
    onTrouble: (error: unknown) => void,
  ) {
    this.#watching = source$.subscribe({
      next: (value) => {
        let checked: T;
        try {
          checked = check(value);
        } catch (error) {
          onTrouble(error);
          return;
        }
        this.#subject.next(checked);
      },
      error: onTrouble,
    });
  }

  /** Undefined before the first good value. */
  get value(): T | undefined {
    return this.#subject.value;
  }

  /** Cold: emits the value, at once or when there is the first, and completes. */
  get first$(): Observable<T> {
    return this.#subject.pipe(
      filter((value): value is T => value !== undefined),
      take(1),
    );
  }

  close(): void {
    this.#watching.unsubscribe();
    this.#subject.complete();
  }
}
