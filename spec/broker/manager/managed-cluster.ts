import { BrokerClient } from '../../../src/broker/broker-client.js';
import { BrokerManager } from '../../../src/broker/manager/broker-manager.js';
import type { BrokerManagerOptions } from '../../../src/broker/manager/broker-manager-options.js';
import { createHeartbeatProbe } from '../../../src/broker/manager/heartbeat-probe.js';
import { NameServerClient } from '../../../src/naming/name-server-client.js';
import { NameServerList } from '../../../src/naming/name-server-list.js';
import { RouteTable } from '../../../src/naming/route-table.js';
import type { RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import { ConnectionPool } from '../../../src/remoting/connection-pool.js';
import type { ConnectionPoolOptions } from '../../../src/remoting/connection-pool-options.js';
import { RemotingClient } from '../../../src/remoting/remoting-client.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { parseEndpoint } from '../../../src/transport/endpoint.js';
import { makeClock } from '../../support/make-clock.js';
import { observe } from '../../remoting/toy-network.js';

const requestTimeoutMs = 3000;

export interface ManagedClusterOptions {
  readonly brokers?: BrokerOptions;
  readonly manager?: BrokerManagerOptions;
  readonly pool?: ConnectionPoolOptions;
}

/** An embedded cluster with topic `orders` on links in memory, in virtual time, and a manager of its brokers. */
export async function makeManagedCluster(options: ManagedClusterOptions = {}) {
  const clock = makeClock();
  const { runtime } = clock;
  const cluster = await clock.until(
    startBroker({ network: 'memory', runtime, topics: { orders: { queues: 2 } }, ...options.brokers }),
  );
  const { connector, nameServers } = cluster.clientOptions;
  const pool = new ConnectionPool<RemotingCommand, RemotingCommand>(
    (address) =>
      new RemotingClient({
        endpoint: parseEndpoint(address),
        protocol: createRocketMQProtocol(),
        connector: connector!,
        runtime,
      }),
    { runtime, ...(options.pool !== undefined && { options: options.pool }) },
  );
  const naming = new NameServerClient(
    new NameServerList(nameServers, runtime),
    pool,
    requestTimeoutMs,
    runtime,
  );
  const routes = new RouteTable(naming, { refreshIntervalMs: 30_000, missingTopicIntervalMs: 1000 }, runtime);
  const manager = new BrokerManager({
    pool,
    createBroker: (client) => new BrokerClient(client, requestTimeoutMs),
    probe: createHeartbeatProbe('me'),
    runtime,
    routes,
    ...(options.manager !== undefined && { options: options.manager }),
  });
  const events = observe(manager.events$);
  const addressOf = (name: string, id = 0): string =>
    cluster.brokers.find((broker) => broker.name === name && broker.brokerId === id)!.address;
  /** One request to a broker; whether it was answered. */
  const ask = async (address: string): Promise<boolean> => {
    const asking = observe(
      manager.using(address, (broker) =>
        broker.maxOffset({ topic: 'orders', brokerName: 'broker-a', queueId: 0 }),
      ),
    );
    for (let waitedMs = 0; waitedMs < 4000; waitedMs += 20) {
      await clock.advance(waitedMs === 0 ? 0 : 20);
      if (asking.complete.called || asking.error.called) break;
    }
    return asking.complete.called;
  };
  const discover = (topic = 'orders') => clock.until(routes.refresh(topic).forEach(() => undefined));
  const close = async (): Promise<void> => {
    manager.close();
    routes.close();
    await clock.until(pool.close());
    await clock.until(cluster.stop());
  };
  return { clock, cluster, pool, routes, manager, events, addressOf, ask, discover, close };
}

export type ManagedCluster = Awaited<ReturnType<typeof makeManagedCluster>>;
