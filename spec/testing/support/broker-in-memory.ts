import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { parseEndpoint } from '../../../src/transport/endpoint.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { makeClock } from '../../support/make-clock.js';
import { createTestClient, type TestClient } from './create-test-client.js';

/** A whole embedded broker, in virtual time and over links in memory. */
export async function brokerInMemory(options: BrokerOptions = {}) {
  const clock = makeClock();
  const network = new MemoryNetwork(resolveTransportOptions(), clock.runtime);
  const broker = await clock.until(startBroker({ network, runtime: clock.runtime, ...options }));
  const clients: TestClient[] = [];

  /** A connection to a server, the first broker by default. */
  const connect = (address: string = broker.address, serialize: 'json' | 'binary' = 'json'): TestClient => {
    const client = createTestClient({
      endpoint: parseEndpoint(address),
      connector: network.connector,
      runtime: clock.runtime,
      settle: () => clock.flush(),
      serialize,
    });
    clients.push(client);
    return client;
  };

  const stop = async (): Promise<void> => {
    for (const client of clients) client.close();
    await clock.until(broker.stop());
  };
  return { broker, clock, connect, network, stop };
}
