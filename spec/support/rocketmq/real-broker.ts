import type { RemotingCommand } from '../../../src/protocol/index.js';
import type { AdminRequest } from '../../../tools/rocketmq/admin-connection.js';
import {
  startCluster,
  type Cluster,
  type GroupSettings,
  type TopicSettings,
} from '../../../tools/rocketmq/index.js';
import type { Properties } from '../../../tools/rocketmq/properties.js';
import type { BrokerNode, BrokerSetup, BrokerUnderTest } from './broker-under-test.js';

/** Apache RocketMQ in JVMs of its own. */
export class RealBroker implements BrokerUnderTest {
  readonly kind = 'real';
  /** For what only real servers can do. */
  readonly cluster: Cluster;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  get version(): string {
    return this.cluster.version;
  }

  get nameServers(): readonly string[] {
    return this.cluster.nameServers;
  }

  get brokers(): readonly BrokerNode[] {
    return this.cluster.brokers;
  }

  get certificates(): BrokerUnderTest['certificates'] {
    return this.cluster.certificates;
  }

  createTopic(topic: string, settings?: TopicSettings): Promise<void> {
    return this.cluster.createTopic(topic, settings);
  }

  updateGroup(group: string, settings?: GroupSettings): Promise<void> {
    return this.cluster.updateGroup(group, settings);
  }

  updateBrokerConfig(settings: Properties): Promise<void> {
    return this.cluster.updateBrokerConfig(settings);
  }

  async killNameServer(address: string): Promise<void> {
    await this.cluster.nameServerNodes.find((server) => server.address === address)?.kill();
  }

  request(address: string, request: AdminRequest): Promise<RemotingCommand> {
    return this.cluster.request(address, request);
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }
}

export async function startRealBroker(
  version: string,
  { brokers = 1, slaves = 0, ...setup }: BrokerSetup = {},
): Promise<RealBroker> {
  const masters = Array.from({ length: brokers }, () => ({ slaves }));
  return new RealBroker(await startCluster({ ...setup, brokers: masters, version }));
}
