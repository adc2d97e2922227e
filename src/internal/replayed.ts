import { type Observable, ReplaySubject } from 'rxjs';
import { Single } from './single.js';

/**
 * Starts at once, whoever listens, and tells its one result (or error) to everybody who asks, now or later.
 *
 * For what ends or limits something: close, drain. Unsubscribing stops listening, not the work.
 *
 * @param keep - gets the result before the work starts, so that who asks for it from within the work joins it
 */
export function startNow<T>(
  source: Observable<T>,
  keep: (result: Single<T>) => void = () => undefined,
): Single<T> {
  const subject = new ReplaySubject<T>(1);
  const result = new Single<T>((subscriber) => subject.subscribe(subscriber));
  keep(result);
  source.subscribe(subject);
  return result;
}
