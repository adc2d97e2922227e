import type { Consumer } from '../../src/consumer/consumer.js';
import type { ConsumerOptions } from '../../src/consumer/consumer-options.js';
import type { ClientOptions } from '../../src/client/client-options.js';
import type { Delivery } from '../../src/delivery/delivery.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster, type StubClusterOptions } from '../support/stub-broker/stub-cluster.js';

/** Long enough for everything that follows from what is there already, too short for any interval. */
export const soonMs = 30;

export interface MakeConsumerOptions extends Partial<ConsumerOptions> {
  readonly cluster?: StubClusterOptions;
  readonly client?: Partial<ClientOptions>;
}

/** A consumer of the group `g` on a stub cluster, which begins with the first message of `orders`. */
export function makeConsumer({ cluster, client: clientOptions, ...options }: MakeConsumerOptions = {}) {
  const stub = makeStubCluster(cluster);
  const client = stub.connect(clientOptions);
  const consumer: Consumer = client.consumer({
    group: 'g',
    subscribe: { orders: '*' },
    from: 'first',
    ...options,
  });
  const events = observe(consumer.events$);
  const soon = (): void => stub.tick(soonMs);
  /** Subscribes, and lets the group be joined and the first answers arrive. */
  const start = () => {
    const received = observe(consumer.messages$);
    soon();
    return received;
  };
  const types = (): string[] => events.values.map(({ type }) => type);
  /** The queues of `orders` that the consumer has, as `broker:queue`. */
  const owned = (): string[] =>
    consumer.assignment
      .filter(({ topic }) => topic === 'orders')
      .map(({ brokerName, queueId }) => `${brokerName}:${queueId}`)
      .toSorted();
  const stored = stub.broker.queue('orders');
  return { ...stub, client, consumer, events, types, owned, stored, soon, start };
}

export const offsetsOf = ({ values }: { readonly values: readonly Delivery[] }): number[] =>
  values.map(({ offset }) => offset);
