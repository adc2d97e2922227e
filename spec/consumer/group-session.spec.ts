import { expect } from 'chai';
import { allocateAveragely } from '../../src/consumer/allocate/averagely.js';
import { NameServersUnreachableError } from '../../src/errors/route-error.js';
import {
  encodeConsumerList,
  GetConsumerListByGroupRequestHeader,
  QueryConsumerOffsetRequestHeader,
  RequestCode,
  ResponseCode,
  UnregisterClientRequestHeader,
} from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import type { StubBroker } from '../support/stub-broker/stub-broker.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';
import { accept, refuse } from '../support/stub-broker/stub-server.js';
import { makeConsumer, offsetsOf } from './make-consumer.js';

const list = RequestCode.GET_CONSUMER_LIST_BY_GROUP;

const fourQueues = { cluster: { topics: { orders: 4 } } };

/** Three messages of queue 1 are out, the second is acknowledged, when another member comes. */
function makeRevoked(prepare: (broker: StubBroker) => void = () => undefined) {
  const made = makeConsumer({ cluster: { topics: { orders: 2 } } });
  const { start, broker, soon } = made;
  const queue = broker.queue('orders', 1);
  queue.fill(3);
  const received = start();
  const [first, second, third] = received.values;
  first?.ack();
  third?.ack();
  prepare(broker);
  // Sorted after us: ours is queue 0.
  broker.members.get('g')?.add('you');
  broker.notify('g');
  soon();
  return { ...made, queue, received, second: second! };
}

describe('GroupSession', () => {
  describe('joining', () => {
    it('asks for the members only when every broker has answered a heartbeat', () => {
      const { start, brokers, soon } = makeConsumer({ cluster: { brokers: 2, topics: { orders: 1 } } });
      const gates = brokers.map((broker) => broker.hold(RequestCode.HEART_BEAT));
      const asked = () => brokers.flatMap((broker) => broker.asked(list)).length;
      start();
      expect(asked()).to.equal(0);
      gates[0]?.next();
      soon();
      expect(asked()).to.equal(0);
      gates[1]?.next();
      soon();
      expect(asked()).to.be.greaterThan(0);
    });

    it('tells the subscriptions, that of the retry topic among them', () => {
      const { start, broker } = makeConsumer({ subscribe: { orders: 'a || b' } });
      start();
      const [data] = broker.heartbeats[0]?.consumerDataSet ?? [];
      expect(data).to.include({
        groupName: 'g',
        consumeType: 'CONSUME_PASSIVELY',
        messageModel: 'CLUSTERING',
      });
      expect(data?.subscriptionDataSet.map(({ topic, subString }) => [topic, subString])).to.deep.equal([
        ['orders', 'a || b'],
        ['%RETRY%g', '*'],
      ]);
    });

    it('asks again when a broker answers the heartbeat with a refusal, which is an event', () => {
      const { start, broker, events, owned } = makeConsumer();
      broker.once(RequestCode.HEART_BEAT, () => refuse(ResponseCode.SYSTEM_BUSY));
      start();
      expect(events.values).to.have.length.greaterThan(0);
      expect(events.values[0]).to.include({ type: 'heartbeat-failed', address: broker.address });
      expect(owned()).to.deep.equal(['broker-a:0']);
    });

    it('errs when no name server answers', () => {
      const { start, nameServer } = makeConsumer();
      nameServer.stop();
      expect(start().failure).to.be.instanceOf(NameServersUnreachableError);
    });

    it('waits for a topic that does not exist, and reads it from its first message on', () => {
      const { start, route, broker, tick } = makeConsumer({ subscribe: { later: '*' }, from: 'last' });
      const received = start();
      expect(received.failure).to.equal(undefined);
      broker.queue('later').fill(2);
      route('later', 1);
      tick(2100);
      expect(received.values.map(({ topic, offset }) => [topic, offset])).to.deep.equal([
        ['later', 0],
        ['later', 1],
      ]);
    });

    it('reads what the broker moves to the retry topic from its first message on', () => {
      const { start, broker, route, tick } = makeConsumer({ from: 'last' });
      const received = start();
      broker.queue('%RETRY%g').put({ properties: { RETRY_TOPIC: 'orders' }, reconsumeTimes: 1 });
      route('%RETRY%g', 1);
      tick(2100);
      expect(received.values.map(({ topic, attempt }) => [topic, attempt])).to.deep.equal([['orders', 2]]);
    });
  });

  describe('sharing the queues', () => {
    it('takes all of them when it is alone', () => {
      const { start, owned, types } = makeConsumer(fourQueues);
      start();
      expect(owned()).to.deep.equal(['broker-a:0', 'broker-a:1', 'broker-a:2', 'broker-a:3']);
      expect(types()).to.deep.equal(Array.from({ length: 4 }, () => 'queue-assigned'));
    });

    it('takes its part when there are others, and the rest when the broker says that they have gone', () => {
      const { start, owned, broker, soon } = makeConsumer(fourQueues);
      broker.members.set('g', new Set(['you']));
      start();
      expect(owned()).to.deep.equal(['broker-a:0', 'broker-a:1']);
      broker.members.get('g')?.delete('you');
      broker.notify('g');
      soon();
      expect(owned()).to.have.length(4);
    });

    it('does not listen to notices about other groups', () => {
      const { start, broker, soon } = makeConsumer();
      start();
      const before = broker.asked(list).length;
      broker.notify('other');
      soon();
      expect(broker.asked(list)).to.have.length(before);
    });

    it('looks again after the interval, as a notice may be lost', () => {
      const { start, owned, broker, tick } = makeConsumer({ ...fourQueues, rebalanceIntervalMs: 20_000 });
      start();
      broker.members.get('g')?.add('you');
      tick(19_000);
      expect(owned()).to.have.length(4);
      tick(1100);
      expect(owned()).to.have.length(2);
    });

    it('reads a queue that appears from its oldest message on', () => {
      const { start, owned, route, broker, tick } = makeConsumer({ from: 'last' });
      const received = start();
      broker.queue('orders', 1).minOffset = 5;
      broker.queue('orders', 1).fill(2);
      route('orders', 2);
      tick(31_000);
      expect(owned()).to.deep.equal(['broker-a:0', 'broker-a:1']);
      expect(received.values.map(({ queue, offset }) => [queue.queueId, offset])).to.deep.equal([
        [1, 5],
        [1, 6],
      ]);
    });

    it('sends a heartbeat to a broker that appears before it asks again', () => {
      const { start, addBroker, nameServer, broker, tick } = makeConsumer();
      start();
      const second = addBroker('10.0.0.2:10911');
      const both = [broker, second].map(({ address }, index) => ({
        name: `broker-${'ab'[index]}`,
        addresses: { 0: address },
      }));
      nameServer.routes.set('orders', routeData(both));
      tick(31_000);
      expect(second.requests[0]?.code).to.equal(RequestCode.HEART_BEAT);
      expect(second.pulls('orders')).to.have.length.greaterThan(0);
    });

    it('keeps its queues when the members cannot be asked for, and tries again soon', () => {
      const { start, owned, broker, types, soon, tick } = makeConsumer({
        ...fourQueues,
        rebalanceRetryMs: 1000,
      });
      start();
      broker.members.get('g')?.add('you');
      broker.once(list, () => refuse(ResponseCode.SYSTEM_BUSY));
      broker.notify('g');
      soon();
      expect([owned().length, types().at(-1)]).to.deep.equal([4, 'rebalance-failed']);
      tick(1000);
      expect(owned()).to.have.length(2);
    });

    it('keeps its queues when the strategy fails', () => {
      let fails = false;
      const { start, owned, broker, types, soon } = makeConsumer({
        ...fourQueues,
        allocate: (clientId, clientIds, queues) => {
          if (fails) throw new Error('mine');
          return allocateAveragely(clientId, clientIds, queues);
        },
      });
      start();
      fails = true;
      broker.members.get('g')?.add('you');
      broker.notify('g');
      soon();
      expect([owned().length, types().at(-1)]).to.deep.equal([4, 'rebalance-failed']);
    });

    it('does not let a broker that cannot tell its offsets hold up the others', () => {
      const { start, owned, brokers, types, tick } = makeConsumer({
        cluster: { brokers: 2, topics: { orders: 1 } },
      });
      const [first, second] = brokers as [StubBroker, StubBroker];
      first.on(RequestCode.QUERY_CONSUMER_OFFSET, () => refuse(ResponseCode.SYSTEM_ERROR));
      second.delay(RequestCode.QUERY_CONSUMER_OFFSET, 10);
      start();
      expect(owned()).to.deep.equal(['broker-b:0']);
      expect(types().slice(0, 2)).to.deep.equal(['rebalance-failed', 'queue-assigned']);
      first.off(RequestCode.QUERY_CONSUMER_OFFSET);
      tick(1100);
      expect(owned()).to.deep.equal(['broker-a:0', 'broker-b:0']);
    });

    it('drops its queues when the broker does not know it, also after a heartbeat', () => {
      const { start, owned, broker, soon } = makeConsumer(fourQueues);
      start();
      const before = broker.heartbeats.length;
      broker.on(list, () => accept(undefined, undefined, encodeConsumerList(['you'])));
      broker.notify('g');
      soon();
      expect([owned(), broker.heartbeats.length - before]).to.deep.equal([[], 1]);
    });

    it('looks once more when it is told to while it looks', () => {
      const { start, broker, owned, soon } = makeConsumer(fourQueues);
      start();
      const before = broker.asked(list).length;
      const gate = broker.hold(list);
      broker.notify('g');
      soon();
      broker.members.get('g')?.add('you');
      for (let times = 0; times < 5; times++) broker.notify('g');
      soon();
      expect(broker.asked(list).length - before).to.equal(1);
      gate.next();
      soon();
      expect(broker.asked(list).length - before).to.equal(2);
      gate.next();
      soon();
      expect(owned()).to.have.length(2);
      expect(broker.headers(list, GetConsumerListByGroupRequestHeader)[0]).to.include({ consumerGroup: 'g' });
    });

    it('begins where the group has got to', () => {
      const { start, broker, stored, events } = makeConsumer();
      stored.fill(5);
      broker.offsets.set('g orders@0', 3);
      expect(offsetsOf(start())).to.deep.equal([3, 4]);
      expect(events.values[0]).to.deep.include({ type: 'queue-assigned', offset: 3 });
    });

    it('does not take a queue of which it was told the offset too late', () => {
      const { start, broker, owned, soon } = makeConsumer();
      const gate = broker.hold(RequestCode.QUERY_CONSUMER_OFFSET);
      const received = start();
      received.subscription.unsubscribe();
      gate.next();
      soon();
      expect([owned(), broker.pulls('orders').length]).to.deep.equal([[], 0]);
      expect(
        broker.headers(RequestCode.QUERY_CONSUMER_OFFSET, QueryConsumerOffsetRequestHeader),
      ).to.have.length(1);
    });
  });

  describe('losing a queue', () => {
    it('commits the lowest unsettled offset at once', () => {
      const { broker, owned, events } = makeRevoked();
      expect(owned()).to.deep.equal(['broker-a:0']);
      expect(broker.commits('orders', 1)).to.deep.equal([0, 1]);
      expect(events.values.at(-1)).to.deep.include({
        type: 'queue-revoked',
        queue: { topic: 'orders', brokerName: 'broker-a', queueId: 1 },
        unsettled: 1,
      });
    });

    it('makes late decisions do nothing', () => {
      const { broker, second, tick } = makeRevoked();
      expect([second.state, second.signal.aborted]).to.deep.equal(['lost', true]);
      second.retry();
      tick(20_000);
      expect([broker.commits('orders', 1), broker.sendBacks]).to.deep.equal([[0, 1], []]);
    });

    it('pulls it no more', () => {
      const { broker, queue, received, tick } = makeRevoked();
      const before = broker.pulls('orders', 1).length;
      queue.fill(2);
      tick(5000);
      expect([received.values.length, broker.pulls('orders', 1).length]).to.deep.equal([3, before]);
    });

    it('is not stopped by a commit that fails', () => {
      const { owned, types } = makeRevoked((broker) =>
        broker.on(RequestCode.UPDATE_CONSUMER_OFFSET, () => refuse(ResponseCode.SYSTEM_ERROR)),
      );
      expect(owned()).to.deep.equal(['broker-a:0']);
      expect(types().slice(-2)).to.deep.equal(['queue-revoked', 'commit-failed']);
    });

    it('reads it from the committed offset on when it comes back', () => {
      const { broker, received, soon } = makeRevoked();
      broker.members.get('g')?.delete('you');
      broker.notify('g');
      soon();
      expect(offsetsOf(received)).to.deep.equal([0, 1, 2, 1, 2]);
    });
  });

  describe('committing', () => {
    it('tells what has changed at the interval', () => {
      const { start, stored, broker, tick } = makeConsumer({ commitIntervalMs: 5000 });
      stored.fill(4);
      const { values } = start();
      values[0]?.ack();
      tick(4900);
      expect(broker.commits('orders')).to.deep.equal([0]);
      tick(100);
      expect(broker.commits('orders')).to.deep.equal([0, 1]);
      tick(10_000);
      expect(broker.commits('orders')).to.deep.equal([0, 1]);
      values[1]?.ack();
      tick(5000);
      expect(broker.commits('orders')).to.deep.equal([0, 1, 2]);
    });

    it('tries again at the next interval, and tells of the failure', () => {
      const { start, stored, broker, types, tick } = makeConsumer();
      stored.fill(1);
      start().values[0]?.ack();
      broker.once(RequestCode.UPDATE_CONSUMER_OFFSET, () => refuse(ResponseCode.SYSTEM_ERROR));
      tick(5000);
      expect(types().at(-1)).to.equal('commit-failed');
      tick(5000);
      expect(broker.commits('orders')).to.deep.equal([0, 1, 1]);
    });

    it('waits for the answer before it commits again', () => {
      const { start, stored, broker, tick } = makeConsumer({ commitIntervalMs: 100 });
      stored.fill(3);
      const { values } = start();
      broker.delay(RequestCode.UPDATE_CONSUMER_OFFSET, 1000);
      values[0]?.ack();
      tick(200);
      values[1]?.ack();
      tick(500);
      expect(broker.commits('orders')).to.deep.equal([0, 1]);
      tick(1000);
      expect(broker.commits('orders')).to.deep.equal([0, 1, 2]);
    });
  });

  describe('leaving', () => {
    it('waits for what is out, then commits, and unregisters last', () => {
      const { start, stored, broker, soon } = makeConsumer();
      stored.fill(2);
      const received = start();
      received.subscription.unsubscribe();
      soon();
      const before = broker.requests.length;
      for (const delivery of received.values) delivery.ack();
      soon();
      expect(broker.requests.slice(before).map(({ code }) => code)).to.deep.equal([
        RequestCode.UPDATE_CONSUMER_OFFSET,
        RequestCode.UNREGISTER_CLIENT,
      ]);
      expect(broker.commits('orders').at(-1)).to.equal(2);
      expect(broker.headers(RequestCode.UNREGISTER_CLIENT, UnregisterClientRequestHeader)[0]).to.include({
        clientID: 'me',
        consumerGroup: 'g',
      });
    });

    it('stays a member while it waits', () => {
      const { start, stored, broker, tick } = makeConsumer({ releaseTimeoutMs: 60_000 });
      stored.fill(1);
      start().subscription.unsubscribe();
      tick(30_000);
      expect(broker.heartbeats.at(-1)?.consumerDataSet).to.have.length(1);
      tick(31_000);
      const before = broker.heartbeats.length;
      tick(60_000);
      expect(broker.heartbeats).to.have.length(before);
    });

    it('counts what was settled and what was not', () => {
      const { start, stored, consumer, tick, soon } = makeConsumer();
      stored.fill(5);
      const { values } = start();
      values[0]?.ack();
      const report = observe(consumer.drain({ timeoutMs: 1000 }));
      values[1]?.ack();
      values[2]?.retry();
      soon();
      values[3]?.settlement.abandon();
      tick(1000);
      expect(report.values).to.deep.equal([{ settled: 2, abandoned: 2 }]);
    });
  });
});
