import { Observable, type OperatorFunction } from 'rxjs';
import { InvalidArgumentError } from '../../errors/usage-error.js';
import type { HandlerResult } from '../../internal/handler-result.js';
import { callable, type Check, option, resolveOptions } from '../../internal/options.js';
import type { Delivery } from '../delivery.js';
import type { Outcome, RetryDelay } from '../outcome.js';
import { HandlerRun, retryLater } from './handler-run.js';

/** What to do with a delivery whose handler failed. */
export type FailureDecision = { readonly retry: RetryDelay } | { readonly deadLetter: string };

export interface HandleOptions<T> {
  /** Handlers at work at once. Default 1: one delivery after the other. */
  readonly concurrency?: number;
  /** Decides about a delivery whose handler threw or rejected. Default: retry, when the broker likes. */
  readonly onError?: (error: unknown, delivery: Delivery<T>) => FailureDecision;
}

export type ResolvedHandleOptions<T> = Readonly<Required<HandleOptions<T>>>;

/** Infinity is allowed: the consumer's window is a limit too. */
const concurrency: Check<number> = (value, path) => {
  if (typeof value === 'number' && value >= 1) return value;
  throw new InvalidArgumentError(path, 'a number of at least 1');
};

/** @throws {InvalidArgumentError} naming the option */
export function resolveHandleOptions<T>(options: HandleOptions<T>): ResolvedHandleOptions<T> {
  return resolveOptions<ResolvedHandleOptions<T>>('handle', options, {
    concurrency: option(concurrency, 1),
    onError: option(callable(), retryLater),
  });
}

/** One delivery, handled and settled. */
export interface Settled<T, R> {
  readonly delivery: Delivery<T>;
  readonly outcome: Outcome;
  /** What the handler gave, if it succeeded with a value. */
  readonly result?: R;
  /** What the handler threw, if it failed. */
  readonly error?: unknown;
}

/**
 * Calls the handler for each delivery, at most `concurrency` at a time, and settles the delivery by what comes of it.
 *
 * The handler's success acknowledges, unless the handler has decided itself; a throw, rejection or error is decided by `onError` and
 * affects its own delivery only. Thenables, Observables (their last value) and async iterables are waited for; anything else is the
 * result itself. Emits each delivery when it is settled, in the order of settling. Completes when the source has and all work is
 * settled. Unsubscribing starts no further handler and gives up what waits for one: it comes again. Handlers at work go on and
 * settle their deliveries, unseen.
 *
 * Unlike `mergeMap` it costs the same with 10 or 100,000 deliveries waiting, and synchronous handlers do not deepen the stack.
 *
 * @throws {InvalidArgumentError} synchronously, naming the option that is not allowed
 */
export function handle<T, R>(
  handler: (delivery: Delivery<T>) => HandlerResult<R>,
  options: HandleOptions<T> = {},
): OperatorFunction<Delivery<T>, Settled<T, R>> {
  const resolved = resolveHandleOptions(options);
  return (source) =>
    new Observable<Settled<T, R>>((subscriber) => {
      const run = new HandlerRun(handler, resolved, subscriber);
      subscriber.add(() => run.stop());
      subscriber.add(source.subscribe(run));
      // Only then: credit that returns must not bring in more.
      subscriber.add(() => run.giveUp());
    });
}
