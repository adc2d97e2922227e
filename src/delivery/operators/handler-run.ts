import { from, type Observer, type Subscriber } from 'rxjs';
import { type Awaitable, type HandlerResult, isAwaitable } from '../../internal/handler-result.js';
import { RingQueue } from '../../internal/ring-queue.js';
import type { Delivery } from '../delivery.js';
import type { FailureDecision, ResolvedHandleOptions, Settled } from './handle.js';

type Handler<T, R> = (delivery: Delivery<T>) => HandlerResult<R>;

/** The decision where `onError` gives none. */
export const retryLater = (): FailureDecision => ({ retry: {} });

/** Programs without types may decide nothing. */
function isDecision(value: unknown): value is FailureDecision {
  return typeof value === 'object' && value !== null && ('retry' in value || 'deadLetter' in value);
}

/** One subscription of the operator `handle`: the deliveries that wait, and those whose handler is at work. */
export class HandlerRun<T, R> implements Observer<Delivery<T>> {
  readonly #handler: Handler<T, R>;
  readonly #concurrency: number;
  readonly #onError: (error: unknown, delivery: Delivery<T>) => FailureDecision;
  readonly #subscriber: Subscriber<Settled<T, R>>;
  readonly #waiting = new RingQueue<Delivery<T>>();
  /** Handlers at work. */
  #active = 0;
  /** Deliveries that came and were not emitted as settled. */
  #open = 0;
  #isStarting = false;
  #isCompleted = false;
  #isStopped = false;

  constructor(
    handler: Handler<T, R>,
    options: ResolvedHandleOptions<T>,
    subscriber: Subscriber<Settled<T, R>>,
  ) {
    this.#handler = handler;
    this.#concurrency = options.concurrency;
    this.#onError = options.onError;
    this.#subscriber = subscriber;
  }

  next(delivery: Delivery<T>): void {
    this.#open++;
    this.#waiting.push(delivery);
    this.#startWaiting();
  }

  error(error: unknown): void {
    this.#subscriber.error(error);
  }

  complete(): void {
    this.#isCompleted = true;
    this.#completeWhenDone();
  }

  /** Starts no further handler. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Nobody will handle what still waits. */
  giveUp(): void {
    for (const delivery of this.#waiting) delivery.settlement.abandon();
    this.#waiting.clear();
  }

  /** A loop, not a recursion: a handler that ends at once makes room for the next one from within. */
  #startWaiting(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    while (this.#active < this.#concurrency && !this.#isStopped) {
      const delivery = this.#waiting.shift();
      if (delivery === undefined) break;
      this.#start(delivery);
    }
    this.#isStarting = false;
  }

  #start(delivery: Delivery<T>): void {
    let result: HandlerResult<R>;
    try {
      result = this.#handler(delivery);
    } catch (error) {
      this.#fail(delivery, error);
      return;
    }
    if (isAwaitable(result)) this.#await(delivery, result);
    else this.#succeed(delivery, result);
  }

  /** Not tied to the subscriber: what has begun may end and settle its delivery, whoever still looks at the results. */
  #await(delivery: Delivery<T>, work: Awaitable<R>): void {
    this.#active++;
    let last: R | undefined;
    from(work).subscribe({
      next: (value) => (last = value),
      error: (error: unknown) => {
        this.#fail(delivery, error);
        this.#oneIsDone();
      },
      complete: () => {
        this.#succeed(delivery, last);
        this.#oneIsDone();
      },
    });
  }

  #oneIsDone(): void {
    this.#active--;
    this.#startWaiting();
  }

  #succeed(delivery: Delivery<T>, result: R | undefined): void {
    delivery.ack();
    this.#emitWhenSettled(delivery, result === undefined ? {} : { result });
  }

  #fail(delivery: Delivery<T>, error: unknown): void {
    const decision = this.#decide(delivery, error);
    if ('retry' in decision) delivery.retry(decision.retry);
    else delivery.deadLetter(decision.deadLetter);
    this.#emitWhenSettled(delivery, { error });
  }

  #decide(delivery: Delivery<T>, error: unknown): FailureDecision {
    try {
      const decision: unknown = this.#onError(error, delivery);
      return isDecision(decision) ? decision : retryLater();
    } catch {
      return retryLater();
    }
  }

  #emitWhenSettled(delivery: Delivery<T>, rest: { result?: R; error?: unknown }): void {
    delivery.settlement.onEnd((outcome) => {
      this.#open--;
      if (outcome !== undefined) this.#subscriber.next({ delivery, outcome, ...rest });
      this.#completeWhenDone();
    });
  }

  #completeWhenDone(): void {
    if (this.#isCompleted && this.#open === 0) this.#subscriber.complete();
  }
}
