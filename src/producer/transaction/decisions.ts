import {
  catchError,
  defaultIfEmpty,
  defer,
  finalize,
  from,
  last,
  map,
  Observable,
  of,
  raceWith,
  tap,
} from 'rxjs';
import type { Subscriber } from 'rxjs';
import { TransactionError } from '../../errors/producer-error.js';
import { isAwaitable } from '../../internal/handler-result.js';
import { Sweep } from '../../remoting/sweep.js';
import type { Runtime } from '../../runtime/runtime.js';
import { type TransactionDecision, type TransactionResult, unknownBecause } from './transaction-outcome.js';

/** How often it is looked for work that takes too long. */
const sweepIntervalMs = 250;

/** Work that is waited for. */
interface Waiting {
  readonly deadline: number;
  readonly subscriber: Subscriber<TransactionDecision>;
}

/** Makes decisions of what the user's functions give, within bounds of time: one timer for all that are at work. */
export class Decisions {
  readonly #runtime: Runtime;
  readonly #waiting = new Set<Waiting>();
  readonly #sweep: Sweep;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#sweep = new Sweep(runtime, sweepIntervalMs, (now) => this.#expire(now));
  }

  /**
   * Cold, never errs: what `work` gives, waited for if it is to be waited for. `unknown` with the reason when it throws, rejects, gives
   * something else or nothing, or takes longer than `timeoutMs`; the end of the time and unsubscribing abort the signal.
   */
  decide(
    work: (signal: AbortSignal) => TransactionResult,
    timeoutMs: number,
  ): Observable<TransactionDecision> {
    return defer(() => {
      const abort = new AbortController();
      const result = work(abort.signal);
      if (!isAwaitable(result)) return of(decisionOf(result));
      let hasEnded = false;
      return from(result).pipe(
        defaultIfEmpty(undefined),
        last(),
        map(decisionOf),
        catchError((error: unknown) => of(unknownBecause(error))),
        tap(() => (hasEnded = true)),
        raceWith(this.#endOfTime(timeoutMs)),
        finalize(() => {
          if (!hasEnded) abort.abort();
        }),
      );
    }).pipe(catchError((error: unknown) => of(unknownBecause(error))));
  }

  /** What is at work is given up, for this reason. */
  close(reason: unknown): void {
    this.#sweep.stop();
    for (const { subscriber } of this.#waiting) giveUp(subscriber, reason);
  }

  #endOfTime(timeoutMs: number): Observable<TransactionDecision> {
    return new Observable((subscriber) => {
      const waiting = { deadline: this.#runtime.now() + timeoutMs, subscriber };
      this.#waiting.add(waiting);
      this.#sweep.wake();
      return () => this.#waiting.delete(waiting);
    });
  }

  #expire(now: number): boolean {
    for (const { deadline, subscriber } of this.#waiting)
      if (deadline <= now) giveUp(subscriber, new TransactionError('timeout'));
    return this.#waiting.size > 0;
  }
}

/** Programs without types may give anything. */
const decisionOf = (value: unknown): TransactionDecision =>
  value === 'commit' || value === 'rollback' || value === 'unknown'
    ? { outcome: value, reason: undefined }
    : unknownBecause(new TransactionError('no-outcome'));

function giveUp(subscriber: Subscriber<TransactionDecision>, reason: unknown): void {
  subscriber.next(unknownBecause(reason));
  subscriber.complete();
}
