import { timeOf } from './time-of.js';

/** What a broker tells of itself. */
export interface BrokerRuntime {
  /** Such as `V5_3_3`. */
  readonly version: string;
  readonly startedAt: Date | undefined;
  /** Messages per second in the last 10 seconds. */
  readonly storedPerSecond: number;
  /** The same of messages that were handed out. */
  readonly readPerSecond: number;
  /** Messages since midnight, by the clock of the broker. */
  readonly storedToday: number;
  readonly readToday: number;
  readonly storedYesterday: number;
  readonly readYesterday: number;
  /** When the oldest message was stored; undefined when there is none. */
  readonly earliestMessageAt: Date | undefined;
  /** 0 to 1: how full the disk of the commit log is; undefined when the broker does not tell. */
  readonly commitLogDiskRatio: number | undefined;
  /** Bytes of the commit log that the queues do not know of yet. */
  readonly dispatchBehindBytes: number;
  /** Everything as the broker has it, by its names, which change from version to version. */
  readonly values: Readonly<Record<string, string>>;
}

/** As `mqadmin clusterList` reads them. */
export function viewRuntime(values: Readonly<Record<string, string>>): BrokerRuntime {
  const number = (name: string): number => Number.parseFloat(values[name] ?? '') || 0;
  const ratio = Number.parseFloat(values['commitLogDiskRatio'] ?? '');
  return {
    version: values['brokerVersionDesc'] ?? '',
    startedAt: timeOf(number('bootTimestamp')),
    storedPerSecond: number('putTps'),
    // 4.9 has the second name.
    readPerSecond: number(
      values['getTransferredTps'] === undefined ? 'getTransferedTps' : 'getTransferredTps',
    ),
    storedToday: number('msgPutTotalTodayNow') - number('msgPutTotalTodayMorning'),
    readToday: number('msgGetTotalTodayNow') - number('msgGetTotalTodayMorning'),
    storedYesterday: number('msgPutTotalTodayMorning') - number('msgPutTotalYesterdayMorning'),
    readYesterday: number('msgGetTotalTodayMorning') - number('msgGetTotalYesterdayMorning'),
    earliestMessageAt: timeOf(number('earliestMessageTimeStamp')),
    commitLogDiskRatio: Number.isNaN(ratio) || ratio < 0 ? undefined : ratio,
    dispatchBehindBytes: number('dispatchBehindBytes'),
    values,
  };
}
