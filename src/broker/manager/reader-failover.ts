import { masterId } from '../../naming/topic-route.js';
import type { BrokerEvent } from './broker-event.js';
import { chooseReader } from './choose-reader.js';

/** Chooses where to read, and notices when that moves away from a master that is not usable, and back. */
export class ReaderFailover {
  readonly #isUsable: (address: string) => boolean;
  readonly #onMoved: (event: BrokerEvent) => void;
  /** The slave that stands in for the master of a broker name. */
  readonly #standIns = new Map<string, string>();

  constructor(isUsable: (address: string) => boolean, onMoved: (event: BrokerEvent) => void) {
    this.#isUsable = isUsable;
    this.#onMoved = onMoved;
  }

  choose(
    brokerName: string,
    addresses: ReadonlyMap<number, string>,
    suggestedId: number,
  ): string | undefined {
    const to = chooseReader(addresses, suggestedId, this.#isUsable);
    const master = addresses.get(masterId);
    const isMasterWell = master !== undefined && this.#isUsable(master);
    this.#note(brokerName, master, isMasterWell || to === master ? undefined : to);
    return to;
  }

  /** Brokers of the name have gone. */
  forget(brokerName: string): void {
    this.#standIns.delete(brokerName);
  }

  #note(brokerName: string, master: string | undefined, standIn: string | undefined): void {
    const before = this.#standIns.get(brokerName);
    if (standIn === before) return;
    if (standIn === undefined) this.#standIns.delete(brokerName);
    else this.#standIns.set(brokerName, standIn);
    const from = before ?? master;
    const to = standIn ?? master;
    if (from !== undefined && to !== undefined)
      this.#onMoved({ type: 'reading-moved', brokerName, from, to });
  }
}
