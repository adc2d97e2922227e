import { catchError, defer, first, ignoreElements, map, type Observable, of, repeat, timer } from 'rxjs';
import { backoffDelayMs, type BackoffPolicy } from '../../internal/backoff-delay.js';
import type { Runtime } from '../../runtime/runtime.js';

export interface StayKnownSettings {
  /** Whether replies may come by that broker, and it does not know of this client. */
  readonly isNeeded: () => boolean;
  readonly introduce: (timeoutMs: number) => Observable<void>;
  readonly timeoutMs: number;
  readonly runtime: Runtime;
}

/** Between two tries: short, since somebody waits, and a dial that is refused costs little. */
const backoff: BackoffPolicy = { initialDelayMs: 100, maxDelayMs: 5000, multiplier: 2 };

/**
 * Makes a broker, the connection to which was lost, know of this client again, as long as that is needed. Nobody else may have
 * anything to say to it for half a minute, until the next heartbeat; meanwhile it could not push a reply.
 *
 * Cold. Emits nothing, never errs; completes when the broker knows or need not know any more.
 */
export function stayKnown({ isNeeded, introduce, timeoutMs, runtime }: StayKnownSettings): Observable<never> {
  const isDone = defer(() => {
    if (!isNeeded()) return of(true);
    return introduce(timeoutMs).pipe(
      map(() => true),
      catchError(() => of(false)),
    );
  });
  return isDone.pipe(
    repeat({
      delay: (count) => timer(backoffDelayMs(count, backoff, runtime.random()), runtime.scheduler),
    }),
    first((done) => done),
    ignoreElements(),
  );
}
