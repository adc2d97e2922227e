import { expect } from 'chai';
import { BrokerStatistics } from '../../../src/testing/admin/broker-statistics.js';
import type { StoredEntry } from '../../../src/testing/store/stored-entry.js';

const minute = 60_000;

function setUp() {
  let now = 1_700_000_000_000;
  const statistics = new BrokerStatistics('cluster', () => now);
  const entry = { topic: 'orders', count: 1, record: Buffer.alloc(100) } as StoredEntry;
  return {
    statistics,
    pass: (ms: number) => (now += ms),
    store: (parts: Partial<StoredEntry> = {}) => statistics.countStored({ ...entry, ...parts }),
    take: (messages: number, parts: { topic?: string } = {}) =>
      statistics.countTaken(
        { consumerGroup: 'g', topic: 'orders', queueId: 1, ...parts },
        { entries: Array.from({ length: messages }, () => entry), nextOffset: 7 },
      ),
    sumOf: (name: string, key: string) => statistics.view(name, key)?.statsMinute.sum,
  };
}

describe('BrokerStatistics', () => {
  it('counts what is stored by topic and for all topics', () => {
    const { pass, store, sumOf } = setUp();
    store();
    store({ count: 4 });
    store({ topic: 'rmq_sys_x' });
    pass(10_000);
    expect(sumOf('TOPIC_PUT_NUMS', 'orders')).to.equal(5);
    expect(sumOf('TOPIC_PUT_SIZE', 'orders')).to.equal(200);
    expect(sumOf('BROKER_PUT_NUMS', 'cluster')).to.equal(6);
    expect(sumOf('BROKER_PUT_NUMS_WITHOUT_SYSTEM_TOPIC', 'cluster')).to.equal(5);
  });

  it('counts what is handed out by topic and group', () => {
    const { pass, statistics, sumOf, take } = setUp();
    take(3);
    take(0);
    take(0);
    take(1, { topic: 'rmq_sys_x' });
    pass(10_000);
    expect(sumOf('GROUP_GET_NUMS', 'orders@g')).to.equal(3);
    expect(sumOf('GROUP_GET_SIZE', 'orders@g')).to.equal(300);
    expect(sumOf('BROKER_GET_NUMS', 'cluster')).to.equal(4);
    expect(sumOf('BROKER_GET_NUMS_WITHOUT_SYSTEM_TOPIC', 'cluster')).to.equal(3);
    expect(sumOf('GET_MISS', '')).to.equal(2);
    expect(sumOf('GET_FOUND', '')).to.equal(2);
    expect(statistics.pullOffsets.get('g', 'orders', 1)).to.equal(7);
  });

  it('counts what is sent back', () => {
    const { pass, statistics, sumOf } = setUp();
    statistics.countSentBack('g', 'orders');
    pass(10_000);
    expect(sumOf('SNDBCK_PUT_NUMS', 'orders@g')).to.equal(1);
  });

  it('looks every 10 seconds, 10 minutes and hour', () => {
    const { pass, statistics, store } = setUp();
    const sums = () => {
      const data = statistics.view('TOPIC_PUT_NUMS', 'orders');
      return [data?.statsMinute.sum, data?.statsHour.sum, data?.statsDay.sum];
    };
    pass(5000);
    store();
    pass(4999);
    expect(sums()).to.deep.equal([0, 0, 0]);
    pass(1);
    expect(sums()).to.deep.equal([1, 0, 0]);
    pass(10 * minute);
    expect(sums()).to.deep.equal([0, 1, 0]);
    pass(60 * minute);
    expect(sums()).to.deep.equal([0, 0, 1]);
    pass(24 * 60 * minute);
    expect(sums()).to.deep.equal([0, 0, 0]);
  });

  it('keeps what happened within the last minute', () => {
    const { pass, store, sumOf } = setUp();
    for (let i = 0; i < 10; i++) {
      store();
      pass(10_000);
    }
    expect(sumOf('TOPIC_PUT_NUMS', 'orders')).to.equal(6);
    pass(30_000);
    store();
    expect(sumOf('TOPIC_PUT_NUMS', 'orders')).to.equal(3);
  });

  it('tells rates', () => {
    const { pass, statistics, store } = setUp();
    const item = () => statistics.view('TOPIC_PUT_NUMS', 'orders')?.statsMinute;
    for (let i = 0; i < 6; i++) store({ count: 10 });
    expect(item()).to.deep.equal({ sum: 0, tps: 0, avgpt: 0 });
    pass(10_000);
    expect(item()).to.deep.equal({ sum: 60, tps: 6, avgpt: 10 });
    pass(20_000);
    expect(statistics.perSecond('BROKER_PUT_NUMS')).to.equal(2);
    pass(30_000);
    expect(statistics.perSecond('BROKER_PUT_NUMS')).to.equal(1);
    pass(minute);
    expect(item()).to.deep.equal({ sum: 0, tps: 0, avgpt: 0 });
  });

  it('knows nothing of what never happened', () => {
    const { statistics } = setUp();
    expect(statistics.view('TOPIC_PUT_NUMS', 'orders')).to.equal(undefined);
    expect(statistics.perSecond('TOPIC_PUT_NUMS', 'orders')).to.equal(0);
  });

  it('keeps a bounded number of things apart', () => {
    const { pass, store, sumOf } = setUp();
    for (let i = 0; i < 10_000; i++) store({ topic: `t${i}` });
    pass(10_000);
    expect(sumOf('TOPIC_PUT_NUMS', 't0')).to.equal(1);
    expect(sumOf('TOPIC_PUT_NUMS', 't9999')).to.equal(undefined);
    expect(sumOf('BROKER_PUT_NUMS', 'cluster')).to.equal(10_000);
  });
});
