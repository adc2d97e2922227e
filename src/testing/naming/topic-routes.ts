import type { ClusterInfo } from '../../protocol/bodies/cluster-info.js';
import type { TopicList } from '../../protocol/bodies/topic-list.js';
import type { BrokerData, QueueData, TopicRouteData } from '../../protocol/bodies/topic-route-data.js';
import { isWritable, Permission } from '../../protocol/permission.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import type { NameServerConfig } from './name-server-config.js';
import type { BrokerGroup, RouteRegistry } from './route-registry.js';
import { TopicMarks } from './topic-marks.js';

interface RoutedTopic {
  readonly config: TopicConfig;
  readonly perm: number;
}

/** Prefix of the topic by which the brokers of one name find each other; its route shows who is really there. */
const memberTopicPrefix = 'rmq_sys_SYNC_BROKER_MEMBER_';

/** What one name server knows of topics and brokers (Java `RouteInfoManager`). */
export class TopicRoutes {
  readonly #registry: RouteRegistry;
  readonly #config: NameServerConfig;
  readonly #marks = new TopicMarks();

  constructor(registry: RouteRegistry, config: NameServerConfig) {
    this.#registry = registry;
    this.#config = config;
  }

  /** Undefined when no broker has the topic. */
  route(topic: string): TopicRouteData | undefined {
    const queueDatas: QueueData[] = [];
    const brokerDatas: BrokerData[] = [];
    for (const group of this.#registry.groups()) {
      for (const { config, perm } of this.#topics(group)) {
        if (config.topicName !== topic) continue;
        const { readQueueNums, writeQueueNums, topicSysFlag } = config;
        queueDatas.push({ brokerName: group.brokerName, readQueueNums, writeQueueNums, perm, topicSysFlag });
        const hasActingMaster =
          this.#config.supportActingMaster && !isWritable(perm) && !topic.startsWith(memberTopicPrefix);
        brokerDatas.push(brokerDataOf(group, hasActingMaster));
      }
    }
    return brokerDatas.length === 0 ? undefined : { queueDatas, brokerDatas, filterServerTable: {} };
  }

  /** Topics of all brokers, or of those of one cluster. */
  topicNames(clusterName?: string): string[] {
    const names = new Set<string>();
    for (const group of this.#groups(clusterName)) {
      for (const { config } of this.#topics(group)) names.add(config.topicName);
    }
    return [...names];
  }

  /** Topics whose `topicSysFlag` is so on the first broker that has them: as on the real one no other is asked. */
  topicsWith(isWanted: (topicSysFlag: number) => boolean): string[] {
    const flags = new Map<string, number>();
    for (const group of this.#registry.groups()) {
      for (const { config } of this.#topics(group)) {
        if (!flags.has(config.topicName)) flags.set(config.topicName, config.topicSysFlag);
      }
    }
    return [...flags].flatMap(([topic, topicSysFlag]) => (isWanted(topicSysFlag) ? topic : []));
  }

  /** Topics named after clusters and brokers, and a broker that knows the others. */
  systemTopics(): TopicList {
    const groups = this.#registry.groups();
    const names = groups.flatMap(({ clusterName, brokerName }) => [clusterName, brokerName]);
    return { topicList: [...new Set(names)], brokerAddr: groups[0]?.members[0].address };
  }

  clusterInfo(): ClusterInfo {
    const brokerAddrTable: Record<string, BrokerData> = {};
    const clusterAddrTable: Record<string, string[]> = {};
    for (const group of this.#registry.groups()) {
      brokerAddrTable[group.brokerName] = brokerDataOf(group, false);
      (clusterAddrTable[group.clusterName] ??= []).push(group.brokerName);
    }
    return { brokerAddrTable, clusterAddrTable };
  }

  /** Takes write permission from the topics of a broker. Returns how many they are. */
  wipeWritePermission(brokerName: string): number {
    return this.#changePermission(brokerName, (perm) => perm & ~Permission.WRITE);
  }

  /** Gives the topics of a broker read and write permission, whatever they had before. Returns how many they are. */
  addWritePermission(brokerName: string): number {
    return this.#changePermission(brokerName, () => Permission.READ | Permission.WRITE);
  }

  /** Forgets a topic, on the brokers of one cluster if it is named. */
  deleteTopic(topic: string, clusterName?: string): void {
    for (const group of this.#groups(clusterName)) {
      for (const { config } of this.#topics(group)) {
        if (config.topicName === topic) this.#marks.set(group.members[0], config, { isDeleted: true });
      }
    }
  }

  #groups(clusterName: string | undefined): readonly BrokerGroup[] {
    const groups = this.#registry.groups();
    return clusterName === undefined ? groups : groups.filter((group) => group.clusterName === clusterName);
  }

  /** As the master registers them, or the slave with the smallest id when it is gone. */
  *#topics(group: BrokerGroup): IterableIterator<RoutedTopic> {
    const [owner] = group.members;
    const isHeadless = owner.brokerId !== 0 && owner.enableActingMaster === true;
    const allowed = (owner.permission?.() ?? ~0) & (isHeadless ? ~Permission.WRITE : ~0);
    for (const config of owner.topics()) {
      const mark = this.#marks.of(owner, config);
      if (mark?.isDeleted !== true) yield { config, perm: (mark?.perm ?? config.perm) & allowed };
    }
  }

  #changePermission(brokerName: string, change: (perm: number) => number): number {
    let count = 0;
    for (const group of this.#registry.groups()) {
      if (group.brokerName !== brokerName) continue;
      for (const { config, perm } of this.#topics(group)) {
        this.#marks.set(group.members[0], config, { perm: change(perm) });
        count++;
      }
    }
    return count;
  }
}

function brokerDataOf(
  { clusterName, brokerName, members }: BrokerGroup,
  hasActingMaster: boolean,
): BrokerData {
  const [first] = members;
  const enableActingMaster = first.enableActingMaster === true;
  const acting = hasActingMaster && enableActingMaster ? first : undefined;
  const addresses = members.map((broker) => [broker === acting ? 0 : broker.brokerId, broker.address]);
  return {
    cluster: clusterName,
    brokerName,
    brokerAddrs: Object.fromEntries(addresses) as Record<string, string>,
    enableActingMaster,
  };
}
