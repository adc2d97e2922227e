import type { Delivery } from '../../delivery/delivery.js';
import type { DeliveryState, LostReason, Outcome, RetryDelay } from '../../delivery/outcome.js';
import type { Settlement } from '../../delivery/settlement.js';
import type { Single } from '../../internal/single.js';
import { type MessageSource, ReceivedMessage } from '../../message/received-message.js';
import { createRuntime } from '../../runtime/runtime.js';
import { type TestMessage, toMessageSource } from './test-message.js';
import { TestSettlement } from './test-settlement.js';

/** A delivery without a consumer, that remembers what became of it. */
export interface TestDelivery<T = Uint8Array> extends Delivery<T> {
  /** What was decided; undefined as long as nothing was. */
  readonly outcome: Outcome | undefined;
  /** When, in milliseconds by the clock of the test. */
  readonly settledAtMs: number | undefined;
  /** Takes the delivery away as a consumer does: `signal` aborts, later decisions change nothing. Default: `revoked`. */
  lose(reason?: LostReason): void;
  withBody<U>(body: U): TestDelivery<U>;
}

export interface TestDeliveryOptions {
  /** Milliseconds, for `settledAtMs`. Default: the clock of RxJS, which is the virtual one within `TestScheduler.run`. */
  readonly now?: () => number;
}

const now = (): number => createRuntime().now();

/** Everything that can be seen of a delivery, without the class: this side of the package does not load the consumer. */
type PublicTestDelivery<T> = Pick<TestDelivery<T>, keyof TestDelivery<T>>;

class RecordedDelivery<T> extends ReceivedMessage<T> implements PublicTestDelivery<T> {
  readonly #settlement: TestSettlement;

  constructor(source: MessageSource, body: T, settlement: TestSettlement) {
    super(source, body);
    this.#settlement = settlement;
  }

  get state(): DeliveryState {
    return this.#settlement.state;
  }

  get signal(): AbortSignal {
    return this.#settlement.signal;
  }

  get settled(): Single<Outcome> {
    return this.#settlement.whenSettled;
  }

  get outcome(): Outcome | undefined {
    return this.#settlement.outcome;
  }

  get settledAtMs(): number | undefined {
    return this.#settlement.settledAtMs;
  }

  /** For the operators, which use what {@link TestSettlement} has. */
  get settlement(): Settlement {
    return this.#settlement as unknown as Settlement;
  }

  ack(): void {
    this.#settlement.decide({ type: 'ack' });
  }

  retry(delay: RetryDelay = {}): void {
    this.#settlement.decide({ type: 'retry', delay });
  }

  deadLetter(reason: string): void {
    this.#settlement.decide({ type: 'deadLetter', reason });
  }

  lose(reason: LostReason = 'revoked'): void {
    this.#settlement.lose(reason);
  }

  withBody<U>(body: U): TestDelivery<U> {
    return new RecordedDelivery(this.source, body, this.#settlement).asDelivery();
  }

  /** As the class that pipelines are typed with: all of its public members are here. */
  asDelivery(): TestDelivery<T> {
    return this as unknown as TestDelivery<T>;
  }
}

/**
 * A delivery made from plain data, for tests of pipelines without a broker: `handle`, `decode` and one's own operators take it for a
 * real one.
 *
 * Decisions are carried out at once. As with a real one the first counts.
 *
 * ```ts
 * const delivery = createTestDelivery({ topic: 'orders', body: '{"total":5}' });
 * await lastValueFrom(of(delivery).pipe(billing()));
 * expect(delivery.outcome).to.deep.equal({ type: 'ack' });
 * ```
 *
 * @throws {InvalidArgumentError} when offset or attempt is no whole number in range
 */
export function createTestDelivery(
  message: TestMessage = {},
  options: TestDeliveryOptions = {},
): TestDelivery {
  const source = toMessageSource(message);
  const settlement = new TestSettlement(options.now ?? now);
  return new RecordedDelivery<Uint8Array>(source, source.bytes, settlement).asDelivery();
}
