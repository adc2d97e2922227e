import { expect } from 'chai';
import { groupMembers } from '../../src/consumer/group-members.js';
import { AuthorizationError, BrokerBusyError, BrokerInternalError } from '../../src/errors/broker-error.js';
import { NoAvailableBrokerError } from '../../src/errors/route-error.js';
import { TopicRoute } from '../../src/naming/topic-route.js';
import { encodeConsumerList, RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';
import { accept, refuse } from '../support/stub-broker/stub-server.js';

const code = RequestCode.GET_CONSUMER_LIST_BY_GROUP;

const data = () => ({
  groupName: 'g',
  consumeType: 'CONSUME_PASSIVELY',
  messageModel: 'CLUSTERING',
  consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
  unitMode: false,
  subscriptionDataSet: [],
});

/** A consumer of the group `g`, of which the broker has not heard yet. */
function makeGroup() {
  const stub = makeStubCluster();
  const { routes, broker, heartbeats } = stub.layers();
  heartbeats.join({ kind: 'consumer', group: 'g', data: data as never });
  observe(routes.lookup('orders'));
  stub.tick();
  const settings = { group: 'g', clientId: 'me', broker, heartbeats, runtime: stub.runtime };
  const ask = (route = routes.peek('orders')!) => {
    const members = observe(groupMembers(route, settings));
    stub.tick();
    return members;
  };
  return { ...stub, routes, settings, ask };
}

describe('groupMembers', () => {
  it('is the list of the broker, sorted and without duplicates', () => {
    const { ask, broker } = makeGroup();
    broker.on(code, () => accept(undefined, undefined, encodeConsumerList(['you', 'me', 'B', 'you'])));
    expect(ask().values).to.deep.equal([['B', 'me', 'you']]);
    expect([broker.asked(code).length, broker.heartbeats.length]).to.deep.equal([1, 0]);
  });

  it('tells the broker of us and asks once more when we are missing', () => {
    const { ask, broker } = makeGroup();
    broker.members.set('g', new Set(['you']));
    expect(ask().values).to.deep.equal([['me', 'you']]);
    expect(broker.requests.map((request) => request.code)).to.deep.equal([
      code,
      RequestCode.HEART_BEAT,
      code,
    ]);
  });

  it('tells the broker of us and asks once more when it knows nobody at all', () => {
    const { ask, broker } = makeGroup();
    expect(ask().values).to.deep.equal([['me']]);
    expect(broker.requests.map((request) => request.code)).to.deep.equal([
      code,
      RequestCode.HEART_BEAT,
      code,
    ]);
  });

  it('is asked of the slave while the master is not well', () => {
    const { settings, addBroker, routes, tick, broker: master } = makeGroup();
    const slave = addBroker('10.0.1.1:10911');
    slave.members.set('g', new Set(['me', 'you']));
    const readAddress = (): string => slave.address;
    const members = observe(groupMembers(routes.peek('orders')!, { ...settings, readAddress }));
    tick();
    expect([members.values, master.requests]).to.deep.equal([[['me', 'you']], []]);
  });

  it('believes the broker when we are missing again', () => {
    const { ask, broker } = makeGroup();
    broker.on(code, () => accept(undefined, undefined, encodeConsumerList(['you'])));
    expect(ask().values).to.deep.equal([['you']]);
    expect(broker.asked(code)).to.have.length(2);
  });

  it('errs when the broker knows nobody again', () => {
    const { ask, broker } = makeGroup();
    broker.on(code, () => refuse(ResponseCode.SYSTEM_ERROR));
    expect(ask().failure).to.be.instanceOf(BrokerInternalError);
    expect(broker.asked(code)).to.have.length(2);
  });

  it('errs when the broker may not be told of us', () => {
    const { ask, broker } = makeGroup();
    broker.on(RequestCode.HEART_BEAT, () => refuse(ResponseCode.NO_PERMISSION));
    expect(ask().failure).to.be.instanceOf(AuthorizationError);
    expect(broker.asked(code)).to.have.length(1);
  });

  it('does not take a beat that was not answered for one that was', () => {
    const { ask, broker } = makeGroup();
    broker.members.set('g', new Set(['you']));
    broker.on(RequestCode.HEART_BEAT, () => refuse(ResponseCode.SYSTEM_BUSY));
    expect(ask().failure).to.be.instanceOf(BrokerBusyError);
  });

  it('errs when the broker does not tell', () => {
    const { ask, broker } = makeGroup();
    broker.on(code, () => refuse(ResponseCode.SYSTEM_BUSY));
    expect(ask().failure).to.be.instanceOf(BrokerBusyError);
    expect(broker.asked(code)).to.have.length(1);
  });

  it('asks a slave when there is no master', () => {
    const { ask, addBroker } = makeGroup();
    const slave = addBroker('10.0.1.1:10911');
    const route = routeData([{ name: 'broker-a', addresses: { 1: slave.address } }]);
    expect(ask(new TopicRoute('orders', route)).values).to.deep.equal([['me']]);
  });

  it('errs when the route has no broker', () => {
    const { ask } = makeGroup();
    expect(ask(new TopicRoute('orders', routeData([]))).failure).to.be.instanceOf(NoAvailableBrokerError);
  });
});
