import { from, isObservable, type Observable, of } from 'rxjs';

/** What is waited for before it counts as ended. */
export type Awaitable<R> = PromiseLike<R> | Observable<R> | AsyncIterable<R>;

/**
 * What a handler may give: something to wait for, or the result itself. Not RxJS's `ObservableInput`, for which a text or an array
 * would be a stream of its parts.
 */
export type HandlerResult<R> = R | Awaitable<R>;

export function isAwaitable<R>(value: HandlerResult<R>): value is Awaitable<R> {
  if (typeof value !== 'object' || value === null) return false;
  const { then } = value as { then?: unknown };
  return isObservable(value) || typeof then === 'function' || Symbol.asyncIterator in value;
}

/** What it is to be waited for emits, or the value itself. */
export const valuesOf = <R>(value: HandlerResult<R>): Observable<R> =>
  isAwaitable(value) ? from(value) : of(value);
