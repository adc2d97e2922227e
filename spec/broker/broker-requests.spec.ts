import { expect } from 'chai';
import sinon from 'sinon';
import { BrokerRequests } from '../../src/broker/broker-requests.js';
import { EmptyHeader, createOneway, RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { silentLogger } from '../../src/runtime/logger.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { bareRequest } from '../support/stub-broker/stub-server.js';

const unknownCode = 9999;

/** A connection to a broker that is served. */
function makeServed() {
  const logger = { ...silentLogger, warn: sinon.spy() };
  const stub = makeStubCluster({ logger });
  const { pool, broker } = stub.layers();
  const requests = new BrokerRequests(stub.runtime);
  const connection = pool.get(stub.broker.address);
  const attached = requests.attach(connection);
  const groups = observe(requests.consumerIdsChanged$);
  broker(stub.broker.address)
    .consumerIds('g')
    .subscribe({ error: () => undefined });
  stub.tick();
  const [peer] = stub.broker.peers;
  return { ...stub, connection, requests, attached, groups, logger, peer: peer! };
}

describe('BrokerRequests', () => {
  it('tells of which group members came or went', () => {
    const { broker, groups, tick } = makeServed();
    broker.notify('g1');
    broker.notify('g2');
    tick();
    expect(groups.values).to.deep.equal(['g1', 'g2']);
  });

  it('answers a request that nobody here understands', () => {
    const { peer, tick } = makeServed();
    const answer = observe(peer.invoke(bareRequest(unknownCode)));
    tick();
    expect(answer.values[0]).to.include({
      code: ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
      remark: ` request type ${unknownCode} not supported`,
    });
  });

  it('does not answer a oneway', () => {
    const { connection, peer, tick } = makeServed();
    const reply = sinon.spy(connection, 'reply');
    peer.invokeOneway(createOneway(unknownCode, EmptyHeader, {})).subscribe();
    observe(peer.invoke(bareRequest(unknownCode)));
    tick();
    expect(reply.args.map(([request]) => request.isOneway)).to.deep.equal([false]);
  });

  it('survives a notice that cannot be read', () => {
    const { broker, groups, logger, peer, tick } = makeServed();
    peer.invokeOneway(createOneway(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, EmptyHeader, {})).subscribe();
    broker.notify('after');
    tick();
    expect(logger.warn).to.have.been.calledOnceWith('A request of a broker could not be served');
    expect(groups.values).to.deep.equal(['after']);
  });

  it('answers that it failed when a request cannot be served', () => {
    const { peer, requests, tick } = makeServed();
    requests.serve(unknownCode as RequestCode, () => {
      throw new Error('no such field');
    });
    const answer = observe(peer.invoke(bareRequest(unknownCode)));
    tick();
    expect(answer.values[0]).to.include({
      code: ResponseCode.SYSTEM_ERROR,
      remark: 'Error: no such field',
    });
  });

  it('serves a connection until it is detached', () => {
    const { broker, groups, attached, tick } = makeServed();
    attached.unsubscribe();
    broker.notify('g');
    tick();
    expect(groups.values).to.deep.equal([]);
  });

  it('completes its stream when it is closed', () => {
    const { requests, groups } = makeServed();
    requests.close();
    expect(groups.complete).to.have.callCount(1);
  });
});
