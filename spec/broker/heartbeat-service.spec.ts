import { expect } from 'chai';
import type { HeartbeatService } from '../../src/broker/heartbeat-service.js';
import { BrokerBusyError } from '../../src/errors/broker-error.js';
import {
  type ConsumerData,
  RequestCode,
  ResponseCode,
  UnregisterClientRequestHeader,
} from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const consumerData = (groupName: string, subVersion = 1): ConsumerData => ({
  groupName,
  consumeType: 'CONSUME_PASSIVELY',
  messageModel: 'CLUSTERING',
  consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
  unitMode: false,
  subscriptionDataSet: [
    {
      topic: 'orders',
      subString: '*',
      expressionType: 'TAG',
      tagsSet: [],
      codeSet: [],
      subVersion,
      classFilterMode: false,
    },
  ],
});

/** Two masters, the first with a slave, all in the known route of `orders`. */
function makeHeartbeats() {
  const stub = makeStubCluster({ brokers: 2 });
  const [first, second] = stub.brokers as [typeof stub.broker, typeof stub.broker];
  const slave = stub.addBroker('10.0.1.1:10911');
  const brokers = [
    { name: 'broker-a', addresses: { 0: first.address, 1: slave.address } },
    { name: 'broker-b', addresses: { 0: second.address } },
  ];
  stub.nameServer.routes.set('orders', routeData(brokers));
  const { heartbeats, routes } = stub.layers();
  observe(routes.lookup('orders'));
  stub.tick();
  const beats = () => [first, second, slave].map((server) => server.heartbeats.length);
  const failures = observe(heartbeats.failures$);
  return { ...stub, first, second, slave, routes, heartbeats, beats, failures };
}

const joinConsumer = (heartbeats: HeartbeatService, group: string): (() => void) =>
  heartbeats.join({ kind: 'consumer', group, data: () => consumerData(group) });

describe('HeartbeatService', () => {
  it('beats at the interval, to the masters while there are only producers', () => {
    const { heartbeats, beats, tick } = makeHeartbeats();
    heartbeats.join({ kind: 'producer', group: 'p' });
    tick(29_000);
    expect(beats()).to.deep.equal([0, 0, 0]);
    tick(1000);
    expect(beats()).to.deep.equal([1, 1, 0]);
    tick(30_000);
    expect(beats()).to.deep.equal([2, 2, 0]);
  });

  it('beats once to a broker of many topics', () => {
    const { heartbeats, beats, nameServer, routes, tick } = makeHeartbeats();
    nameServer.routes.set('bills', nameServer.routes.get('orders')!);
    observe(routes.lookup('bills'));
    heartbeats.join({ kind: 'producer', group: 'p' });
    tick(30_000);
    expect(beats()).to.deep.equal([1, 1, 0]);
  });

  it('beats to slaves too when there is a consumer', () => {
    const { heartbeats, beats, tick } = makeHeartbeats();
    joinConsumer(heartbeats, 'c');
    tick(30_000);
    expect(beats()).to.deep.equal([1, 1, 1]);
  });

  it('does not beat for nobody', () => {
    const { heartbeats, beats, tick } = makeHeartbeats();
    const leave = joinConsumer(heartbeats, 'c');
    leave();
    observe(heartbeats.ensure(['10.0.0.1:10911']));
    tick(60_000);
    expect(beats()).to.deep.equal([0, 0, 0]);
  });

  it('names every group, with the subscriptions of now, in the first version of heartbeats', () => {
    const { heartbeats, first, tick } = makeHeartbeats();
    let version = 1;
    heartbeats.join({ kind: 'producer', group: 'p' });
    heartbeats.join({ kind: 'consumer', group: 'c', data: () => consumerData('c', version) });
    tick(30_000);
    version = 2;
    tick(30_000);
    expect(first.heartbeats[1]).to.deep.equal({
      clientID: 'me',
      producerDataSet: [{ groupName: 'p' }],
      consumerDataSet: [consumerData('c', 2)],
      heartbeatFingerprint: 0,
      withoutSub: false,
    });
  });

  it('names a group no more when it has left', () => {
    const { heartbeats, first, tick } = makeHeartbeats();
    const leave = joinConsumer(heartbeats, 'c');
    heartbeats.join({ kind: 'producer', group: 'p' });
    leave();
    tick(30_000);
    expect(first.heartbeats.map(({ consumerDataSet }) => consumerDataSet)).to.deep.equal([[]]);
  });

  describe('ensure', () => {
    it('tells each broker once, until there is a new group', () => {
      const { heartbeats, first, second, beats, tick } = makeHeartbeats();
      const addresses = [first.address, second.address];
      for (const group of ['c1', 'c2']) {
        joinConsumer(heartbeats, group);
        for (let times = 0; times < 2; times++) {
          observe(heartbeats.ensure(addresses));
          tick();
        }
      }
      expect(beats()).to.deep.equal([2, 2, 0]);
      expect(heartbeats.confirmedAddresses()).to.have.members(addresses);
    });

    it('ends when every broker has answered', () => {
      const { heartbeats, first, second, tick } = makeHeartbeats();
      joinConsumer(heartbeats, 'c');
      second.on(RequestCode.HEART_BEAT, () => undefined);
      const ensured = observe(heartbeats.ensure([first.address, second.address]));
      tick(2000);
      expect(ensured.next).to.have.callCount(0);
      tick(1500);
      expect([ensured.next.callCount, ensured.complete.callCount]).to.deep.equal([1, 1]);
    });

    it('ends at once when nothing is to be told', () => {
      const { heartbeats } = makeHeartbeats();
      joinConsumer(heartbeats, 'c');
      expect(observe(heartbeats.ensure([])).complete).to.have.callCount(1);
    });

    it('tells a broker again whose answer was a refusal', () => {
      const { heartbeats, first, beats, tick } = makeHeartbeats();
      joinConsumer(heartbeats, 'c');
      first.once(RequestCode.HEART_BEAT, () => refuse(ResponseCode.SYSTEM_BUSY));
      for (let times = 0; times < 3; times++) {
        observe(heartbeats.ensure([first.address]));
        tick();
      }
      expect(beats()).to.deep.equal([2, 0, 0]);
    });
  });

  describe('introduce', () => {
    it('emits when the broker has confirmed all groups, at once when it has before', () => {
      const { heartbeats, first, beats, tick } = makeHeartbeats();
      heartbeats.join({ kind: 'producer', group: 'p' });
      const introduced = observe(heartbeats.introduce(first.address, 1000));
      expect([introduced.values, heartbeats.isKnownAt(first.address)]).to.deep.equal([[], false]);
      tick();
      expect([introduced.values.length, heartbeats.isKnownAt(first.address)]).to.deep.equal([1, true]);
      expect(observe(heartbeats.introduce(first.address, 1000)).values).to.have.length(1);
      expect(beats()).to.deep.equal([1, 0, 0]);
    });

    it('is done once for all who ask at the same time, and anew for a new group', () => {
      const { heartbeats, first, tick } = makeHeartbeats();
      heartbeats.join({ kind: 'producer', group: 'p' });
      const early = [1, 2, 3].map(() => observe(heartbeats.introduce(first.address, 1000)));
      heartbeats.join({ kind: 'producer', group: 'q' });
      const late = observe(heartbeats.introduce(first.address, 1000));
      tick();
      expect([...early, late].map(({ values }) => values.length)).to.deep.equal([1, 1, 1, 1]);
      expect(
        first.heartbeats.map(({ producerDataSet }) => producerDataSet.map(({ groupName }) => groupName)),
      ).to.deep.equal([['p'], ['p', 'q']]);
    });

    it('errs with what its beat failed of, and does it again when asked again', () => {
      const { heartbeats, first, beats, tick } = makeHeartbeats();
      heartbeats.join({ kind: 'producer', group: 'p' });
      first.once(RequestCode.HEART_BEAT, () => refuse(ResponseCode.SYSTEM_BUSY));
      const refused = observe(heartbeats.introduce(first.address, 1000));
      tick();
      expect(refused.failure).to.be.instanceOf(BrokerBusyError);
      const again = observe(heartbeats.introduce(first.address, 1000));
      tick();
      expect([again.values.length, beats()]).to.deep.equal([1, [2, 0, 0]]);
    });

    it('ends when its time is up', () => {
      const { heartbeats, first, tick } = makeHeartbeats();
      heartbeats.join({ kind: 'producer', group: 'p' });
      first.on(RequestCode.HEART_BEAT, () => undefined);
      const introduced = observe(heartbeats.introduce(first.address, 500));
      tick(600);
      expect(introduced.failure).to.have.property('name', 'RequestTimeoutError');
    });

    it('is needed again when the broker has forgotten us', () => {
      const { heartbeats, first, beats, tick } = makeHeartbeats();
      heartbeats.join({ kind: 'producer', group: 'p' });
      observe(heartbeats.introduce(first.address, 1000));
      tick();
      heartbeats.forgottenBy(first.address);
      observe(heartbeats.introduce(first.address, 1000));
      tick();
      expect(beats()).to.deep.equal([2, 0, 0]);
    });
  });

  describe('beatFor', () => {
    it('tells of one consumer group only', () => {
      const { heartbeats, first, tick } = makeHeartbeats();
      heartbeats.join({ kind: 'producer', group: 'p' });
      joinConsumer(heartbeats, 'c-1');
      joinConsumer(heartbeats, 'c-2');
      expect(observe(heartbeats.beatFor('c-2', first.address)).values).to.deep.equal([]);
      tick();
      const [data] = first.heartbeats;
      expect([data?.producerDataSet, data?.consumerDataSet.map(({ groupName }) => groupName)]).to.deep.equal([
        [],
        ['c-2'],
      ]);
      expect(heartbeats.isKnownAt(first.address)).to.equal(false);
    });

    it('errs with what it failed of, which is an event too', () => {
      const { heartbeats, first, failures, tick } = makeHeartbeats();
      joinConsumer(heartbeats, 'c');
      first.on(RequestCode.HEART_BEAT, () => refuse(ResponseCode.SYSTEM_BUSY));
      const told = observe(heartbeats.beatFor('c', first.address));
      tick();
      expect(told.failure).to.be.instanceOf(BrokerBusyError);
      expect(failures.values).to.deep.equal([
        { type: 'heartbeat-failed', address: first.address, error: told.failure },
      ]);
    });
  });

  describe('lostBy', () => {
    it('lets one producer group leave before the next beat, and only before that', () => {
      const { heartbeats, first, beats, tick } = makeHeartbeats();
      for (const group of ['p', 'q']) heartbeats.join({ kind: 'producer', group });
      observe(heartbeats.introduce(first.address, 1000));
      tick();
      heartbeats.lostBy(first.address);
      expect(heartbeats.isKnownAt(first.address)).to.equal(false);
      for (let times = 0; times < 2; times++) {
        observe(heartbeats.beat(first.address));
        tick();
      }
      const left = first.headers(RequestCode.UNREGISTER_CLIENT, UnregisterClientRequestHeader);
      expect(left).to.deep.equal([{ clientID: 'me', producerGroup: 'p' }]);
      expect([beats(), heartbeats.isKnownAt(first.address)]).to.deep.equal([[3, 0, 0], true]);
    });

    it('beats although the broker does not let the group leave', () => {
      const { heartbeats, first, tick } = makeHeartbeats();
      heartbeats.join({ kind: 'producer', group: 'p' });
      first.once(RequestCode.UNREGISTER_CLIENT, () => refuse(ResponseCode.SYSTEM_ERROR));
      heartbeats.lostBy(first.address);
      const introduced = observe(heartbeats.introduce(first.address, 1000));
      tick();
      expect([introduced.values.length, first.heartbeats.length]).to.deep.equal([1, 1]);
    });

    it('just beats without a producer', () => {
      const { heartbeats, first, tick } = makeHeartbeats();
      joinConsumer(heartbeats, 'c');
      heartbeats.lostBy(first.address);
      observe(heartbeats.beat(first.address));
      tick();
      expect([first.asked(RequestCode.UNREGISTER_CLIENT).length, first.heartbeats.length]).to.deep.equal([
        0, 1,
      ]);
    });
  });

  it('believes a doubt about a broker once in an interval', () => {
    const { heartbeats, first, second, tick } = makeHeartbeats();
    heartbeats.join({ kind: 'producer', group: 'p' });
    const doubt = (...brokers: readonly (typeof first)[]): boolean[] => {
      for (const { address } of brokers) heartbeats.doubt(address);
      const known = brokers.map(({ address }) => heartbeats.isKnownAt(address));
      observe(heartbeats.ensure([first.address, second.address]));
      tick();
      return known;
    };
    observe(heartbeats.ensure([first.address, second.address]));
    tick();
    expect(doubt(first)).to.deep.equal([false]);
    expect(doubt(first, second)).to.deep.equal([true, false]);
    tick(30_000);
    expect(doubt(first)).to.deep.equal([false]);
  });

  it('tells of a beat that failed, and goes on', () => {
    const { heartbeats, first, failures, beats, tick } = makeHeartbeats();
    joinConsumer(heartbeats, 'c');
    first.once(RequestCode.HEART_BEAT, () => refuse(ResponseCode.SYSTEM_BUSY));
    tick(60_000);
    expect(failures.values.map(({ type, address }) => ({ type, address }))).to.deep.equal([
      { type: 'heartbeat-failed', address: first.address },
    ]);
    expect(failures.values[0]?.error).to.be.instanceOf(BrokerBusyError);
    expect(beats()).to.deep.equal([2, 2, 2]);
  });

  it('does not begin a round while one is under way', () => {
    const { layers, nameServer, broker, brokers, tick } = makeHeartbeats();
    const { heartbeats, routes } = layers({ heartbeatMs: 1000 });
    nameServer.routes.set('orders', routeData([{ name: 'broker-a', addresses: { 0: broker.address } }]));
    observe(routes.lookup('orders'));
    heartbeats.join({ kind: 'producer', group: 'p' });
    brokers[0]!.on(RequestCode.HEART_BEAT, () => undefined);
    tick(3900);
    expect(broker.heartbeats).to.have.length(1);
    tick(3000);
    expect(broker.heartbeats).to.have.length(2);
  });

  it('forgets that a broker was told when the connection is lost', () => {
    const { heartbeats, first, network, tick } = makeHeartbeats();
    joinConsumer(heartbeats, 'c');
    observe(heartbeats.ensure([first.address]));
    tick();
    first.on(RequestCode.HEART_BEAT, () => undefined);
    observe(heartbeats.beat(first.address));
    tick();
    network.resetAll();
    tick();
    expect(heartbeats.confirmedAddresses()).to.deep.equal([]);
  });

  describe('reconnected', () => {
    it('tells the broker at once', () => {
      const { heartbeats, first, beats, tick } = makeHeartbeats();
      joinConsumer(heartbeats, 'c');
      observe(heartbeats.ensure([first.address]));
      tick();
      const told = observe(heartbeats.reconnected(first.address));
      tick();
      expect(beats()).to.deep.equal([2, 0, 0]);
      expect(told.next).to.have.callCount(1);
    });

    it('lets the broker be told later when that failed', () => {
      const { heartbeats, first, beats, tick } = makeHeartbeats();
      joinConsumer(heartbeats, 'c');
      observe(heartbeats.ensure([first.address]));
      tick();
      first.once(RequestCode.HEART_BEAT, () => refuse(ResponseCode.SYSTEM_BUSY));
      observe(heartbeats.reconnected(first.address));
      tick();
      observe(heartbeats.ensure([first.address]));
      tick();
      expect(beats()).to.deep.equal([3, 0, 0]);
    });

    it('says nothing to a server that is in no route, such as a name server', () => {
      const { heartbeats, nameServer, tick } = makeHeartbeats();
      joinConsumer(heartbeats, 'c');
      const told = observe(heartbeats.reconnected(nameServer.address));
      tick();
      expect(nameServer.asked(RequestCode.HEART_BEAT)).to.deep.equal([]);
      expect(told.next).to.have.callCount(1);
    });

    it('says nothing without a group', () => {
      const { heartbeats, first, beats, tick } = makeHeartbeats();
      observe(heartbeats.reconnected(first.address));
      tick();
      expect(beats()).to.deep.equal([0, 0, 0]);
    });
  });

  it('beats no more and completes its stream when it is closed', () => {
    const { heartbeats, failures, beats, tick } = makeHeartbeats();
    joinConsumer(heartbeats, 'c');
    heartbeats.close();
    tick(60_000);
    expect(beats()).to.deep.equal([0, 0, 0]);
    expect(failures.complete).to.have.callCount(1);
  });
});
