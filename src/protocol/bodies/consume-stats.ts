import { BodyReader } from '../body-reader.js';
import { type QueueTable, queueTableText, readQueueTable } from './queue-table.js';

/** How far a group has come in one queue. */
export interface OffsetWrapper {
  /** Offset that the next message gets: less `consumerOffset` it is the lag. */
  readonly brokerOffset: number;
  /** Committed. */
  readonly consumerOffset: number;
  /** Handed out up to here; at least `consumerOffset`. Absent on 4.9. */
  readonly pullOffset: number;
  /** When the last consumed message was stored, milliseconds since the epoch; 0 without any. */
  readonly lastTimestamp: number;
}

/**
 * How far a group has come: the answer of GET_CONSUME_STATS (208), wire.md section 3.1.
 *
 * ```
 * {"consumeTps":0.0,"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"T"}:{"brokerOffset":9,"consumerOffset":5,
 *  "lastTimestamp":0,"pullOffset":7}}}
 * ```
 *
 * Java `remoting/…/protocol/admin/ConsumeStats`.
 */
export interface ConsumeStats {
  readonly offsetTable: QueueTable<OffsetWrapper>;
  /** Messages handed out per second. */
  readonly consumeTps: number;
}

/** @throws {DecodeError} */
export function decodeConsumeStats(body: Uint8Array): ConsumeStats {
  return readConsumeStats(BodyReader.parse('ConsumeStats', body));
}

export function encodeConsumeStats(stats: ConsumeStats): Buffer {
  return Buffer.from(consumeStatsText(stats));
}

export function readConsumeStats(stats: BodyReader): ConsumeStats {
  return {
    offsetTable: readQueueTable(stats, 'offsetTable', (table, queue) =>
      readOffsetWrapper(table.object(queue)),
    ),
    consumeTps: stats.number('consumeTps'),
  };
}

export function consumeStatsText({ offsetTable, consumeTps }: ConsumeStats): string {
  return `{"consumeTps":${consumeTps},"offsetTable":${queueTableText(offsetTable)}}`;
}

function readOffsetWrapper(offset: BodyReader): OffsetWrapper {
  return {
    brokerOffset: offset.integer('brokerOffset'),
    consumerOffset: offset.integer('consumerOffset'),
    pullOffset: offset.integer('pullOffset'),
    lastTimestamp: offset.integer('lastTimestamp'),
  };
}
