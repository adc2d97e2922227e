import { compareQueues, type MessageQueue } from '../message/message-queue.js';
import type { BrokerData, QueueData, TopicRouteData } from '../protocol/bodies/topic-route-data.js';
import { Permission } from '../protocol/permission.js';
import { brokerAddress } from './broker-address.js';

/** One broker process as a route names it. */
export interface RoutedBroker {
  readonly brokerName: string;
  /** 0 is the master. */
  readonly brokerId: number;
  /** `host:port`. */
  readonly address: string;
}

/** Id of the master in the address table of a broker name; all others are slaves. */
export const masterId = 0;

const numbered = (topic: string, brokerName: string, count: number): MessageQueue[] =>
  Array.from({ length: count }, (_, queueId) => ({ topic, brokerName, queueId }));

/**
 * Where a topic lives: an immutable value made from one answer of a name server.
 *
 * @see apache/rocketmq `client/…/MQClientInstance#topicRouteData2TopicPublishInfo`, `#topicRouteData2TopicSubscribeInfo`
 */
export class TopicRoute {
  readonly topic: string;
  /**
   * Queues that may be written: write permission, and a master to write to. Only the route tells: a broker accepts
   * regardless.
   */
  readonly writeQueues: readonly MessageQueue[];
  /** Queues that may be read, in the order in which every member of a group sorts them. A slave is enough. */
  readonly readQueues: readonly MessageQueue[];
  readonly brokerNames: readonly string[];
  readonly #addresses: ReadonlyMap<string, ReadonlyMap<number, string>>;
  readonly #data: TopicRouteData;
  readonly #fingerprint: string;

  constructor(topic: string, data: TopicRouteData) {
    this.topic = topic;
    this.#data = data;
    this.#addresses = new Map(
      data.brokerDatas.map(({ brokerName, brokerAddrs }) => [
        brokerName,
        new Map(Object.entries(brokerAddrs).map(([id, address]) => [Number(id), brokerAddress(address)])),
      ]),
    );
    this.brokerNames = [...this.#addresses.keys()].toSorted();
    this.writeQueues = writeQueuesOf(topic, data, this.#addresses);
    this.readQueues = data.queueDatas
      .filter(({ perm }) => (perm & Permission.READ) !== 0)
      .flatMap(({ brokerName, readQueueNums }) => numbered(topic, brokerName, readQueueNums))
      .toSorted(compareQueues);
    this.#fingerprint = fingerprintOf(data);
  }

  /** Address of the broker with that id; undefined when the name or the id is not in the route. */
  address(brokerName: string, brokerId: number = masterId): string | undefined {
    return this.#addresses.get(brokerName)?.get(brokerId);
  }

  /** An address to read from: the suggested broker, else the master, else any slave. */
  readAddress(brokerName: string, suggestedId: number = masterId): string | undefined {
    const byId = this.#addresses.get(brokerName);
    return byId?.get(suggestedId) ?? byId?.get(masterId) ?? byId?.values().next().value;
  }

  /** Whether there is more than one broker to read what is stored under the name. */
  isReplicated(brokerName: string): boolean {
    return (this.#addresses.get(brokerName)?.size ?? 0) > 1;
  }

  /** Every address of the route, masters and slaves. */
  addresses(): string[] {
    return [...this.#addresses.values()].flatMap((byId) => Array.from(byId.values()));
  }

  /** Every broker of the route, masters and slaves. */
  brokers(): RoutedBroker[] {
    return [...this.#addresses].flatMap(([brokerName, byId]) =>
      Array.from(byId, ([brokerId, address]) => ({ brokerName, brokerId, address })),
    );
  }

  /** The route that a topic will have once one of these brokers has created it: this one, with at most `maxQueues` a broker. */
  asTemplateFor(topic: string, maxQueues: number): TopicRoute {
    const queueDatas = this.#data.queueDatas.map((queueData) => {
      const count = Math.min(maxQueues, queueData.readQueueNums);
      return { ...queueData, readQueueNums: count, writeQueueNums: count };
    });
    return new TopicRoute(topic, { ...this.#data, queueDatas });
  }

  equals(other: TopicRoute): boolean {
    return this.topic === other.topic && this.#fingerprint === other.#fingerprint;
  }
}

/** An order topic names its queues itself (`broker-a:4;broker-b:4`); otherwise permission and a master decide. */
function writeQueuesOf(
  topic: string,
  { orderTopicConf, queueDatas }: TopicRouteData,
  addresses: ReadonlyMap<string, ReadonlyMap<number, string>>,
): MessageQueue[] {
  if (orderTopicConf !== undefined && orderTopicConf !== '') {
    return orderTopicConf.split(';').flatMap((part) => {
      const [brokerName = '', count = '0'] = part.split(':');
      return addresses.get(brokerName)?.has(masterId) === true
        ? numbered(topic, brokerName, Number(count))
        : [];
    });
  }
  return queueDatas
    .filter(
      ({ brokerName, perm }) => (perm & Permission.WRITE) !== 0 && addresses.get(brokerName)?.has(masterId),
    )
    .toSorted((left, right) => (left.brokerName < right.brokerName ? -1 : 1))
    .flatMap(({ brokerName, writeQueueNums }) => numbered(topic, brokerName, writeQueueNums));
}

const brokerFingerprint = ({ brokerName, brokerAddrs }: BrokerData): string => {
  const addresses = Object.entries(brokerAddrs).map(([id, address]) => `${id}=${address}`);
  return [brokerName, ...addresses.toSorted()].join(',');
};

const queueFingerprint = ({ brokerName, perm, readQueueNums, writeQueueNums }: QueueData): string =>
  [brokerName, perm, readQueueNums, writeQueueNums].join(',');

/** Two answers with the same content in another order are the same route. */
function fingerprintOf({ brokerDatas, queueDatas, orderTopicConf }: TopicRouteData): string {
  const brokers = brokerDatas.map(brokerFingerprint).toSorted();
  const queues = queueDatas.map(queueFingerprint).toSorted();
  return JSON.stringify([brokers, queues, orderTopicConf]);
}
