import { startBroker as startEmbeddedBroker } from 'rx-rocketmq/testing';
import { findJava, startCluster } from '../../tools/rocketmq/index.js';

export interface RunningBroker {
  readonly nameServers: string;
  stop(): Promise<void>;
}

export interface BrokerChoice {
  /** Of a cluster that runs already. */
  readonly nameServer: string | undefined;
  /** Apache RocketMQ in JVMs of its own, instead of the broker in this process. */
  readonly real: boolean;
}

/** The broker that was asked for, with a topic for the demo if it is ours. */
export async function startBroker({ nameServer, real }: BrokerChoice): Promise<RunningBroker> {
  if (nameServer !== undefined) return { nameServers: nameServer, stop: () => Promise.resolve() };
  return real ? startReal() : startEmbedded();
}

async function startEmbedded(): Promise<RunningBroker> {
  const broker = await startEmbeddedBroker({ topics: { demo_orders: { queues: 4 } } });
  console.log('A RocketMQ broker runs in this process (--real starts Apache RocketMQ instead).');
  return { nameServers: broker.nameServers.join(';'), stop: async () => await broker.stop() };
}

async function startReal(): Promise<RunningBroker> {
  const { missing } = findJava(['java', 'mvn']);
  if (missing !== undefined)
    throw new Error(`${missing}: install it, or leave out --real for the broker in this process`);
  console.log('Starting Apache RocketMQ on this machine (the first time its jars are fetched) ...');
  const cluster = await startCluster({ topics: { demo_orders: 4 } });
  return { nameServers: cluster.nameServers.join(';'), stop: () => cluster.stop() };
}
