import type { Observable } from 'rxjs';
import { RingQueue } from './ring-queue.js';

/**
 * Reads an Observable with `for await`. Subscribes at the first `next()`; `break` unsubscribes. What arrives between two steps is
 * queued, so the source must bound itself.
 *
 * @param onDropped - called with what was queued and never read, when the loop is left
 */
export function iterate<T>(
  source: Observable<T>,
  onDropped: (value: T) => void = () => undefined,
): AsyncIterableIterator<T> {
  const arrived = new RingQueue<T>();
  const waiting = new RingQueue<{
    resolve: (result: IteratorResult<T>) => void;
    reject: (error: unknown) => void;
  }>();
  let ended: { readonly error?: unknown } | undefined;
  let subscription: { unsubscribe(): void } | undefined;

  const end = (result: { readonly error?: unknown }): void => {
    ended ??= result;
    for (let reader = waiting.shift(); reader !== undefined; reader = waiting.shift()) {
      if ('error' in result) reader.reject(result.error);
      else reader.resolve({ done: true, value: undefined });
    }
  };

  const next = (): Promise<IteratorResult<T>> => {
    subscription ??= source.subscribe({
      next: (value) => {
        const reader = waiting.shift();
        if (reader === undefined) arrived.push(value);
        else reader.resolve({ done: false, value });
      },
      error: (error: unknown) => end({ error }),
      complete: () => end({}),
    });
    return new Promise((resolve, reject) => {
      if (arrived.length > 0) resolve({ done: false, value: arrived.shift() as T });
      else if (ended === undefined) waiting.push({ resolve, reject });
      else if ('error' in ended) reject(ended.error);
      else resolve({ done: true, value: undefined });
    });
  };

  const stop = (): Promise<IteratorResult<T>> => {
    subscription?.unsubscribe();
    for (const value of arrived) onDropped(value);
    arrived.clear();
    end({});
    return Promise.resolve({ done: true, value: undefined });
  };

  return {
    next,
    return: stop,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
