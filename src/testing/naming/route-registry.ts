import type { BrokerRegistration } from './broker-registration.js';

/** The processes behind one broker name. */
export interface BrokerGroup {
  readonly clusterName: string;
  readonly brokerName: string;
  /** By ascending id, at least one. */
  readonly members: readonly [BrokerRegistration, ...BrokerRegistration[]];
}

/** The brokers that are up: all that name servers share. */
export class RouteRegistry {
  /** By broker name, then by id. */
  readonly #brokers = new Map<string, Map<number, BrokerRegistration>>();

  /** Announces a broker, instead of an earlier one of the same name and id. The returned function takes it back. */
  register(broker: BrokerRegistration): () => void {
    const { brokerName, brokerId } = broker;
    // A copy: whoever registers anew is another broker to those that remember something about the first.
    const registration = { ...broker };
    let members = this.#brokers.get(brokerName);
    if (members === undefined) this.#brokers.set(brokerName, (members = new Map()));
    members.set(brokerId, registration);
    return () => {
      if (members.get(brokerId) !== registration) return;
      members.delete(brokerId);
      if (members.size === 0) this.#brokers.delete(brokerName);
    };
  }

  groups(): readonly BrokerGroup[] {
    return [...this.#brokers].flatMap(([brokerName, table]) => {
      const [first, ...others] = [...table.values()].toSorted(
        (left, right) => left.brokerId - right.brokerId,
      );
      if (first === undefined) return [];
      return { clusterName: first.clusterName, brokerName, members: [first, ...others] as const };
    });
  }
}
