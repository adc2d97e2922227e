import { BrokerClient } from '../../../src/broker/broker-client.js';
import { HeartbeatService } from '../../../src/broker/heartbeat-service.js';
import type { Client } from '../../../src/client/client.js';
import type { ClientOptions } from '../../../src/client/client-options.js';
import { createClient } from '../../../src/client/create-client.js';
import { NameServerClient } from '../../../src/naming/name-server-client.js';
import { NameServerList } from '../../../src/naming/name-server-list.js';
import { RouteTable } from '../../../src/naming/route-table.js';
import type { RemotingCommand } from '../../../src/protocol/index.js';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import { ConnectionPool } from '../../../src/remoting/connection-pool.js';
import { RemotingClient } from '../../../src/remoting/remoting-client.js';
import type { Logger } from '../../../src/runtime/logger.js';
import { parseEndpoint } from '../../../src/transport/endpoint.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { makeClock } from '../make-clock.js';
import { StubBroker } from './stub-broker.js';
import { routeData, StubNameServer } from './stub-name-server.js';

export interface StubClusterOptions {
  readonly nameServers?: number;
  /** Masters, named `broker-a`, `broker-b` and so on. */
  readonly brokers?: number;
  /** Queues of each topic on every broker. Default: one queue of `orders`. */
  readonly topics?: Readonly<Record<string, number>>;
  readonly logger?: Logger;
}

export const requestTimeoutMs = 3000;

const nameOf = (index: number): string => `broker-${'abcdef'[index]}`;

/** Name servers and brokers in memory, in virtual time: nothing happens but in `tick`. */
export function makeStubCluster(options: StubClusterOptions = {}) {
  const { nameServers: nameServerCount = 1, brokers: brokerCount = 1, topics = { orders: 1 } } = options;
  const clock = makeClock(options.logger);
  const { runtime } = clock;
  const network = new MemoryNetwork(resolveTransportOptions(), runtime);
  const addBroker = (address: string): StubBroker => new StubBroker(address, network, runtime);
  const brokers = Array.from({ length: brokerCount }, (_, index) => addBroker(`10.0.0.${index + 1}:10911`));
  const nameServers = Array.from(
    { length: nameServerCount },
    (_, index) => new StubNameServer(`ns-${index + 1}:9876`, network, runtime),
  );
  /** Gives a topic so many queues on every broker, in all name servers. */
  const route = (topic: string, queues: number): void => {
    const data = routeData(
      brokers.map(({ address }, index) => ({ name: nameOf(index), addresses: { 0: address }, queues })),
    );
    for (const nameServer of nameServers) nameServer.routes.set(topic, data);
  };
  for (const [topic, queues] of Object.entries(topics)) route(topic, queues);

  /** Lets virtual time pass; without an argument just enough for everything that is due now. */
  const tick = (ms = 1): void => clock.tick(ms);

  const addresses = nameServers.map(({ address }) => address);

  /** A client of this cluster. */
  const connect = (clientOptions: Partial<ClientOptions> = {}): Client =>
    createClient({
      nameServers: addresses,
      clientId: 'me',
      connector: network.connector,
      runtime: runtime,
      ...clientOptions,
    });

  /** The layers below a client, one by one. */
  const layers = ({
    refreshIntervalMs = 30_000,
    missingTopicIntervalMs = 2000,
    heartbeatMs = 30_000,
  } = {}) => {
    const pool = new ConnectionPool<RemotingCommand, RemotingCommand>(
      (address) =>
        new RemotingClient({
          endpoint: parseEndpoint(address),
          protocol: createRocketMQProtocol(),
          connector: network.connector,
          runtime,
        }),
      { runtime },
    );
    const broker = (address: string): BrokerClient => new BrokerClient(pool.get(address), requestTimeoutMs);
    const naming = new NameServerClient(
      new NameServerList(addresses, runtime),
      pool,
      requestTimeoutMs,
      runtime,
    );
    const routes = new RouteTable(naming, { refreshIntervalMs, missingTopicIntervalMs }, runtime);
    const heartbeats = new HeartbeatService({
      clientId: 'me',
      intervalMs: heartbeatMs,
      routes,
      broker,
      runtime,
    });
    return { pool, broker, naming, routes, heartbeats };
  };

  return {
    clock,
    runtime,
    network,
    brokers,
    broker: brokers[0]!,
    nameServers,
    nameServer: nameServers[0]!,
    addBroker,
    route,
    tick,
    connect,
    layers,
  };
}

export type StubCluster = ReturnType<typeof makeStubCluster>;
