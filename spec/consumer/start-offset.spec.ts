import { expect } from 'chai';
import { type ConsumeFrom, startOffset } from '../../src/consumer/start-offset.js';
import { AuthorizationError, BrokerInternalError } from '../../src/errors/broker-error.js';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { NoAvailableBrokerError } from '../../src/errors/route-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };
const key = 'g orders@0';

/** A queue with the offsets 4 to 9. */
function makeQueue() {
  const stub = makeStubCluster();
  const { routes, broker } = stub.layers();
  const stored = stub.broker.queue('orders');
  stored.minOffset = 4;
  stored.fill(6);
  observe(routes.lookup('orders'));
  stub.tick();
  const start = (from: ConsumeFrom, changes: object = {}) => {
    const offset = observe(startOffset({ ...queue, ...changes }, from, { group: 'g', routes, broker }));
    stub.tick();
    return offset;
  };
  return { ...stub, start };
}

describe('startOffset', () => {
  for (const committed of [7, 0]) {
    it(`is the committed offset ${committed}, whatever else was asked for`, () => {
      const { start, broker } = makeQueue();
      broker.offsets.set(key, committed);
      expect([start('last').values, start('first').values]).to.deep.equal([[committed], [committed]]);
      expect(broker.commits('orders')).to.deep.equal([]);
    });
  }

  for (const [name, from, offset] of [
    ['the end', 'last', 10],
    ['the oldest message', 'first', 4],
    // The stub says that the time itself is the offset.
    ['the first message stored at a time', new Date(6), 6],
  ] as const) {
    it(`is ${name} when nothing is committed, and is committed before it is told`, () => {
      const { start, broker } = makeQueue();
      const offset$ = start(from);
      expect([offset$.values, broker.commits('orders')]).to.deep.equal([[offset], [offset]]);
      expect(offset$.complete).to.have.callCount(1);
    });
  }

  it('is not told before the commit was answered', () => {
    const { start, broker } = makeQueue();
    broker.on(RequestCode.UPDATE_CONSUMER_OFFSET, () => undefined);
    expect(start('last').values).to.deep.equal([]);
  });

  it('is not told when the commit failed', () => {
    const { start, broker } = makeQueue();
    broker.on(RequestCode.UPDATE_CONSUMER_OFFSET, () => refuse(ResponseCode.SYSTEM_ERROR));
    expect(start('last').failure).to.be.instanceOf(BrokerInternalError);
  });

  it('errs when the broker cannot tell: an error is never taken for none', () => {
    const { start, broker, tick } = makeQueue();
    broker.once(RequestCode.QUERY_CONSUMER_OFFSET, () => refuse(ResponseCode.SYSTEM_ERROR));
    expect(start('last').failure).to.be.instanceOf(BrokerInternalError);
    broker.once(RequestCode.QUERY_CONSUMER_OFFSET, () => undefined);
    const silent = start('first');
    tick(3200);
    expect(silent.failure).to.be.instanceOf(RequestTimeoutError);
    expect([broker.commits('orders'), broker.asked(RequestCode.GET_MAX_OFFSET)]).to.deep.equal([[], []]);
  });

  for (const [from, code, offset] of [
    ['last', RequestCode.GET_MAX_OFFSET, 10],
    ['first', RequestCode.GET_MIN_OFFSET, 4],
  ] as const) {
    it(`reads where \`${from}\` is from the answer to a pull when it may consume and not ask`, () => {
      const { start, broker } = makeQueue();
      broker.on(code, () => refuse(ResponseCode.NO_PERMISSION));
      expect([start(from).values, broker.commits('orders')]).to.deep.equal([[offset], [offset]]);
      expect(broker.pulls('orders')[0]).to.deep.include({ consumerGroup: 'g', suspendTimeoutMillis: 0 });
    });
  }

  it('errs when it may neither ask nor consume', () => {
    const { start, broker } = makeQueue();
    broker.on(RequestCode.GET_MAX_OFFSET, () => refuse(ResponseCode.NO_PERMISSION));
    broker.on(RequestCode.PULL_MESSAGE, () => refuse(ResponseCode.NO_PERMISSION));
    expect(start('last').failure).to.be.instanceOf(AuthorizationError);
    expect(broker.commits('orders')).to.deep.equal([]);
  });

  it('errs when the end cannot be told', () => {
    const { start, broker } = makeQueue();
    broker.on(RequestCode.GET_MAX_OFFSET, () => refuse(ResponseCode.SYSTEM_ERROR));
    expect(start('last').failure).to.be.instanceOf(BrokerInternalError);
    expect(broker.commits('orders')).to.deep.equal([]);
  });

  describe('while the master is away', () => {
    const committedAt = 7;

    /** The slave knows the queue, and what it was told of commits. */
    function makeSlave() {
      const stub = makeStubCluster();
      const { routes, broker } = stub.layers();
      const slave = stub.addBroker('10.0.1.1:10911');
      const addresses = { 0: stub.broker.address, 1: slave.address };
      stub.nameServer.routes.set('orders', routeData([{ name: 'broker-a', addresses }]));
      const stored = slave.queue('orders');
      stored.minOffset = 4;
      stored.fill(6);
      observe(routes.lookup('orders'));
      stub.tick();
      const readAddress = (): string => slave.address;
      const start = (from: ConsumeFrom) => {
        const offset = observe(startOffset(queue, from, { group: 'g', routes, broker, readAddress }));
        stub.tick();
        return offset;
      };
      return { slave, start, master: stub.broker };
    }

    it('is what the slave knows to be committed', () => {
      const { slave, start, master } = makeSlave();
      slave.offsets.set(key, committedAt);
      expect(start('last').values).to.deep.equal([committedAt]);
      expect(master.requests).to.deep.equal([]);
    });

    it('is the oldest message, if that is wanted, when the slave knows nothing', () => {
      const { slave, start } = makeSlave();
      expect([start('first').values, slave.commits('orders')]).to.deep.equal([[4], [4]]);
    });

    for (const [name, from] of [
      ['the end', 'last'],
      ['a time', new Date(6)],
    ] as const) {
      it(`errs when it should be ${name} and the slave knows nothing: the master may know better`, () => {
        const { slave, start } = makeSlave();
        expect(start(from).failure).to.be.instanceOf(NoAvailableBrokerError);
        expect(slave.commits('orders')).to.deep.equal([]);
      });
    }
  });

  it('errs for a broker that is in no route', () => {
    const { start } = makeQueue();
    expect(start('last', { brokerName: 'broker-x' }).failure).to.be.instanceOf(NoAvailableBrokerError);
  });
});
