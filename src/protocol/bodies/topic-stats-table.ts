import { BodyReader } from '../body-reader.js';
import { type QueueTable, queueTableText, readQueueTable } from './queue-table.js';

export interface TopicOffset {
  readonly minOffset: number;
  /** Offset that the next message gets. */
  readonly maxOffset: number;
  /** When the last message was stored, milliseconds since the epoch; 0 without any. */
  readonly lastUpdateTimestamp: number;
}

/**
 * How much is in each queue of a topic: the answer of GET_TOPIC_STATS_INFO (202), wire.md section 3.1.
 *
 * ```
 * {"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"T"}:{"lastUpdateTimestamp":1700000000000,"maxOffset":9,"minOffset":0}},
 *  "topicPutTps":0.0}
 * ```
 *
 * Java `remoting/…/protocol/admin/TopicStatsTable`.
 */
export interface TopicStatsTable {
  readonly offsetTable: QueueTable<TopicOffset>;
  /** Messages stored per second. Absent on 4.9. */
  readonly topicPutTps: number;
}

/** @throws {DecodeError} */
export function decodeTopicStatsTable(body: Uint8Array): TopicStatsTable {
  const stats = BodyReader.parse('TopicStatsTable', body);
  return {
    offsetTable: readQueueTable(stats, 'offsetTable', (table, queue) => readTopicOffset(table.object(queue))),
    topicPutTps: stats.number('topicPutTps'),
  };
}

export function encodeTopicStatsTable({ offsetTable, topicPutTps }: TopicStatsTable): Buffer {
  return Buffer.from(`{"offsetTable":${queueTableText(offsetTable)},"topicPutTps":${topicPutTps}}`);
}

function readTopicOffset(offset: BodyReader): TopicOffset {
  return {
    minOffset: offset.integer('minOffset'),
    maxOffset: offset.integer('maxOffset'),
    lastUpdateTimestamp: offset.integer('lastUpdateTimestamp'),
  };
}
