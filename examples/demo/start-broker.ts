import { findJava, startCluster } from '../../tools/rocketmq/index.js';

export interface RunningBroker {
  readonly nameServers: string;
  stop(): Promise<void>;
}

/** The name server that was asked for, or a RocketMQ of our own with a topic for the demo. */
export async function startBroker(nameServer: string | undefined): Promise<RunningBroker> {
  if (nameServer !== undefined) return { nameServers: nameServer, stop: () => Promise.resolve() };
  const { missing } = findJava(['java', 'mvn']);
  if (missing !== undefined)
    throw new Error(
      `${missing}: install it, or use a cluster of yours: npm start -- --name-server host:9876`,
    );
  console.log('Starting Apache RocketMQ on this machine (the first time its jars are fetched) ...');
  const cluster = await startCluster({ topics: { demo_orders: 4 } });
  return { nameServers: cluster.nameServers.join(';'), stop: () => cluster.stop() };
}
