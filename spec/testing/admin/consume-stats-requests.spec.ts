import { expect } from 'chai';
import {
  decodeConsumeStats,
  decodeConsumeStatsList,
  decodeQueryCorrectionOffsetBody,
  GetConsumeStatsInBrokerHeader,
  GetConsumeStatsRequestHeader,
  QueryCorrectionOffsetHeader,
  RequestCode,
} from '../../../src/protocol/index.js';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { administer } from './administer.js';

function setUp() {
  const broker = administer();
  broker.state.topics.ensure('bills', 1);
  for (let i = 0; i < 5; i++) {
    broker.clock.tick(500);
    broker.put();
  }
  return {
    ...broker,
    stats: (parts: Partial<GetConsumeStatsRequestHeader> = {}) =>
      decodeConsumeStats(
        broker.ask(RequestCode.GET_CONSUME_STATS, GetConsumeStatsRequestHeader, {
          consumerGroup: 'g',
          ...parts,
        }).body!,
      ),
    all: (isOrder = false) =>
      decodeConsumeStatsList(
        broker.ask(RequestCode.GET_BROKER_CONSUME_STATS, GetConsumeStatsInBrokerHeader, { isOrder }).body!,
      ),
    correction: (filterGroups?: string) =>
      decodeQueryCorrectionOffsetBody(
        broker.ask(RequestCode.QUERY_CORRECTION_OFFSET, QueryCorrectionOffsetHeader, {
          filterGroups,
          topic: 'orders',
        }).body!,
      ),
  };
}

const topicsOf = ({ offsetTable }: ReturnType<typeof decodeConsumeStats>): string[] => [
  ...new Set(offsetTable.map(({ messageQueue }) => messageQueue.topic)),
];

describe('createConsumeStatsRequests', () => {
  it('tell how far a group has come in each queue', () => {
    const { clock, state, statistics, stats } = setUp();
    state.offsets.set('g', 'orders', 0, 2);
    const entries = [...state.store.queue('orders', 0).from(0)].slice(0, 4);
    statistics.countTaken({ consumerGroup: 'g', topic: 'orders', queueId: 0 }, { entries, nextOffset: 4 });
    clock.tick(10_000);
    const queue = { topic: 'orders', brokerName: 'broker-a' };
    expect(stats()).to.deep.equal({
      consumeTps: 0.4,
      offsetTable: [
        {
          messageQueue: { ...queue, queueId: 0 },
          value: { brokerOffset: 5, consumerOffset: 2, pullOffset: 4, lastTimestamp: 1000 },
        },
        {
          messageQueue: { ...queue, queueId: 1 },
          value: { brokerOffset: 0, consumerOffset: 0, pullOffset: 0, lastTimestamp: 0 },
        },
      ],
    });
  });

  it('count nothing as handed out that is not committed yet as less than committed', () => {
    const { state, stats } = setUp();
    state.offsets.set('g', 'orders', 0, 3);
    expect(stats().offsetTable[0]?.value.pullOffset).to.equal(3);
  });

  it('tell of the topics in which the group has committed', () => {
    const { state, stats } = setUp();
    state.offsets.set('g', 'orders', 0, 2);
    state.offsets.set('g', 'bills', 0, 0);
    state.offsets.set('g', 'gone', 0, 0);
    state.offsets.set('other', 'TBW102', 0, 0);
    expect(topicsOf(stats())).to.deep.equal(['orders', 'bills']);
    expect(topicsOf(stats({ topic: 'bills' }))).to.deep.equal(['bills']);
  });

  it('leave out topics that the connected group does not want any more', () => {
    const { consume, state, stats } = setUp();
    state.offsets.set('g', 'orders', 0, 2);
    state.offsets.set('g', 'bills', 0, 0);
    consume('g', 'bills');
    expect(topicsOf(stats())).to.deep.equal(['bills']);
    expect(topicsOf(stats({ topic: 'orders' }))).to.deep.equal([]);
  });

  it('tell of listed topics in any case', () => {
    const { consume, stats } = setUp();
    consume('g', 'bills');
    expect(topicsOf(stats({ topicList: 'orders;bills;' }))).to.deep.equal(['orders', 'bills']);
  });

  it('tell of all groups at once', () => {
    const { all, state, statistics } = setUp();
    state.groups.put(createGroupConfig('g'));
    state.groups.put(createGroupConfig('idle'));
    state.offsets.set('g', 'orders', 0, 2);
    statistics.countTaken(
      { consumerGroup: 'g', topic: 'orders', queueId: 0 },
      { entries: [], nextOffset: 3 },
    );
    const { brokerAddr, consumeStatsList, totalDiff, totalInflightDiff } = all();
    expect(brokerAddr).to.equal('127.0.0.1:10911');
    expect(consumeStatsList.map((table) => Object.keys(table))).to.deep.equal([['g'], ['idle']]);
    expect(consumeStatsList[0]?.['g']?.map(topicsOf)).to.deep.equal([['orders']]);
    expect(consumeStatsList[1]?.['idle']).to.deep.equal([]);
    expect([totalDiff, totalInflightDiff]).to.deep.equal([3, 1]);
  });

  it('tell of order topics only when told to', () => {
    const { all, state } = setUp();
    state.groups.put(createGroupConfig('g'));
    state.offsets.set('g', 'orders', 0, 2);
    expect(all(true).consumeStatsList[0]?.['g']).to.deep.equal([]);
    state.topics.put({ ...state.topics.get('orders')!, order: true });
    expect(all(true).consumeStatsList[0]?.['g']).to.have.lengthOf(1);
  });

  it('tell the smallest committed offset by queue, of messages that are there', () => {
    const { state, correction } = setUp();
    state.offsets.set('g', 'orders', 1, 7);
    state.offsets.set('g', 'orders', 0, 4);
    state.offsets.set('h', 'orders', 0, 2);
    state.offsets.set('h', 'orders', 1, -1);
    state.offsets.set('h', 'bills', 0, 1);
    expect([...correction()]).to.deep.equal([
      [0, 2],
      [1, 7],
    ]);
  });

  it('forget the offsets of groups that are to be left out, as the real broker does', () => {
    const { state, correction } = setUp();
    for (const group of ['g', 'h', 'i']) {
      state.offsets.set(group, 'orders', 0, 1);
      state.offsets.set(group, 'bills', 0, 1);
    }
    state.offsets.set('i', 'orders', 0, 3);
    expect([...correction('g,h')]).to.deep.equal([[0, 3]]);
    expect(state.offsets.groups('orders')).to.deep.equal(['i']);
    expect(state.offsets.groups('bills')).to.deep.equal(['i']);
  });
});
