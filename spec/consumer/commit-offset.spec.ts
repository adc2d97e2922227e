import { expect } from 'chai';
import { commitOffset } from '../../src/consumer/commit-offset.js';
import { BrokerInternalError } from '../../src/errors/broker-error.js';
import { CommitFailedError } from '../../src/errors/consumer-error.js';
import { NoAvailableBrokerError } from '../../src/errors/route-error.js';
import { RequestCode, ResponseCode, UpdateConsumerOffsetRequestHeader } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };

function makeCommit() {
  const stub = makeStubCluster();
  const { routes, broker } = stub.layers();
  observe(routes.lookup('orders'));
  stub.tick();
  const commit = (changes: object = {}) =>
    commitOffset({ ...queue, ...changes }, 5, { group: 'g', routes, broker });
  return { ...stub, routes, commit };
}

describe('commitOffset', () => {
  it('stores the offset for the group, once per subscription', () => {
    const { commit, broker, tick } = makeCommit();
    const committing = commit();
    tick();
    expect(broker.requests).to.deep.equal([]);
    const committed = observe(committing);
    tick();
    expect(committed.complete).to.have.callCount(1);
    const [header] = broker.headers(RequestCode.UPDATE_CONSUMER_OFFSET, UpdateConsumerOffsetRequestHeader);
    expect(header).to.include({ consumerGroup: 'g', topic: 'orders', queueId: 0, commitOffset: 5 });
  });

  it('goes to a slave when there is no master', () => {
    const { commit, routes, nameServer, addBroker, tick } = makeCommit();
    const slave = addBroker('10.0.1.1:10911');
    nameServer.routes.set('orders', routeData([{ name: 'broker-a', addresses: { 1: slave.address } }]));
    observe(routes.refresh('orders'));
    tick();
    observe(commit());
    tick();
    expect(slave.commits('orders')).to.deep.equal([5]);
  });

  it('goes to the slave while the master is not well', () => {
    const { routes, layers, addBroker, tick, broker: master } = makeCommit();
    const slave = addBroker('10.0.1.1:10911');
    const { broker } = layers();
    const readAddress = (): string => slave.address;
    observe(commitOffset(queue, 5, { group: 'g', routes, broker, readAddress }));
    tick();
    expect([slave.commits('orders'), master.commits('orders')]).to.deep.equal([[5], []]);
  });

  it('errs with queue, offset, group and cause', () => {
    const { commit, broker, tick } = makeCommit();
    broker.on(RequestCode.UPDATE_CONSUMER_OFFSET, () => refuse(ResponseCode.SYSTEM_ERROR));
    const { failure } = (() => {
      const committing = observe(commit());
      tick();
      return committing;
    })();
    expect(failure).to.be.instanceOf(CommitFailedError).with.property('offset', 5);
    expect(failure).to.have.deep.property('context', {
      queue: 'orders@broker-a@0',
      group: 'g',
      topic: 'orders',
    });
    expect(failure?.cause).to.be.instanceOf(BrokerInternalError);
  });

  it('errs for a broker that is in no route', () => {
    const { failure } = observe(makeCommit().commit({ brokerName: 'broker-x' }));
    expect(failure).to.be.instanceOf(CommitFailedError);
    expect(failure?.cause).to.be.instanceOf(NoAvailableBrokerError);
  });
});
