import { defer, last, type Observable, repeat, retry, tap, timer } from 'rxjs';
import { type HandlerResult, valuesOf } from '../internal/handler-result.js';
import type { Runtime } from '../runtime/runtime.js';

/** Milliseconds between two questions: what Java leaves between two to its web server. */
const intervalMs = 120_000;
/** Milliseconds after a question that had no answer. */
const retryMs = 5000;

/**
 * What a function says, asked again and again. Thenables, Observables (their last value) and async iterables are waited for.
 *
 * Cold: asks from subscription until unsubscription. Never completes, never errs: what the function throws goes to `onTrouble`, and it
 * is asked again.
 */
export const nameServersFromFunction = (
  ask: () => HandlerResult<unknown>,
  { scheduler }: Pick<Runtime, 'scheduler'>,
  onTrouble: (error: unknown) => void,
): Observable<unknown> =>
  defer(() => valuesOf(ask())).pipe(
    last(),
    tap({ error: onTrouble }),
    retry({ delay: () => timer(retryMs, scheduler) }),
    repeat({ delay: () => timer(intervalMs, scheduler) }),
  );
