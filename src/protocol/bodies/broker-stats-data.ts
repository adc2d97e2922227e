import { BodyReader } from '../body-reader.js';

/** Of one period. */
export interface BrokerStatsItem {
  readonly sum: number;
  /** `sum` per second. */
  readonly tps: number;
  /** `sum` per event. */
  readonly avgpt: number;
}

/**
 * One statistic: the answer of VIEW_BROKER_STATS_DATA (315), wire.md section 5.10.
 *
 * ```
 * {"statsDay":{"avgpt":0.0,"sum":0,"tps":0.0},"statsHour":{"avgpt":0.0,"sum":0,"tps":0.0},"statsMinute":{"avgpt":0.0,"sum":0,"tps":0.0}}
 * ```
 *
 * Java `remoting/…/protocol/body/BrokerStatsData`.
 */
export interface BrokerStatsData {
  readonly statsMinute: BrokerStatsItem;
  readonly statsHour: BrokerStatsItem;
  readonly statsDay: BrokerStatsItem;
}

/** @throws {DecodeError} */
export function decodeBrokerStatsData(body: Uint8Array): BrokerStatsData {
  const data = BodyReader.parse('BrokerStatsData', body);
  return {
    statsMinute: readItem(data.object('statsMinute')),
    statsHour: readItem(data.object('statsHour')),
    statsDay: readItem(data.object('statsDay')),
  };
}

export function encodeBrokerStatsData(data: BrokerStatsData): Buffer {
  return Buffer.from(JSON.stringify(data));
}

function readItem(item: BodyReader): BrokerStatsItem {
  return { sum: item.integer('sum'), tps: item.number('tps'), avgpt: item.number('avgpt') };
}
