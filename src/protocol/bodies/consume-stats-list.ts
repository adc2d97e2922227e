import { BodyReader } from '../body-reader.js';
import { type ConsumeStats, consumeStatsText, readConsumeStats } from './consume-stats.js';

/**
 * How far all groups have come: the answer of GET_BROKER_CONSUME_STATS (317), wire.md section 5.10.
 *
 * ```
 * {"brokerAddr":"10.0.0.1:10911","consumeStatsList":[{"G":[{"consumeTps":0.0,"offsetTable":{…}}]}],"totalDiff":0,"totalInflightDiff":0}
 * ```
 *
 * Java `remoting/…/protocol/body/ConsumeStatsList`.
 */
export interface ConsumeStatsList {
  /** One table for each group, with one value for each of its topics. */
  readonly consumeStatsList: readonly Readonly<Record<string, readonly ConsumeStats[]>>[];
  readonly brokerAddr: string;
  /** Messages that are not consumed yet. */
  readonly totalDiff: number;
  /** Messages that are handed out and not consumed yet. Absent on 4.9. */
  readonly totalInflightDiff: number;
}

/** @throws {DecodeError} */
export function decodeConsumeStatsList(body: Uint8Array): ConsumeStatsList {
  const list = BodyReader.parse('ConsumeStatsList', body);
  return {
    consumeStatsList: list.objects('consumeStatsList', (groups) =>
      groups.mapped((group) => groups.objects(group, readConsumeStats)),
    ),
    brokerAddr: list.text('brokerAddr'),
    totalDiff: list.integer('totalDiff'),
    totalInflightDiff: list.integer('totalInflightDiff'),
  };
}

export function encodeConsumeStatsList(list: ConsumeStatsList): Buffer {
  const groups = list.consumeStatsList.map((table) => {
    const entries = Object.entries(table).map(
      ([group, stats]) => `${JSON.stringify(group)}:[${stats.map(consumeStatsText).join(',')}]`,
    );
    return `{${entries.join(',')}}`;
  });
  const { brokerAddr, totalDiff, totalInflightDiff } = list;
  return Buffer.from(
    `{"brokerAddr":${JSON.stringify(brokerAddr)},"consumeStatsList":[${groups.join(',')}],` +
      `"totalDiff":${totalDiff},"totalInflightDiff":${totalInflightDiff}}`,
  );
}
