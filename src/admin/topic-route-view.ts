import type { TopicRouteData } from '../protocol/bodies/topic-route-data.js';
import { isReadable, isWritable } from '../protocol/permission.js';

/** Where a topic lives, as a name server tells it. */
export interface TopicRouteView {
  readonly topic: string;
  /** One for each broker name, in the order of the names. */
  readonly brokers: readonly RoutedBroker[];
  /** `broker-a:4;broker-b:4`, of a topic whose order is over all brokers: exactly these queues are written. */
  readonly orderConfig: string | undefined;
}

export interface RoutedBroker {
  readonly clusterName: string;
  readonly brokerName: string;
  /** By broker id: 0 is the master. */
  readonly addresses: Readonly<Record<number, string>>;
  readonly readQueues: number;
  readonly writeQueues: number;
  readonly readable: boolean;
  readonly writable: boolean;
}

export function viewRoute(
  topic: string,
  { brokerDatas, queueDatas, orderTopicConf }: TopicRouteData,
): TopicRouteView {
  const brokers = queueDatas.flatMap(({ brokerName, perm, readQueueNums, writeQueueNums }) => {
    const data = brokerDatas.find((broker) => broker.brokerName === brokerName);
    if (data === undefined) return [];
    return {
      clusterName: data.cluster,
      brokerName,
      addresses: { ...data.brokerAddrs },
      readQueues: readQueueNums,
      writeQueues: writeQueueNums,
      readable: isReadable(perm),
      writable: isWritable(perm),
    };
  });
  return {
    topic,
    brokers: brokers.toSorted((left, right) => (left.brokerName < right.brokerName ? -1 : 1)),
    orderConfig: orderTopicConf,
  };
}
