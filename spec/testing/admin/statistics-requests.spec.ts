import { expect } from 'chai';
import {
  decodeBrokerStatsData,
  decodeKVTable,
  RequestCode,
  ViewBrokerStatsDataRequestHeader,
} from '../../../src/protocol/index.js';
import { refusalOf } from '../support/ask.js';
import { administer } from './administer.js';

describe('createStatisticsRequests', () => {
  it('tells one statistic', () => {
    const { ask, clock, put } = administer();
    const view = (statsKey: string) =>
      ask(RequestCode.VIEW_BROKER_STATS_DATA, ViewBrokerStatsDataRequestHeader, {
        statsName: 'TOPIC_PUT_NUMS',
        statsKey,
      });
    put();
    clock.tick(10_000);
    expect(decodeBrokerStatsData(view('orders').body!).statsMinute.sum).to.equal(1);
    expect(refusalOf(() => view('bills'))).to.deep.equal({
      code: 1,
      remark: 'The stats <TOPIC_PUT_NUMS> <bills> not exist',
    });
  });

  describe('about the broker', () => {
    const info = ({ askPlainly }: ReturnType<typeof administer>) =>
      decodeKVTable(askPlainly(RequestCode.GET_BROKER_RUNTIME_INFO).body!);

    it('tell what tools read', () => {
      const table = info(administer());
      for (const name of [
        'sendThreadPoolQueueSize',
        'pullThreadPoolQueueSize',
        'ackThreadPoolQueueSize',
        'sendThreadPoolQueueHeadWaitTimeMills',
        'pullThreadPoolQueueHeadWaitTimeMills',
        'pageCacheLockTimeMills',
        'commitLogDiskRatio',
        'timerReadBehind',
        'timerOffsetBehind',
        'timerCongestNum',
        'timerEnqueueTps',
        'timerDequeueTps',
        'EndTransactionQueueSize',
        'putMessageEntireTimeMax',
        'getMessageEntireTimeMax',
        'dispatchBehindBytes',
        'dispatchMaxBuffer',
        'consumeQueueDiskRatio',
        'putMessageAverageSize',
      ])
        expect(Number(table[name]), name).to.equal(0);
      expect(table).to.include({
        brokerActive: 'true',
        brokerVersion: '479',
        brokerVersionDesc: 'V5_3_3',
        earliestMessageTimeStamp: '-1',
      });
    });

    it('tell what is stored and how long it runs', () => {
      const broker = administer();
      broker.clock.tick(90_061_000);
      const entry = broker.put();
      broker.clock.tick(10_000);
      expect(info(broker)).to.include({
        runtime: '[ 1 days, 1 hours, 1 minutes, 11 seconds ]',
        earliestMessageTimeStamp: '90061000',
        commitLogMaxOffset: String(entry.record.length),
        putMessageTimesTotal: '1',
        putMessageAverageSize: String(entry.record.length),
        putTps: '0.1 0.1 0.1',
        msgPutTotalTodayNow: '1',
      });
    });

    it('tell what is handed out', () => {
      const broker = administer();
      const asked = { consumerGroup: 'g', topic: 'orders', queueId: 0 };
      broker.statistics.countTaken(asked, { entries: [broker.put({ count: 5 })], nextOffset: 5 });
      broker.statistics.countTaken(asked, { entries: [], nextOffset: 5 });
      broker.clock.tick(10_000);
      expect(info(broker)).to.include({
        getTransferredTps: '0.5 0.5 0.5',
        getTransferedTps: '0.5 0.5 0.5',
        getFoundTps: '0.1 0.1 0.1',
        getMissTps: '0.1 0.1 0.1',
        getTotalTps: '0.2 0.2 0.2',
        msgGetTotalTodayNow: '5',
      });
    });

    it('end with the broker', () => {
      const broker = administer();
      broker.stop?.();
      broker.put();
      expect(info(broker)['msgPutTotalTodayNow']).to.equal('0');
    });
  });
});
