import { expect } from 'chai';
import { BrokerBusyError } from '../../src/errors/broker-error.js';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { ConnectFailedError, ConnectionLostError } from '../../src/errors/transport-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };
const pull = {
  ...queue,
  group: 'g',
  offset: 0,
  maxMessages: 32,
  maxBytes: 1024,
  suspendTimeoutMs: 15_000,
  expression: '*',
  expressionType: 'TAG',
  subVersion: 1,
} as const;

function makeBroker() {
  const stub = makeStubCluster();
  const { broker, pool } = stub.layers();
  const { address } = stub.broker;
  return { ...stub, client: broker(address), connection: pool.get(address) };
}

describe('BrokerClient', () => {
  it('makes one request of each subscription', () => {
    const { client, broker, tick } = makeBroker();
    const maxOffset = client.maxOffset(queue);
    tick();
    expect(broker.requests).to.deep.equal([]);
    const answers = [observe(maxOffset), observe(maxOffset)];
    tick();
    expect(answers.map(({ values }) => values)).to.deep.equal([[0], [0]]);
    expect(broker.asked(RequestCode.GET_MAX_OFFSET)).to.have.length(2);
  });

  it('errs with what the broker answered, its address and the request code', () => {
    const { client, broker, tick } = makeBroker();
    broker.on(RequestCode.GET_MIN_OFFSET, () => refuse(ResponseCode.SYSTEM_BUSY, 'later'));
    const answer = observe(client.minOffset(queue));
    tick();
    expect(answer.failure).to.be.instanceOf(BrokerBusyError).with.property('remark', 'later');
    expect(answer.failure).to.have.property('context').that.deep.equals({
      address: broker.address,
      requestCode: RequestCode.GET_MIN_OFFSET,
    });
  });

  it('waits as long as the client says, or as the call says', () => {
    const { client, broker, tick } = makeBroker();
    broker.on(RequestCode.GET_CONSUMER_LIST_BY_GROUP, () => undefined);
    const [long, short] = [client.consumerIds('g'), client.consumerIds('g', { timeoutMs: 500 })].map(observe);
    tick(700);
    expect([long?.failure, short?.failure?.name]).to.deep.equal([undefined, 'RequestTimeoutError']);
    tick(2500);
    expect(long?.failure).to.be.instanceOf(RequestTimeoutError).with.property('timeoutMs', 3000);
  });

  it('fails at once without a connection, or waits for one when told to', () => {
    const { client, broker, tick } = makeBroker();
    broker.stop();
    const call = client.updateConsumerOffset({ ...queue, group: 'g' }, 4, { waitForConnection: true });
    const [hasty, patient] = [observe(client.maxOffset(queue)), observe(call)];
    tick(300);
    broker.start();
    tick(1500);
    expect(hasty.failure).to.be.instanceOf(ConnectFailedError);
    expect([patient.complete.callCount, broker.commits('orders')]).to.deep.equal([1, [4]]);
  });

  it('lets a pull be held, parked, for as long as the broker may and some more', () => {
    const { client, broker, connection, tick } = makeBroker();
    broker.on(RequestCode.PULL_MESSAGE, () => undefined);
    const answer = observe(client.pullMessage(pull));
    tick(29_900);
    expect([connection.metrics().parked, answer.failure]).to.deep.equal([1, undefined]);
    tick(300);
    expect(answer.failure).to.be.instanceOf(RequestTimeoutError).with.property('timeoutMs', 30_000);
  });

  it('counts a pull that is answered at once among the pending requests', () => {
    const { client, broker, connection, tick } = makeBroker();
    broker.on(RequestCode.PULL_MESSAGE, () => undefined);
    const answer = observe(client.pullMessage({ ...pull, suspendTimeoutMs: 0 }));
    tick();
    expect(connection.metrics()).to.include({ parked: 0, inFlight: 1 });
    answer.subscription.unsubscribe();
    expect(connection.metrics()).to.include({ parked: 0, inFlight: 0 });
  });

  it('errs when the connection is lost', () => {
    const { client, broker, network, tick } = makeBroker();
    broker.on(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, () => undefined);
    const answer = observe(client.searchOffset(queue, 5));
    tick();
    network.resetAll();
    tick();
    expect(answer.failure).to.be.instanceOf(ConnectionLostError);
  });

  it('ends the wait with a signal', () => {
    const { client, broker, tick } = makeBroker();
    broker.on(RequestCode.GET_MAX_OFFSET, () => undefined);
    const controller = new AbortController();
    const answer = observe(client.maxOffset(queue, { signal: controller.signal }));
    tick();
    controller.abort(new Error('enough'));
    expect(answer.failure).to.have.property('message', 'enough');
  });

  it('takes another timeout for a long poll, too', () => {
    const { client, broker, tick } = makeBroker();
    broker.on(RequestCode.PULL_MESSAGE, () => undefined);
    const answer = observe(client.pullMessage(pull, { timeoutMs: 1000 }));
    tick(1200);
    expect(answer.failure).to.be.instanceOf(RequestTimeoutError).with.property('timeoutMs', 1000);
  });

  it('gives the same methods of a subject each time', () => {
    const { client } = makeBroker();
    expect(client.pop).to.equal(client.pop);
    expect(client.pop.ack).not.to.equal(client.locks.lock);
  });
});
