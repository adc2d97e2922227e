import { BodyReader } from '../body-reader.js';
import { readSubscriptionData, type SubscriptionData } from './heartbeat-data.js';
import { type QueueTable, queueTableText, readQueueTable } from './queue-table.js';

/** One queue that a consumer pulls from (Java `ProcessQueueInfo`). Offsets of the queue, times in milliseconds. */
export interface ProcessQueueInfo {
  readonly commitOffset: number;
  readonly cachedMsgMinOffset: number;
  readonly cachedMsgMaxOffset: number;
  readonly cachedMsgCount: number;
  readonly cachedMsgSizeInMiB: number;
  /** Those of orderly consumption that are being worked on. */
  readonly transactionMsgMinOffset: number;
  readonly transactionMsgMaxOffset: number;
  readonly transactionMsgCount: number;
  readonly locked: boolean;
  readonly tryUnlockTimes: number;
  readonly lastLockTimestamp: number;
  /** Given up; spelled as Java spells it. */
  readonly droped: boolean;
  readonly lastPullTimestamp: number;
  readonly lastConsumeTimestamp: number;
}

/** One queue that a consumer pops from (Java `PopProcessQueueInfo`). */
export interface PopProcessQueueInfo {
  readonly waitAckCount: number;
  readonly droped: boolean;
  readonly lastPopTimestamp: number;
}

/** Numbers of one topic (Java `ConsumeStatus`): milliseconds per call, calls per second, messages of the last hour. */
export interface ConsumeStatus {
  readonly pullRT: number;
  readonly pullTPS: number;
  readonly consumeRT: number;
  readonly consumeOKTPS: number;
  readonly consumeFailedTPS: number;
  readonly consumeFailedMsgs: number;
}

/**
 * How a consumer is: the answer of GET_CONSUMER_RUNNING_INFO (307), wire.md section 9.5.
 *
 * ```
 * {"mqPopTable":{},"mqTable":{{"brokerName":"broker-a","queueId":0,"topic":"T"}:{"cachedMsgCount":0,…}},
 *  "properties":{"PROP_CONSUME_TYPE":"CONSUME_PASSIVELY",…},"statusTable":{"T":{"consumeFailedMsgs":0,…}},
 *  "subscriptionSet":[{…}],"userConsumerInfo":{}}
 * ```
 *
 * Java `remoting/…/protocol/body/ConsumerRunningInfo`.
 */
export interface ConsumerRunningInfo {
  /** Options of the client and the names `PROP_…`; all values are texts. */
  readonly properties: Readonly<Record<string, string>>;
  readonly subscriptionSet: readonly SubscriptionData[];
  readonly mqTable: QueueTable<ProcessQueueInfo>;
  /** Not before 5.0. */
  readonly mqPopTable: QueueTable<PopProcessQueueInfo>;
  /** By topic. */
  readonly statusTable: Readonly<Record<string, ConsumeStatus>>;
  /** The application's own. Not before 5.2. */
  readonly userConsumerInfo: Readonly<Record<string, string>>;
  readonly jstack?: string | undefined;
}

/** @throws {DecodeError} */
export function decodeConsumerRunningInfo(body: Uint8Array): ConsumerRunningInfo {
  const info = BodyReader.parse('ConsumerRunningInfo', body);
  const jstack = info.optionalText('jstack');
  return {
    properties: info.entries('properties', readText),
    subscriptionSet: info.objects('subscriptionSet', readSubscriptionData),
    mqTable: readQueueTable(info, 'mqTable', (map, queue) => readProcessQueue(map.object(queue))),
    mqPopTable: readQueueTable(info, 'mqPopTable', (map, queue) => readPopProcessQueue(map.object(queue))),
    statusTable: info.entries('statusTable', (map, topic) => readConsumeStatus(map.object(topic))),
    userConsumerInfo: info.entries('userConsumerInfo', readText),
    ...(jstack === undefined ? {} : { jstack }),
  };
}

const readText = (map: BodyReader, name: string): string => map.text(name);

function readProcessQueue(queue: BodyReader): ProcessQueueInfo {
  return {
    commitOffset: queue.integer('commitOffset'),
    cachedMsgMinOffset: queue.integer('cachedMsgMinOffset'),
    cachedMsgMaxOffset: queue.integer('cachedMsgMaxOffset'),
    cachedMsgCount: queue.integer('cachedMsgCount'),
    cachedMsgSizeInMiB: queue.integer('cachedMsgSizeInMiB'),
    transactionMsgMinOffset: queue.integer('transactionMsgMinOffset'),
    transactionMsgMaxOffset: queue.integer('transactionMsgMaxOffset'),
    transactionMsgCount: queue.integer('transactionMsgCount'),
    locked: queue.boolean('locked'),
    tryUnlockTimes: queue.integer('tryUnlockTimes'),
    lastLockTimestamp: queue.integer('lastLockTimestamp'),
    droped: queue.boolean('droped'),
    lastPullTimestamp: queue.integer('lastPullTimestamp'),
    lastConsumeTimestamp: queue.integer('lastConsumeTimestamp'),
  };
}

function readPopProcessQueue(queue: BodyReader): PopProcessQueueInfo {
  return {
    waitAckCount: queue.integer('waitAckCount'),
    droped: queue.boolean('droped'),
    lastPopTimestamp: queue.integer('lastPopTimestamp'),
  };
}

function readConsumeStatus(status: BodyReader): ConsumeStatus {
  return {
    pullRT: status.number('pullRT'),
    pullTPS: status.number('pullTPS'),
    consumeRT: status.number('consumeRT'),
    consumeOKTPS: status.number('consumeOKTPS'),
    consumeFailedTPS: status.number('consumeFailedTPS'),
    consumeFailedMsgs: status.integer('consumeFailedMsgs'),
  };
}

export function encodeConsumerRunningInfo(info: ConsumerRunningInfo): Buffer {
  const { mqTable, mqPopTable, ...rest } = info;
  const fields = JSON.stringify(rest).slice(1);
  return Buffer.from(
    `{"mqPopTable":${queueTableText(mqPopTable)},"mqTable":${queueTableText(mqTable)},${fields}`,
  );
}
