import type { Observable } from 'rxjs';
import { milliseconds } from '../internal/options.js';
import { Single } from '../internal/single.js';
import { withSignal } from '../internal/with-signal.js';
import type { SendOptions } from './send-options.js';

const checkTimeout = milliseconds(1);

/** A command that checks its arguments when it is executed, and tells what is wrong with them through the channel. */
export function command<T>({ signal, timeoutMs }: SendOptions, execute: () => Observable<T>): Single<T> {
  const single = new Single<T>((subscriber) => {
    let work: Observable<T>;
    try {
      if (timeoutMs !== undefined) checkTimeout(timeoutMs, 'timeoutMs');
      work = execute();
    } catch (error) {
      return subscriber.error(error);
    }
    return work.subscribe(subscriber);
  });
  return signal === undefined ? single : withSignal(single, signal);
}
