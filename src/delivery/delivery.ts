import { type MessageSource, ReceivedMessage } from '../message/received-message.js';
import type { Single } from '../internal/single.js';
import type { DeliveryState, Outcome, RetryDelay } from './outcome.js';
import type { Settlement } from './settlement.js';

const ack = { type: 'ack' } as const;

/**
 * A message in the hands of the program, until the program decides what becomes of it.
 *
 * Each delivery occupies the consumer's window until it is settled: settling is the backpressure. `ack`, `retry` and
 * `deadLetter` decide at once, never throw and may be called repeatedly: the first call wins. Carrying the decision out is the
 * library's work; `settled` tells when that is done. A delivery that is never settled comes again after a restart, and holds
 * back the committed offset of its queue until then.
 */
export class Delivery<T = Uint8Array> extends ReceivedMessage<T> {
  readonly #settlement: Settlement;

  /** @internal */
  constructor(source: MessageSource, body: T, settlement: Settlement) {
    super(source, body);
    this.#settlement = settlement;
  }

  /** Where the delivery is between being handed out and its end. */
  get state(): DeliveryState {
    return this.#settlement.state;
  }

  /** Aborts when the delivery is lost: its queue went to another member, was reset, or the consumer was released. */
  get signal(): AbortSignal {
    return this.#settlement.signal;
  }

  /** Replays the outcome once the decision was carried out (or the delivery was lost), then completes. Never errs. */
  get settled(): Single<Outcome> {
    return this.#settlement.whenSettled;
  }

  /** Done: credit returns, and the offset may move past it. */
  ack(): void {
    this.#settlement.decide(ack);
  }

  /**
   * Again later. The broker stores the message in the group's retry topic, so it loses its place in the queue and returns with
   * `attempt` one higher; after `maxReconsumeTimes` it becomes a dead letter.
   *
   * @param delay - `{ level }` of the broker's delay table, or `{ delayMs }`, rounded up to a level. Default: the broker
   *   chooses, longer each time (10 s, 30 s, 1 min, ...).
   */
  retry(delay: RetryDelay = {}): void {
    this.#settlement.decide({ type: 'retry', delay });
  }

  /** Never again for this group: to its `%DLQ%` topic. The reason is in the outcome and in events, not in the message. */
  deadLetter(reason: string): void {
    this.#settlement.decide({ type: 'deadLetter', reason });
  }

  /** The same delivery with another body: settling either settles both. */
  withBody<U>(body: U): Delivery<U> {
    return new Delivery<U>(this.source, body, this.#settlement);
  }

  /** @internal */
  get settlement(): Settlement {
    return this.#settlement;
  }
}
