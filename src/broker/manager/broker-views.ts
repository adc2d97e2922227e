import { BehaviorSubject, type Observable } from 'rxjs';
import type { BrokerHealth } from '../health/broker-health.js';
import type { BrokerIdentity } from './broker-directory.js';

/** A broker as it was when this was emitted. */
export interface BrokerView extends BrokerIdentity {
  readonly health: BrokerHealth;
}

/**
 * The list of all brokers as a stream. Who changes it from within `next` is heard, but only after all have heard the present list,
 * so that no observer ends with an old one.
 */
export class BrokerViews {
  readonly #views = new Map<string, BrokerView>();
  readonly #lists = new BehaviorSubject<readonly BrokerView[]>([]);
  #isEmitting = false;
  #isStale = false;

  /** Hot, replays one, never errs. Completes on `close()`. */
  readonly list$: Observable<readonly BrokerView[]> = this.#lists.asObservable();

  set(identity: BrokerIdentity, health: BrokerHealth): void {
    this.#views.set(identity.address, { ...identity, health });
  }

  /** The health of a broker that is in the list. */
  update(address: string, health: BrokerHealth): void {
    const view = this.#views.get(address);
    if (view !== undefined) this.#views.set(address, { ...view, health });
  }

  delete(address: string): void {
    this.#views.delete(address);
  }

  /** Tells of all changes since the last time. */
  publish(): void {
    this.#isStale = true;
    if (this.#isEmitting) return;
    this.#isEmitting = true;
    while (this.#isStale) {
      this.#isStale = false;
      this.#lists.next([...this.#views.values()]);
    }
    this.#isEmitting = false;
  }

  close(): void {
    this.#lists.complete();
  }
}
