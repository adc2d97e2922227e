import { BodyReader } from '../body-reader.js';

/** The queues of a topic on the brokers of one name. */
export interface QueueData {
  readonly brokerName: string;
  readonly readQueueNums: number;
  readonly writeQueueNums: number;
  /** See `Permission`. */
  readonly perm: number;
  readonly topicSysFlag: number;
}

/** The processes behind one broker name. */
export interface BrokerData {
  readonly cluster: string;
  readonly brokerName: string;
  /** Broker id, in decimal, to `host:port`; 0 is the master. */
  readonly brokerAddrs: Readonly<Record<string, string>>;
  readonly zoneName?: string | undefined;
  /** Without a master the slave with the smallest id serves reads. */
  readonly enableActingMaster: boolean;
}

/** Static topics: which queue of a broker is which queue of the topic. */
export interface TopicQueueMappingInfo {
  readonly topic: string;
  readonly scope: string;
  readonly bname: string;
  readonly totalQueues: number;
  readonly epoch: number;
  readonly dirty: boolean;
  /** Global queue id, in decimal, to the broker's own. */
  readonly currIdMap: Readonly<Record<string, number>>;
}

/**
 * Where a topic lives: the answer of GET_ROUTEINFO_BY_TOPIC (105), wire.md section 9.1.
 *
 * ```
 * {"brokerDatas":[{"brokerAddrs":{0:"10.0.0.1:10911"},"brokerName":"broker-a","cluster":"c","enableActingMaster":false}],
 *  "filterServerTable":{},"orderTopicConf":"broker-a:4",
 *  "queueDatas":[{"brokerName":"broker-a","perm":6,"readQueueNums":4,"topicSysFlag":0,"writeQueueNums":4}],
 *  "topicQueueMappingByBroker":{"broker-a":{"bname":"broker-a","currIdMap":{0:1},"dirty":false,"epoch":1,…}}}
 * ```
 *
 * Java `remoting/…/protocol/route/TopicRouteData`.
 */
export interface TopicRouteData {
  /** `broker-a:4;broker-b:4`: exactly these queues are written, in this order. */
  readonly orderTopicConf?: string | undefined;
  readonly queueDatas: readonly QueueData[];
  readonly brokerDatas: readonly BrokerData[];
  /** Obsolete: broker address to filter servers. */
  readonly filterServerTable: Readonly<Record<string, readonly string[]>>;
  readonly topicQueueMappingByBroker?: Readonly<Record<string, TopicQueueMappingInfo>> | undefined;
}

/** Reads both forms of the answer: with integer keys, and as standard JSON. @throws {DecodeError} */
export function decodeTopicRouteData(body: Uint8Array): TopicRouteData {
  const route = BodyReader.parse('TopicRouteData', body);
  const orderTopicConf = route.optionalText('orderTopicConf');
  return {
    queueDatas: route.objects('queueDatas', readQueueData),
    brokerDatas: route.objects('brokerDatas', readBrokerData),
    filterServerTable: route.entries('filterServerTable', (servers, address) => servers.texts(address)),
    ...(orderTopicConf === undefined ? {} : { orderTopicConf }),
    ...(route.has('topicQueueMappingByBroker')
      ? { topicQueueMappingByBroker: route.entries('topicQueueMappingByBroker', readMapping) }
      : {}),
  };
}

function readQueueData(queue: BodyReader): QueueData {
  return {
    brokerName: queue.text('brokerName'),
    readQueueNums: queue.integer('readQueueNums'),
    writeQueueNums: queue.integer('writeQueueNums'),
    perm: queue.integer('perm'),
    // Up to 4.8.0 the key was misspelled.
    topicSysFlag: queue.integer('topicSysFlag', queue.integer('topicSynFlag')),
  };
}

export function readBrokerData(broker: BodyReader): BrokerData {
  const zoneName = broker.optionalText('zoneName');
  return {
    cluster: broker.text('cluster'),
    brokerName: broker.text('brokerName'),
    brokerAddrs: broker.entries('brokerAddrs', (addresses, id) => addresses.text(id)),
    enableActingMaster: broker.boolean('enableActingMaster'),
    ...(zoneName === undefined ? {} : { zoneName }),
  };
}

function readMapping(mappings: BodyReader, brokerName: string): TopicQueueMappingInfo {
  const mapping = mappings.object(brokerName);
  return {
    topic: mapping.text('topic'),
    scope: mapping.text('scope'),
    bname: mapping.text('bname'),
    totalQueues: mapping.integer('totalQueues'),
    epoch: mapping.integer('epoch'),
    dirty: mapping.boolean('dirty'),
    currIdMap: mapping.entries('currIdMap', (ids, globalId) => ids.integer(globalId)),
  };
}

/** As standard JSON, which every reader understands. */
export function encodeTopicRouteData(route: TopicRouteData): Buffer {
  return Buffer.from(JSON.stringify(route));
}
