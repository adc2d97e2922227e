import { type Observable, ReplaySubject } from 'rxjs';
import { Single } from './single.js';

/**
 * Starts at once, whoever listens, and tells its one result (or error) to everybody who asks, now or later.
 *
 * For what ends or limits something: close, drain. Unsubscribing stops listening, not the work.
 */
export function startNow<T>(source: Observable<T>): Single<T> {
  const result = new ReplaySubject<T>(1);
  source.subscribe(result);
  return new Single((subscriber) => result.subscribe(subscriber));
}
