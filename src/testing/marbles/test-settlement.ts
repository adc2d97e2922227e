import { ReplaySubject } from 'rxjs';
import type { Decision, DeliveryState, LostReason, Outcome } from '../../delivery/outcome.js';
import type { Settlement } from '../../delivery/settlement.js';
import { Single } from '../../internal/single.js';

/** What a delivery and the operators ask of a settlement. */
type SettlementOfDelivery = Pick<
  Settlement,
  'state' | 'outcome' | 'signal' | 'whenSettled' | 'decide' | 'onEnd' | 'abandon' | 'lose'
>;

/** A settlement behind which there is no consumer: every decision is carried out at once, and noted. */
export class TestSettlement implements SettlementOfDelivery {
  outcome: Outcome | undefined;
  settledAtMs: number | undefined;
  readonly #now: () => number;
  readonly #controller = new AbortController();
  readonly #settled = new ReplaySubject<Outcome>(1);
  #listener: ((outcome: Outcome | undefined) => void) | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get state(): DeliveryState {
    if (this.outcome === undefined) return 'delivered';
    return this.outcome.type === 'lost' ? 'lost' : 'settled';
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get whenSettled(): Single<Outcome> {
    return new Single((subscriber) => this.#settled.subscribe(subscriber));
  }

  decide(decision: Decision): boolean {
    return this.#end(decision);
  }

  onEnd(listener: (outcome: Outcome | undefined) => void): void {
    if (this.outcome === undefined) this.#listener = listener;
    else listener(this.outcome);
  }

  abandon(): void {
    this.lose('released');
  }

  lose(reason: LostReason): void {
    if (this.#end({ type: 'lost', reason })) this.#controller.abort();
  }

  #end(outcome: Outcome): boolean {
    if (this.outcome !== undefined) return false;
    this.outcome = outcome;
    this.settledAtMs = this.#now();
    this.#listener?.(outcome);
    this.#settled.next(outcome);
    this.#settled.complete();
    return true;
  }
}
