import type { Observable, Subscriber, Unsubscribable } from 'rxjs';
import type { SendResult } from '../broker/calls/send-message.js';
import type { SendAttempt } from '../errors/producer-error.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { CallObserver } from '../remoting/call-observer.js';
import type { PreparedMessage } from './prepared-message.js';
import type { SendPolicy } from './send-policy.js';
import type { SendReceipt } from './send-receipt.js';

/** One send under way. */
export interface Sending {
  readonly message: PreparedMessage;
  readonly policy: SendPolicy;
  readonly startedAt: number;
  /** That failed. */
  readonly attempts: SendAttempt[];
}

/** Where one attempt goes. */
export interface Target {
  readonly queue: MessageQueue;
  readonly address: string;
}

/** What the ends of an attempt mean. */
export interface AttemptEnds {
  /** What it throws is a failure of the attempt. */
  receiptOf(attempt: Attempt, result: SendResult): SendReceipt;
  /** How the send goes on. */
  afterFailure(attempt: Attempt, error: unknown): Observable<SendReceipt>;
}

/**
 * One attempt of a send, from its request to its end: it observes the request, and unsubscribing it gives the request up. One object in
 * place of `map` and `catchError`, as every message makes one.
 */
export class Attempt implements CallObserver, Unsubscribable {
  readonly sending: Sending;
  readonly target: Target;
  readonly startedAt: number;
  readonly #subscriber: Subscriber<SendReceipt>;
  readonly #ends: AttemptEnds;
  #hasFailed = false;
  #isOver = false;
  #request: Unsubscribable | undefined = undefined;

  constructor(
    sending: Sending,
    target: Target,
    startedAt: number,
    subscriber: Subscriber<SendReceipt>,
    ends: AttemptEnds,
  ) {
    this.sending = sending;
    this.target = target;
    this.startedAt = startedAt;
    this.#subscriber = subscriber;
    this.#ends = ends;
  }

  /** @param request - what unsubscribing gives up; undefined when there is nothing any more */
  begun(request: Unsubscribable | undefined): void {
    this.#request = request;
    if (this.#isOver) this.unsubscribe();
  }

  unsubscribe(): void {
    this.#isOver = true;
    this.#request?.unsubscribe();
  }

  next(result: SendResult): void {
    if (this.#hasFailed) return;
    let receipt: SendReceipt;
    try {
      receipt = this.#ends.receiptOf(this, result);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#subscriber.next(receipt);
  }

  error(error: unknown): void {
    this.#fail(error);
    this.unsubscribe();
  }

  complete(): void {
    if (!this.#hasFailed) this.#subscriber.complete();
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    const subscriber = this.#subscriber;
    let next: Observable<SendReceipt>;
    try {
      next = this.#ends.afterFailure(this, error);
    } catch (thrown) {
      subscriber.error(thrown);
      return;
    }
    next.subscribe(subscriber);
  }
}
