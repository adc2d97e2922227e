import { diagnostics } from '../runtime/diagnostics.js';
import { ReplaySubject } from 'rxjs';
import { Single } from '../internal/single.js';
import type { MessageSource } from '../message/received-message.js';
import type { Decision, DeliveryState, LostReason, Outcome } from './outcome.js';
import type { ProcessEntry } from './process-queue.js';

/** Carries decisions out: the queue from which the delivery came. */
export interface SettlementOwner {
  /** Must end in `settlement.finish(...)`, sooner or later, or in `settlement.lose(...)`. */
  carryOut(settlement: Settlement, decision: Decision): void;
  /** Nobody will decide about it: it is lost, and comes again. */
  abandon(settlement: Settlement): void;
}

/**
 * What becomes of one message in memory: its place in the {@link ProcessQueue}, the decision about it and the signal that ends
 * its handling. Shared by all views of the same delivery.
 *
 * The first decision wins. Deciding and settling are two steps: only what the library has carried out is settled, and only that
 * returns credit and lets the offset move.
 */
export class Settlement implements ProcessEntry {
  readonly offset: number;
  readonly bytes: number;
  settled = false;
  /** The message; changes only when it is handed out again. */
  source: MessageSource;
  readonly #owner: SettlementOwner;
  #state: DeliveryState = 'delivered';
  #outcome: Outcome | undefined;
  #abort: AbortController | undefined;
  #settledSubject: ReplaySubject<Outcome> | undefined;
  #onEnd: ((outcome: Outcome | undefined) => void) | undefined;

  constructor(owner: SettlementOwner, source: MessageSource) {
    this.#owner = owner;
    this.source = source;
    this.offset = source.offset;
    this.bytes = source.bytes.length;
  }

  get state(): DeliveryState {
    return this.#state;
  }

  /** Undefined until the delivery has ended. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** Aborts when the delivery is lost. Made on first use: most handlers never ask. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#state === 'lost') this.#abort.abort();
    return this.#abort.signal;
  }

  /** Emits the outcome once the delivery has ended; remembers it. */
  get whenSettled(): Single<Outcome> {
    this.#settledSubject ??= new ReplaySubject<Outcome>(1);
    const subject = this.#settledSubject;
    if (this.#outcome !== undefined) this.#announce(this.#outcome);
    return new Single((subscriber) => subject.subscribe(subscriber));
  }

  /**
   * One synchronous listener for the end, without the cost of a stream: the operators use it. Called without an outcome when the
   * message is handed out again: who handles it then hears of its end.
   */
  onEnd(listener: (outcome: Outcome | undefined) => void): void {
    if (this.#outcome === undefined) this.#onEnd = listener;
    else listener(this.#outcome);
  }

  /** False when something was decided before, or the delivery is lost. */
  decide(decision: Decision): boolean {
    if (this.#state !== 'delivered') return false;
    this.#state = 'deciding';
    this.#owner.carryOut(this, decision);
    return true;
  }

  /** The program never got to see the delivery. */
  abandon(): void {
    if (this.#state === 'delivered') this.#owner.abandon(this);
  }

  /** The decision has been carried out. */
  finish(decision: Decision): void {
    if (this.#state === 'lost') return;
    this.#state = 'settled';
    this.#end(decision);
  }

  /** The decision could not be carried out: the message is handed out again here, and the next decision counts. */
  reopen(source: MessageSource): void {
    this.source = source;
    if (this.#state === 'deciding') this.#state = 'delivered';
    const listener = this.#onEnd;
    this.#onEnd = undefined;
    listener?.(undefined);
  }

  /** The delivery is not ours any more. A decision that is still being carried out makes no difference then. */
  lose(reason: LostReason): void {
    if (this.#state === 'settled' || this.#state === 'lost') return;
    this.#state = 'lost';
    this.#end({ type: 'lost', reason });
    this.#abort?.abort();
  }

  #end(outcome: Outcome): void {
    this.#outcome = outcome;
    if (diagnostics.settle.hasSubscribers)
      diagnostics.settle.publish({ ...this.source.queue, offset: this.offset, outcome: outcome.type });
    this.#onEnd?.(outcome);
    this.#announce(outcome);
  }

  #announce(outcome: Outcome): void {
    this.#settledSubject?.next(outcome);
    this.#settledSubject?.complete();
  }
}
