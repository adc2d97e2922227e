import type { RoutedBroker } from '../../naming/topic-route.js';

/** A broker by address; name and id are unknown of one that was added by hand without them. */
export interface BrokerIdentity {
  readonly address: string;
  readonly brokerName: string | undefined;
  /** 0 is the master. */
  readonly brokerId: number | undefined;
}

interface Entry {
  identity: BrokerIdentity;
  /** Topics whose route names it. */
  topics: number;
  isAdded: boolean;
}

/** What a change of the directory means for the outside. */
export interface DirectoryChange {
  readonly came: readonly BrokerIdentity[];
  readonly gone: readonly BrokerIdentity[];
  /** Brokers came or went, or one has another name or id. */
  readonly isChanged: boolean;
}

const sameIdentity = (left: BrokerIdentity, right: BrokerIdentity): boolean =>
  left.brokerName === right.brokerName && left.brokerId === right.brokerId;

/** Which brokers there are: those that some route names, and those that were added by hand. */
export class BrokerDirectory {
  readonly #entries = new Map<string, Entry>();
  readonly #addressesByTopic = new Map<string, readonly string[]>();
  /** Broker name, then id, to address; made when it is needed. */
  #names: Map<string, Map<number, string>> | undefined;

  get identities(): readonly BrokerIdentity[] {
    return Array.from(this.#entries.values(), ({ identity }) => identity);
  }

  has(address: string): boolean {
    return this.#entries.has(address);
  }

  /** Ids and addresses under a broker name. */
  named(brokerName: string): ReadonlyMap<number, string> | undefined {
    this.#names ??= this.#collectNames();
    return this.#names.get(brokerName);
  }

  /** The route of a topic, in place of the one before. */
  route(topic: string, brokers: readonly RoutedBroker[]): DirectoryChange {
    const came: BrokerIdentity[] = [];
    let isChanged = false;
    for (const broker of brokers) {
      const entry = this.#entries.get(broker.address);
      if (entry === undefined) {
        this.#entries.set(broker.address, { identity: broker, topics: 1, isAdded: false });
        came.push(broker);
        continue;
      }
      entry.topics += 1;
      if (sameIdentity(entry.identity, broker)) continue;
      entry.identity = broker;
      isChanged = true;
    }
    const gone = (this.#addressesByTopic.get(topic) ?? []).flatMap((address) => this.#leaveTopic(address));
    this.#addressesByTopic.set(
      topic,
      brokers.map(({ address }) => address),
    );
    return this.#change(came, gone, isChanged);
  }

  add(identity: BrokerIdentity): DirectoryChange {
    const entry = this.#entries.get(identity.address);
    if (entry === undefined) {
      this.#entries.set(identity.address, { identity, topics: 0, isAdded: true });
      return this.#change([identity], [], false);
    }
    entry.isAdded = true;
    if (entry.topics > 0 || sameIdentity(entry.identity, identity)) return this.#change([], [], false);
    entry.identity = identity;
    return this.#change([], [], true);
  }

  /** Undoes `add`: what a route names stays. */
  remove(address: string): DirectoryChange {
    const entry = this.#entries.get(address);
    if (entry === undefined) return this.#change([], [], false);
    entry.isAdded = false;
    return this.#change([], this.#dropUnused(entry), false);
  }

  #leaveTopic(address: string): readonly BrokerIdentity[] {
    const entry = this.#entries.get(address);
    if (entry === undefined) return [];
    entry.topics -= 1;
    return this.#dropUnused(entry);
  }

  #dropUnused({ identity, topics, isAdded }: Entry): readonly BrokerIdentity[] {
    if (topics > 0 || isAdded) return [];
    this.#entries.delete(identity.address);
    return [identity];
  }

  #change(
    came: readonly BrokerIdentity[],
    gone: readonly BrokerIdentity[],
    isRenamed: boolean,
  ): DirectoryChange {
    const isChanged = isRenamed || came.length > 0 || gone.length > 0;
    if (isChanged) this.#names = undefined;
    return { came, gone, isChanged };
  }

  #collectNames(): Map<string, Map<number, string>> {
    const names = new Map<string, Map<number, string>>();
    for (const { identity } of this.#entries.values()) {
      const { address, brokerName, brokerId } = identity;
      if (brokerName === undefined || brokerId === undefined) continue;
      const ids = names.get(brokerName) ?? new Map<number, string>();
      names.set(brokerName, ids.set(brokerId, address));
    }
    return names;
  }
}
