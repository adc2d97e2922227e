import { expect } from 'chai';
import {
  CloneGroupOffsetRequestHeader,
  decodeGroupList,
  decodeQuerySubscriptionResponseBody,
  decodeTopicList,
  QuerySubscriptionByConsumerRequestHeader,
  QueryTopicConsumeByWhoRequestHeader,
  QueryTopicsByConsumerRequestHeader,
  RequestCode,
} from '../../../src/protocol/index.js';
import { administer, subscriptionTo } from './administer.js';

describe('createSubscriptionRequests', () => {
  it('tell who consumes a topic, connected or not', () => {
    const { ask, consume, state } = administer();
    consume('connected', 'orders');
    consume('elsewhere', 'bills');
    state.offsets.set('committed', 'orders', 0, 1);
    state.offsets.set('connected', 'orders', 0, 1);
    const header = { topic: 'orders' };
    const { body } = ask(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, QueryTopicConsumeByWhoRequestHeader, header);
    expect(decodeGroupList(body!)).to.deep.equal(['connected', 'committed']);
  });

  it('tell in which topics a group has committed', () => {
    const { ask, state } = administer();
    state.offsets.set('g', 'orders', 0, 1);
    const header = { group: 'g' };
    const { body } = ask(RequestCode.QUERY_TOPICS_BY_CONSUMER, QueryTopicsByConsumerRequestHeader, header);
    expect(decodeTopicList(body!)).to.deep.equal({ topicList: ['orders'], brokerAddr: '127.0.0.1:10911' });
  });

  it('tell what a connected group wants of a topic', () => {
    const { ask, consume } = administer();
    consume('g', 'orders');
    const told = (topic?: string) =>
      decodeQuerySubscriptionResponseBody(
        ask(RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, QuerySubscriptionByConsumerRequestHeader, {
          group: 'g',
          topic,
        }).body!,
      );
    expect(told('orders')).to.deep.equal({
      group: 'g',
      topic: 'orders',
      subscriptionData: subscriptionTo('orders'),
    });
    expect(told('bills').subscriptionData).to.equal(undefined);
    expect(told().subscriptionData).to.equal(undefined);
  });

  describe('copying offsets', () => {
    function setUp() {
      const broker = administer();
      broker.state.topics.ensure('bills', 1);
      for (const topic of ['orders', 'bills', 'gone']) broker.state.offsets.set('source', topic, 0, 3);
      return {
        ...broker,
        copied: (parts: Partial<CloneGroupOffsetRequestHeader> = {}) => {
          const header = { srcGroup: 'source', destGroup: 'copy', ...parts };
          broker.ask(RequestCode.CLONE_GROUP_OFFSET, CloneGroupOffsetRequestHeader, header);
          return broker.state.offsets.topics('copy');
        },
      };
    }

    it('copies those of one topic or of all that exist', () => {
      expect(setUp().copied({ topic: 'orders' })).to.deep.equal(['orders']);
      const { copied, state } = setUp();
      expect(copied()).to.deep.equal(['orders', 'bills']);
      expect(state.offsets.get('copy', 'orders', 0)).to.equal(3);
    });

    it('leaves out what the connected source does not want, unless told otherwise', () => {
      const { consume, copied } = setUp();
      consume('source', 'orders');
      expect(copied()).to.deep.equal(['orders']);
      expect(copied({ offline: true })).to.deep.equal(['orders', 'bills']);
    });
  });
});
