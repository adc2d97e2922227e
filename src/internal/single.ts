import { Observable } from 'rxjs';

/**
 * What every command returns: an Observable of exactly one value that can also be awaited.
 *
 * Cold. Each subscription is one execution; it emits one value and completes, or errs. `then`, `catch` and
 * `finally` execute once and remember, so that two awaits of one `Single` are one execution. Unsubscribing stops
 * waiting and frees everything; a request that is already on the wire is not recalled. Errors always arrive
 * through the channel, never as a synchronous throw.
 *
 * `single.pipe(...)` is a plain Observable. An `async` function cannot return a `Single` unexecuted: the language
 * awaits it.
 */
export class Single<T> extends Observable<T> implements PromiseLike<T> {
  #promise: Promise<T> | undefined;

  // oxlint-disable-next-line unicorn/no-thenable -- being awaitable is the purpose of the class
  then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.#execute().then(onFulfilled, onRejected);
  }

  catch<E = never>(onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null): Promise<T | E> {
    return this.#execute().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#execute().finally(onFinally);
  }

  #execute(): Promise<T> {
    this.#promise ??= new Promise<T>((resolve, reject) => {
      let settled = false;
      this.subscribe({
        next: (value) => {
          settled = true;
          resolve(value);
        },
        error: reject,
        complete: () => {
          if (!settled) reject(new TypeError('A Single completed without a value'));
        },
      });
    });
    return this.#promise;
  }
}
