import { expect } from 'chai';
import {
  decodeQueryConsumeQueueResponseBody,
  decodeQueryConsumeTimeSpanBody,
  decodeTopicStatsTable,
  GetTopicStatsInfoRequestHeader,
  javaHash,
  QueryConsumeQueueRequestHeader,
  QueryConsumeTimeSpanRequestHeader,
  RequestCode,
} from '../../../src/protocol/index.js';
import { BrokerState } from '../../../src/testing/broker/broker-state.js';
import { makeClock } from '../../support/make-clock.js';
import { refusalOf } from '../support/ask.js';
import { administer, subscriptionTo } from './administer.js';

const queue = (queueId: number) => ({ topic: 'orders', brokerName: 'broker-a', queueId });

describe('createQueueRequests', () => {
  describe('for a topic', () => {
    const stats = ({ ask }: ReturnType<typeof administer>, topic = 'orders') =>
      decodeTopicStatsTable(
        ask(RequestCode.GET_TOPIC_STATS_INFO, GetTopicStatsInfoRequestHeader, { topic }).body!,
      );

    it('tell how much is in each queue', () => {
      const broker = administer();
      broker.put();
      broker.clock.tick(1000);
      broker.put();
      broker.clock.tick(9000);
      expect(stats(broker)).to.deep.equal({
        offsetTable: [
          { messageQueue: queue(0), value: { minOffset: 0, maxOffset: 2, lastUpdateTimestamp: 1000 } },
          { messageQueue: queue(1), value: { minOffset: 0, maxOffset: 0, lastUpdateTimestamp: 0 } },
        ],
        topicPutTps: 0.2,
      });
    });

    it('tell what is left when messages are dropped', () => {
      const state = new BrokerState({ maxMessages: 1, maxBytes: 1000 });
      const broker = administer({ restarted: { state, clock: makeClock() } });
      for (let i = 0; i < 3; i++) broker.put();
      expect(stats(broker).offsetTable[0]?.value).to.include({ minOffset: 2, maxOffset: 3 });
    });

    it('tell of queues that can only be written to', () => {
      const broker = administer();
      broker.state.topics.put({ ...broker.state.topics.get('orders')!, readQueueNums: 1, writeQueueNums: 3 });
      expect(stats(broker).offsetTable).to.have.lengthOf(3);
    });

    it('are refused when there is no such topic', () => {
      expect(refusalOf(() => stats(administer(), 'bills'))).to.deep.equal({
        code: 17,
        remark: 'topic[bills] not exist',
      });
    });
  });

  describe('for a group', () => {
    const spans = ({ ask }: ReturnType<typeof administer>, topic = 'orders') =>
      decodeQueryConsumeTimeSpanBody(
        ask(RequestCode.QUERY_CONSUME_TIME_SPAN, QueryConsumeTimeSpanRequestHeader, { topic, group: 'g' })
          .body!,
      );

    it('tell how old what it has not consumed is', () => {
      const broker = administer();
      broker.clock.tick(1000);
      for (let i = 0; i < 3; i++) {
        broker.put();
        broker.clock.tick(1000);
      }
      broker.state.offsets.set('g', 'orders', 0, 2);
      const times = { minTimeStamp: 1000, maxTimeStamp: 3000 };
      expect(spans(broker)[0]).to.deep.equal({
        messageQueue: queue(0),
        ...times,
        consumeTimeStamp: 2000,
        delayTime: 1000,
      });
      broker.state.offsets.set('g', 'orders', 0, 3);
      expect(spans(broker)[0]).to.include({ ...times, consumeTimeStamp: 3000, delayTime: 0 });
    });

    it('tell -1 of a queue that is empty', () => {
      expect(spans(administer())[0]).to.include({
        minTimeStamp: -1,
        maxTimeStamp: -1,
        consumeTimeStamp: -1,
        delayTime: 1,
      });
    });

    it('are refused when there is no such topic', () => {
      expect(refusalOf(() => spans(administer(), 'bills')).code).to.equal(17);
    });
  });

  describe('for places of a queue', () => {
    const places = (
      { ask }: ReturnType<typeof administer>,
      parts: Partial<QueryConsumeQueueRequestHeader> = {},
    ) => {
      const answer = ask(RequestCode.QUERY_CONSUME_QUEUE, QueryConsumeQueueRequestHeader, {
        topic: 'orders',
        queueId: 0,
        index: 1,
        count: 2,
        ...parts,
      });
      expect(answer.remark).to.equal('not set any response code');
      return decodeQueryConsumeQueueResponseBody(answer.body!);
    };

    it('tell where the messages are', () => {
      const broker = administer();
      const [, second, third] = Array.from({ length: 4 }, () => broker.put({ properties: { TAGS: 'red' } }));
      const shared = { physicSize: second!.record.length, tagsCode: javaHash('red'), eval: false };
      const { queueData, ...rest } = places(broker);
      expect(queueData).to.have.lengthOf(2);
      expect(queueData[0]).to.include({ physicOffset: second!.physicalOffset, ...shared });
      expect(queueData[1]).to.include({ physicOffset: third!.physicalOffset, ...shared });
      expect(rest).to.include({ minQueueIndex: 0, maxQueueIndex: 4 });
    });

    it('tell which of them the filter of a group lets pass', () => {
      const broker = administer();
      broker.consume('g', 'orders');
      broker.put();
      const subscribed = places(broker, { index: 0, consumerGroup: 'g' });
      expect(subscribed.queueData.map((place) => place.eval)).to.deep.equal([true]);
      expect(subscribed.subscriptionData).to.deep.equal(subscriptionTo('orders'));
      expect(subscribed.filterData).to.equal(undefined);
      const offline = places(broker, { index: 0, consumerGroup: 'h' });
      expect(offline.queueData.map((place) => place.eval)).to.deep.equal([false]);
      expect(offline.filterData).to.equal('h@orders is not online!');
    });

    it('tell of queues that can only be written to, and of the first one without a number', () => {
      const broker = administer();
      broker.state.topics.put({ ...broker.state.topics.get('orders')!, readQueueNums: 1 });
      expect(places(broker, { queueId: 1 }).maxQueueIndex).to.equal(0);
      broker.put();
      expect(places(broker, { queueId: undefined }).maxQueueIndex).to.equal(1);
    });

    it('are refused when there is no such queue', () => {
      for (const [parts, remark] of [
        [{ topic: 'bills' }, '0@bills is not exist!'],
        [{ queueId: 2 }, '2@orders is not exist!'],
      ] as const)
        expect(refusalOf(() => places(administer(), parts))).to.deep.equal({ code: 1, remark });
    });
  });
});
