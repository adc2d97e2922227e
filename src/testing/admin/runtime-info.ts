import { versionName } from '../../protocol/version.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { serverVersion } from '../server/server-version.js';
import type { BrokerStatistics } from './broker-statistics.js';

/** Real brokers have queues before their thread pools, here nothing ever waits: size, capacity, and age of the first. */
const pools = ['send', 'pull', 'litePull', 'query', 'ack'] as const;
const poolCapacity = 100_000;

/** What GET_BROKER_RUNTIME_INFO (28) tells, by the names that `mqadmin` reads (Java `AdminBrokerProcessor#prepareRuntimeInfo`). */
export function runtimeInfo(services: BrokerServices, statistics: BrokerStatistics): Record<string, string> {
  return Object.fromEntries(
    Object.entries({
      ...versionInfo(),
      ...storeInfo(services, statistics),
      ...rateInfo(statistics),
      ...totalInfo(services, statistics),
      ...timerInfo,
      ...poolInfo(),
    }).map(([name, value]) => [name, String(value)]),
  );
}

const versionInfo = () => ({
  brokerActive: true,
  brokerVersion: serverVersion,
  brokerVersionDesc: versionName(serverVersion),
});

function storeInfo({ state: { store }, runtime }: BrokerServices, { startedAt }: BrokerStatistics) {
  const [first] = store.entries();
  const averageBytes = store.messages === 0 ? 0 : store.bytes / store.messages;
  return {
    bootTimestamp: startedAt,
    runtime: durationText(runtime.now() - startedAt),
    startAcceptSendRequestTimeStamp: 0,
    earliestMessageTimeStamp: first?.storedAt ?? -1,
    commitLogMinOffset: store.minPhysicalOffset,
    commitLogMaxOffset: store.maxPhysicalOffset,
    commitLogDiskRatio: '0.0',
    commitLogDirCapacity: `Total : ${store.bytes} B, Free : 0 B.`,
    consumeQueueDiskRatio: '0.0',
    putMessageTimesTotal: store.messages,
    putMessageSizeTotal: store.bytes,
    putMessageAverageSize: averageBytes,
    putMessageFailedTimes: 0,
    putMessageDistributeTime: `[<=0ms]:${store.messages} `,
    putMessageEntireTimeMax: 0,
    getMessageEntireTimeMax: 0,
    dispatchBehindBytes: 0,
    dispatchMaxBuffer: 0,
    pageCacheLockTimeMills: 0,
    remainHowManyDataToFlush: '0 B',
    remainTransientStoreBufferNumbs: 2_147_483_647,
  };
}

/** Real brokers tell the last 10 seconds, minute and 10 minutes; here it is always the minute. */
const rate = (perSecond: number): string => `${perSecond} ${perSecond} ${perSecond}`;

function rateInfo(statistics: BrokerStatistics) {
  const found = statistics.perSecond('GET_FOUND', '');
  const missed = statistics.perSecond('GET_MISS', '');
  const transferred = rate(statistics.perSecond('BROKER_GET_NUMS'));
  return {
    putTps: rate(statistics.perSecond('BROKER_PUT_NUMS')),
    getFoundTps: rate(found),
    getMissTps: rate(missed),
    getTotalTps: rate(found + missed),
    getTransferredTps: transferred,
    // As 4.9 spells it.
    getTransferedTps: transferred,
  };
}

function totalInfo({ runtime }: BrokerServices, { stored, taken }: BrokerStatistics) {
  const put = stored.at(runtime.now());
  const got = taken.at(runtime.now());
  return {
    msgPutTotalYesterdayMorning: put.yesterdayMorning,
    msgPutTotalTodayMorning: put.todayMorning,
    msgPutTotalTodayNow: put.now,
    msgGetTotalYesterdayMorning: got.yesterdayMorning,
    msgGetTotalTodayMorning: got.todayMorning,
    msgGetTotalTodayNow: got.now,
  };
}

const timerInfo = {
  timerReadBehind: 0,
  timerOffsetBehind: 0,
  timerCongestNum: 0,
  timerEnqueueTps: '0.0',
  timerDequeueTps: '0.0',
};

const poolInfo = (): Record<string, number> => ({
  ...Object.fromEntries(
    pools.flatMap((pool) => [
      [`${pool}ThreadPoolQueueSize`, 0],
      [`${pool}ThreadPoolQueueCapacity`, poolCapacity],
      [`${pool}ThreadPoolQueueHeadWaitTimeMills`, 0],
    ]),
  ),
  EndTransactionQueueSize: 0,
  EndTransactionThreadPoolQueueCapacity: poolCapacity,
});

function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'days'],
    [Math.floor(seconds / 3600) % 24, 'hours'],
    [Math.floor(seconds / 60) % 60, 'minutes'],
    [seconds % 60, 'seconds'],
  ];
  return `[ ${parts.map((part) => part.join(' ')).join(', ')} ]`;
}
