import { Single } from './single.js';

/**
 * The same command, which errs with the signal's reason when the signal aborts. With a signal that has aborted already nothing is
 * executed at all.
 */
export function withSignal<T>(single: Single<T>, signal: AbortSignal): Single<T> {
  return new Single((subscriber) => {
    if (signal.aborted) return subscriber.error(signal.reason);
    const abort = (): void => subscriber.error(signal.reason);
    signal.addEventListener('abort', abort);
    subscriber.add(() => signal.removeEventListener('abort', abort));
    return single.subscribe(subscriber);
  });
}
