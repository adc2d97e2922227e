import { masterId } from '../../naming/topic-route.js';
import type { BrokerEvent } from './broker-event.js';
import { chooseReader } from './choose-reader.js';

/** Chooses where to read, and notices when that moves away from a master that is gone or not usable, and back. */
export class ReaderFailover {
  readonly #isUsable: (address: string) => boolean;
  readonly #onMoved: (event: BrokerEvent) => void;
  /** The last master of a broker name: routes do not name it while it is away. */
  readonly #masters = new Map<string, string>();
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
    if (master !== undefined) this.#masters.set(brokerName, master);
    const isMasterWell = master !== undefined && this.#isUsable(master);
    const standIn = isMasterWell || to === master ? undefined : to;
    if (!this.#isStillThere(this.#standIns.get(brokerName), standIn, addresses))
      this.#note(brokerName, standIn);
    return to;
  }

  /** The last broker of the name has gone. */
  forget(brokerName: string): void {
    this.#masters.delete(brokerName);
    this.#standIns.delete(brokerName);
  }

  /** Between slaves that are well readers move by suggestions, each as it likes. */
  #isStillThere(
    before: string | undefined,
    standIn: string | undefined,
    addresses: ReadonlyMap<number, string>,
  ): boolean {
    if (before === undefined || standIn === undefined || before === standIn) return before === standIn;
    return [...addresses.values()].includes(before) && this.#isUsable(before);
  }

  #note(brokerName: string, standIn: string | undefined): void {
    const master = this.#masters.get(brokerName);
    const from = this.#standIns.get(brokerName) ?? master;
    const to = standIn ?? master;
    if (standIn === undefined) this.#standIns.delete(brokerName);
    else this.#standIns.set(brokerName, standIn);
    if (from !== undefined && to !== undefined)
      this.#onMoved({ type: 'reading-moved', brokerName, from, to });
  }
}
