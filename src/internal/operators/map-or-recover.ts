import { Observable, type Observer, type Subscriber } from 'rxjs';

/**
 * What `map(project)` and `catchError(recover)` behind it do, for less than the price of one of them: for what happens to every
 * message. What `project` throws is recovered from as well.
 */
export function mapOrRecover<T, R>(
  source: Observable<T>,
  project: (value: T) => R,
  recover: (error: unknown) => Observable<R>,
): Observable<R> {
  return new Observable((subscriber) => source.subscribe(new Attempt(project, recover, subscriber)));
}

class Attempt<T, R> implements Observer<T> {
  readonly #project: (value: T) => R;
  readonly #recover: (error: unknown) => Observable<R>;
  readonly #subscriber: Subscriber<R>;
  #hasFailed = false;

  constructor(
    project: (value: T) => R,
    recover: (error: unknown) => Observable<R>,
    subscriber: Subscriber<R>,
  ) {
    this.#project = project;
    this.#recover = recover;
    this.#subscriber = subscriber;
  }

  next(value: T): void {
    if (this.#hasFailed) return;
    let result: R;
    try {
      result = this.#project(value);
    } catch (error) {
      this.error(error);
      return;
    }
    this.#subscriber.next(result);
  }

  error(error: unknown): void {
    this.#hasFailed = true;
    let next: Observable<R>;
    try {
      next = this.#recover(error);
    } catch (thrown) {
      this.#subscriber.error(thrown);
      return;
    }
    next.subscribe(this.#subscriber);
  }

  complete(): void {
    if (!this.#hasFailed) this.#subscriber.complete();
  }
}
