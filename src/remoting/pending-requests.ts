import { RequestTimeoutError, TooManyPendingRequestsError } from '../errors/remoting-error.js';
import type { MetricsRecorder } from './metrics-recorder.js';
import { OpaqueSequence } from './opaque.js';
import type { PendingRequest } from './pending-request.js';
import { SlotTable } from './slot-table.js';

export interface PendingRequestsSettings {
  /** For errors. */
  readonly address: string;
  /** Parked requests are not counted in it. */
  readonly maxPendingRequests: number;
  readonly metrics: MetricsRecorder;
  /** Where the ids begin. Default: a new sequence. */
  readonly opaques?: OpaqueSequence;
}

/**
 * From correlation id to who waits for the reply: one lookup per reply, however many wait.
 *
 * Every way out of the table (answer, failure, timeout, cancellation) removes the entry first and tells the subscriber
 * last, so that a subscriber may do anything, and touches no other entry.
 */
export class PendingRequests<Message> {
  readonly #address: string;
  readonly #maxPendingRequests: number;
  readonly #metrics: MetricsRecorder;
  readonly #opaques: OpaqueSequence;
  readonly #entries = new SlotTable<PendingRequest<Message>>();
  #parked = 0;

  constructor(settings: PendingRequestsSettings) {
    this.#address = settings.address;
    this.#maxPendingRequests = settings.maxPendingRequests;
    this.#metrics = settings.metrics;
    this.#opaques = settings.opaques ?? new OpaqueSequence();
  }

  /** All that wait, parked ones included. */
  get size(): number {
    return this.#entries.size;
  }

  get parked(): number {
    return this.#parked;
  }

  /** A correlation id that no waiting request has. */
  nextCorrelationId(): number {
    return this.#opaques.next(this.#entries);
  }

  get(correlationId: number): PendingRequest<Message> | undefined {
    return this.#entries.get(correlationId);
  }

  /** Gives the request an id and lets it wait; false when it was refused, and told so. */
  add(request: PendingRequest<Message>): boolean {
    if (!request.parked && this.#entries.size - this.#parked >= this.#maxPendingRequests) {
      this.#reject(request, new TooManyPendingRequestsError(this.#address, this.#maxPendingRequests));
      return false;
    }
    request.correlationId = this.#opaques.next(this.#entries);
    request.table = this;
    this.#entries.add(request);
    if (request.parked) this.#parked += 1;
    return true;
  }

  /** The reply with this id arrived at `at`; false when nobody waits for it. */
  settle(correlationId: number, message: Message, at: number): boolean {
    const request = this.#entries.get(correlationId);
    if (request === undefined) return false;
    this.release(request);
    const sinceStartMs = at - request.startedAt;
    let value: unknown = message;
    if (request.read !== undefined) {
      try {
        value = request.read(message);
      } catch (error) {
        this.#metrics.refused(error, sinceStartMs, request.parked);
        request.subscriber.error(error);
        return true;
      }
    }
    this.#metrics.succeeded(sinceStartMs, request.parked);
    request.subscriber.next(value);
    request.subscriber.complete();
    return true;
  }

  /** Errs one request; nothing happens when it does not wait here. */
  fail(request: PendingRequest<Message>, error: unknown): void {
    if (request.table !== this) return;
    this.release(request);
    this.#reject(request, error);
  }

  /** Lets go of a request whose subscriber left. */
  cancel(request: PendingRequest<Message>): void {
    this.release(request);
    this.#metrics.cancelled += 1;
  }

  /** Lets go of a request without telling anybody: it waits elsewhere from now on. */
  release(request: PendingRequest<Message>): void {
    this.#entries.remove(request);
    request.table = undefined;
    if (request.parked) this.#parked -= 1;
  }

  /** Errs everything that waits at this moment. */
  failAll(error: unknown): void {
    for (const request of this.#entries.filter(() => true)) this.fail(request, error);
  }

  /** Errs what is overdue at `now` and says how many that were. `cause` is why there was no answer, where that is known. */
  expire(now: number, cause?: unknown): number {
    const overdue = this.#entries.filter(({ deadline }) => deadline <= now);
    for (const request of overdue) {
      const elapsedMs = now - request.startedAt;
      this.fail(request, new RequestTimeoutError(this.#address, request.timeoutMs, { elapsedMs, cause }));
    }
    return overdue.length;
  }

  #reject(request: PendingRequest<Message>, error: unknown): void {
    this.#metrics.failed(error);
    request.subscriber.error(error);
  }
}
