import { expect } from 'chai';
import { of } from 'rxjs';
import sinon from 'sinon';
import { BrokerError, BrokerTopicNotFoundError, DurabilityError } from '../../src/errors/broker-error.js';
import { type SendAttempt, SendFailedError } from '../../src/errors/producer-error.js';
import {
  NameServersUnreachableError,
  NoAvailableBrokerError,
  TopicNotFoundError,
} from '../../src/errors/route-error.js';
import { ConnectFailedError } from '../../src/errors/transport-error.js';
import { UnsupportedError } from '../../src/errors/usage-error.js';
import type { MessageQueue } from '../../src/message/message-queue.js';
import {
  createResponse,
  decodeProperties,
  RequestCode,
  ResponseCode,
  SendMessageV2RequestHeader,
  SendMessageV2ResponseHeader,
} from '../../src/protocol/index.js';
import { MessageSender } from '../../src/sending/message-sender.js';
import type { PreparedMessage } from '../../src/sending/prepared-message.js';
import type { SendPolicy } from '../../src/sending/send-policy.js';
import { observe } from '../remoting/toy-network.js';
import type { StubBroker } from '../support/stub-broker/stub-broker.js';
import { makeStubCluster, type StubClusterOptions } from '../support/stub-broker/stub-cluster.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const code = RequestCode.SEND_MESSAGE_V2;

const message: PreparedMessage = {
  topic: 'orders',
  messageId: 'ID-1',
  body: Buffer.from('body'),
  properties: 'UNIQ_KEY\u0001ID-1\u0002',
  sysFlag: 0,
  flag: 0,
  bornAt: 5,
  reconsumeTimes: 0,
  maxReconsumeTimes: undefined,
};

const defaults: SendPolicy = {
  group: 'p',
  timeoutMs: 3000,
  attemptTimeoutMs: 1000,
  retries: 2,
  defaultTopicQueues: 4,
};

/** Two brokers with two queues each; with this chance `first` is the one that is tried first. */
function makeSender(options: StubClusterOptions = { brokers: 2, topics: { orders: 2 } }) {
  const stub = makeStubCluster(options);
  const { routes, broker } = stub.layers();
  const sender = new MessageSender({ routes, broker, runtime: stub.runtime });
  const [second, first] = stub.brokers as [StubBroker, StubBroker];
  const send = (policy: Partial<SendPolicy> = {}, topic = 'orders') =>
    observe(sender.send({ ...message, topic }, { ...defaults, ...policy }));
  const tries = () => [first, second].map((server) => server?.asked(code).length ?? 0);
  return { ...stub, routes, sender, first, second, send, tries };
}

const hang = (server: StubBroker): void => server.on(code, () => undefined);
const answerOnce = (server: StubBroker, response: number, remark?: string): void =>
  server.once(code, () => refuse(response, remark));

function attemptsOf(sending: { readonly failure: Error | undefined }): readonly SendAttempt[] {
  expect(sending.failure).to.be.instanceOf(SendFailedError);
  return (sending.failure as SendFailedError).attempts;
}

describe('MessageSender', () => {
  it('emits the receipt of the broker and completes', () => {
    const { send, first, tick } = makeSender();
    const sending = send();
    tick();
    expect(sending.values).to.deep.equal([
      {
        messageId: 'ID-1',
        offsetMessageId: 'stored-0',
        queue: { topic: 'orders', brokerName: 'broker-b', queueId: 0 },
        queueOffset: 0,
        status: 'ok',
        recallHandle: undefined,
      },
    ]);
    expect(sending.complete).to.have.callCount(1);
    expect(first.headers(code, SendMessageV2RequestHeader)[0]).to.include({
      producerGroup: 'p',
      topic: 'orders',
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 4,
      queueId: 0,
      bornTimestamp: 5,
      bname: 'broker-b',
    });
  });

  it('sends once for each subscription', () => {
    const { sender, tries, tick } = makeSender();
    const sending = sender.send(message, defaults);
    tick();
    expect(tries()).to.deep.equal([0, 0]);
    observe(sending);
    observe(sending);
    tick();
    expect(tries()).to.deep.equal([2, 0]);
  });

  for (const response of [
    ResponseCode.SYSTEM_ERROR,
    ResponseCode.SYSTEM_BUSY,
    ResponseCode.SERVICE_NOT_AVAILABLE,
    ResponseCode.NO_PERMISSION,
    ResponseCode.TOPIC_NOT_EXIST,
    ResponseCode.NO_BUYER_ID,
    ResponseCode.NOT_IN_CURRENT_UNIT,
  ]) {
    it(`tries another broker after code ${response}`, () => {
      const { send, first, tries, tick } = makeSender();
      answerOnce(first, response);
      const sending = send();
      tick();
      expect(sending.values[0]?.queue.brokerName).to.equal('broker-a');
      expect(tries()).to.deep.equal([1, 1]);
    });
  }

  it('tries a broker that goes away once more, over a new connection, and then another one', () => {
    const { send, first, tries, tick } = makeSender();
    first.on(RequestCode.SEND_MESSAGE_V2, () => refuse(ResponseCode.GO_AWAY));
    const sending = send();
    tick();
    expect(sending.values[0]?.queue.brokerName).to.equal('broker-a');
    expect(tries()).to.deep.equal([2, 1]);
  });

  for (const response of [
    ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
    ResponseCode.MESSAGE_ILLEGAL,
    ResponseCode.INVALID_PARAMETER,
    4711,
  ]) {
    it(`gives up at once after code ${response}`, () => {
      const { send, first, tries, tick } = makeSender();
      answerOnce(first, response);
      const sending = send();
      tick();
      expect(attemptsOf(sending)).to.have.length(1);
      expect(sending.failure).to.have.property('retriable', false);
      expect(tries()).to.deep.equal([1, 0]);
    });
  }

  it('gives up at once when the credentials or permissions are refused', () => {
    const { send, first, tries, tick } = makeSender();
    answerOnce(first, ResponseCode.NO_PERMISSION, 'User:u has no permission to access Topic:orders');
    const sending = send();
    tick();
    expect(attemptsOf(sending)[0]?.error).to.have.property('name', 'AuthorizationError');
    expect(tries()).to.deep.equal([1, 0]);
  });

  for (const response of [
    ResponseCode.FLUSH_DISK_TIMEOUT,
    ResponseCode.FLUSH_SLAVE_TIMEOUT,
    ResponseCode.SLAVE_NOT_AVAILABLE,
  ]) {
    it(`takes code ${response} for sent: another try would make a second copy`, () => {
      const { send, first, tries, tick } = makeSender();
      const header = { msgId: 'stored-0', queueId: 0, queueOffset: 0 };
      first.once(code, () => createResponse(response, { codec: SendMessageV2ResponseHeader, header }));
      const sending = send();
      tick();
      expect(sending.values[0]?.status).to.match(/^(?:flush|slave)-/);
      expect(tries()).to.deep.equal([1, 0]);
    });
  }

  it('goes on to another queue when there is only one broker', () => {
    const { send, broker, tick } = makeSender({ topics: { orders: 2 } });
    answerOnce(broker, ResponseCode.SYSTEM_BUSY);
    const sending = send();
    tick(100);
    const queueIds = broker.headers(code, SendMessageV2RequestHeader).map(({ queueId }) => queueId);
    expect(queueIds).to.deep.equal([1, 0]);
    expect(sending.values[0]?.queue.queueId).to.equal(0);
  });

  it('gives the only broker a moment after it has refused', () => {
    const { send, broker, tick } = makeSender({ topics: { orders: 2 } });
    broker.on(code, () => refuse(ResponseCode.SYSTEM_BUSY));
    const sending = send();
    tick();
    expect(broker.asked(code)).to.have.length(1);
    tick(300);
    expect(attemptsOf(sending)).to.have.length(3);
  });

  it('waits for a connection where it has just found none, as long as there is time', () => {
    const { send, broker, tick } = makeSender({ topics: { orders: 2 } });
    broker.stop();
    const sending = send();
    tick(900);
    expect(sending.failure).to.equal(undefined);
    broker.start();
    tick(2000);
    expect(sending.values).to.have.length(1);
  });

  it('errs when its time is up, if there is no broker to wait for', () => {
    const { send, broker, tick } = makeSender({ topics: { orders: 2 } });
    broker.stop();
    const sending = send();
    tick(3200);
    expect(attemptsOf(sending)).to.have.length(3);
    expect(sending.failure).to.have.property('context').that.has.property('elapsedMs').that.is.below(3200);
  });

  it('tells of each attempt that failed', () => {
    const onAttemptFailed = sinon.spy();
    const { send, first, second, tick } = makeSender();
    answerOnce(first, ResponseCode.SYSTEM_BUSY);
    send({ onAttemptFailed });
    tick();
    expect(onAttemptFailed).to.have.callCount(1);
    expect(onAttemptFailed.firstCall.args[0]).to.include({ brokerName: 'broker-b', address: first.address });
    expect(onAttemptFailed.firstCall.args[1]).to.equal('ID-1');
    expect(second.asked(code)).to.have.length(1);
  });

  it('tries again after an answer that is less safe than required, and errs with it in the end', () => {
    const { send, brokers, tick } = makeSender();
    const header = { msgId: 'stored-0', queueId: 0, queueOffset: 0 };
    const answer = () =>
      createResponse(ResponseCode.SLAVE_NOT_AVAILABLE, { codec: SendMessageV2ResponseHeader, header });
    brokers.forEach((server) => server.on(code, answer));
    const sending = send({ requireStatus: ['ok', 'flush-disk-timeout'] });
    tick();
    const errors = attemptsOf(sending).map(({ error }) => error);
    expect(errors).to.have.length(3);
    errors.forEach((error) => expect(error).to.be.instanceOf(DurabilityError));
    expect(errors[0]).to.have.property('responseCode', ResponseCode.SLAVE_NOT_AVAILABLE);
  });

  describe('with a queue of its own choice', () => {
    const queueOf = (queueId: number) => (queues: readonly MessageQueue[]) =>
      queues.find((queue) => queue.brokerName === 'broker-a' && queue.queueId === queueId);

    it('goes to that queue', () => {
      const { sender, second, tick } = makeSender();
      const sending = observe(sender.send({ ...message, selectQueue: queueOf(1) }, defaults));
      tick();
      expect(sending.values[0]?.queue).to.deep.equal({ topic: 'orders', brokerName: 'broker-a', queueId: 1 });
      expect(second.headers(code, SendMessageV2RequestHeader)[0]?.queueId).to.equal(1);
    });

    it('is tried again there only, after a moment', () => {
      const { sender, first, second, tick } = makeSender();
      answerOnce(second, ResponseCode.SYSTEM_BUSY);
      const sending = observe(sender.send({ ...message, selectQueue: queueOf(0) }, defaults));
      tick();
      expect(sending.values).to.deep.equal([]);
      tick(100);
      expect(sending.values[0]?.queue.brokerName).to.equal('broker-a');
      expect([first, second].map((server) => server.asked(code).length)).to.deep.equal([0, 2]);
    });

    it('goes round when it leaves the choice', () => {
      const { sender, tries, tick } = makeSender();
      observe(sender.send({ ...message, selectQueue: () => undefined }, defaults));
      tick();
      expect(tries()).to.deep.equal([1, 0]);
    });

    it('errs with what the choice throws, when nothing was tried', () => {
      const { sender, tick } = makeSender();
      const failure = new Error('no such queue');
      const selectQueue = (): never => {
        throw failure;
      };
      const unknown = observe(sender.send({ ...message, selectQueue }, defaults));
      tick();
      const known = observe(sender.send({ ...message, selectQueue }, defaults));
      expect([unknown.failure, known.failure]).to.deep.equal([failure, failure]);
    });
  });

  describe('with a version that brokers must have', () => {
    const withVersion = (version: number | undefined) => {
      const stub = makeStubCluster();
      const { routes, broker } = stub.layers();
      const brokerVersion = sinon.fake(() => of(version));
      const sender = new MessageSender({ routes, broker, runtime: stub.runtime, brokerVersion });
      const sending = observe(sender.send({ ...message, minBrokerVersion: 413 }, defaults));
      stub.tick();
      return { ...stub, sending, brokerVersion };
    };

    it('sends to brokers that have it, or do not tell', () => {
      expect(withVersion(413).sending.values).to.have.length(1);
      expect(withVersion(undefined).sending.values).to.have.length(1);
    });

    it('errs before anything is sent to an older one', () => {
      const { sending, broker, brokerVersion } = withVersion(411);
      expect(sending.failure).to.be.instanceOf(UnsupportedError);
      expect(sending.failure?.message).to.include('V4_9_9');
      expect(brokerVersion).to.have.been.calledWith(broker.address);
      expect(broker.asked(code)).to.deep.equal([]);
    });

    it('asks for no version otherwise', () => {
      const stub = makeStubCluster();
      const brokerVersion = sinon.fake(() => of(1));
      const sender = new MessageSender({ ...stub.layers(), runtime: stub.runtime, brokerVersion });
      observe(sender.send(message, defaults));
      stub.tick();
      expect(brokerVersion).to.have.callCount(0);
    });
  });

  it('sends a batch with the code and the mark of batches', () => {
    const { sender, first, tick } = makeSender();
    observe(sender.send({ ...message, isBatch: true }, defaults));
    tick();
    expect(first.asked(code)).to.have.length(0);
    const [request] = first.asked(RequestCode.SEND_BATCH_MESSAGE);
    expect(SendMessageV2RequestHeader.read(request)).to.include({ batch: true, topic: 'orders' });
  });

  it('says that messages belong to a unit when they do', () => {
    const stub = makeStubCluster();
    const sender = new MessageSender({ ...stub.layers(), runtime: stub.runtime, isUnitMode: true });
    observe(sender.send(message, defaults));
    stub.tick();
    expect(stub.broker.headers(code, SendMessageV2RequestHeader)[0]?.unitMode).to.equal(true);
  });

  describe('sendOneway', () => {
    const isOneway = (server: StubBroker) => server.asked(code).map((request) => request.isOneway);

    it('emits when the request has left, and waits for no answer', () => {
      const { sender, first, tick } = makeSender();
      hang(first);
      const sending = observe(sender.sendOneway(message, defaults));
      tick();
      expect(sending.complete).to.have.callCount(1);
      expect(isOneway(first)).to.deep.equal([true]);
    });

    it('makes one attempt', () => {
      const { sender, first, tries, tick } = makeSender();
      first.stop();
      const sending = observe(sender.sendOneway(message, defaults));
      tick(5000);
      expect(sending.failure).to.be.instanceOf(ConnectFailedError);
      expect(tries()).to.deep.equal([0, 0]);
    });

    it('errs when there is nowhere to send to', () => {
      const { sender, tick } = makeSender();
      const sending = observe(sender.sendOneway({ ...message, topic: 'missing' }, defaults));
      tick();
      expect(sending.failure).to.be.instanceOf(TopicNotFoundError);
    });
  });

  it('asks for the route again after an answer that says it is stale, and follows the new one', () => {
    for (const response of [ResponseCode.NO_PERMISSION, ResponseCode.TOPIC_NOT_EXIST]) {
      const { send, addBroker, nameServer, first, tick } = makeSender();
      const third = addBroker('10.0.0.3:10911');
      const route = routeData([{ name: 'broker-c', addresses: { 0: third.address } }]);
      first.once(code, () => {
        nameServer.routes.set('orders', route);
        return refuse(response);
      });
      const sending = send();
      tick();
      expect(sending.values[0]?.queue.brokerName).to.equal('broker-c');
      expect(nameServer.questions).to.deep.equal(['orders', 'orders']);
    }
  });

  it('tries again although the route could not be asked for', () => {
    const { send, nameServer, first, tick } = makeSender();
    first.once(code, () => {
      nameServer.routes.clear();
      return refuse(ResponseCode.TOPIC_NOT_EXIST);
    });
    const sending = send();
    tick();
    expect(sending.values[0]?.queue.brokerName).to.equal('broker-a');
  });

  it('does not ask for the route again after other answers', () => {
    const { send, nameServer, first, tick } = makeSender();
    answerOnce(first, ResponseCode.SYSTEM_BUSY);
    send();
    tick();
    expect(nameServer.questions).to.deep.equal(['orders']);
  });

  it('tries another broker when one cannot be reached', () => {
    const { send, first, tick } = makeSender();
    first.stop();
    const sending = send();
    tick();
    expect(sending.values[0]?.queue.brokerName).to.equal('broker-a');
  });

  it('tries another broker when the connection is lost', () => {
    const { send, first, network, tries, tick } = makeSender();
    hang(first);
    const sending = send();
    tick();
    network.resetAll();
    tick();
    expect(sending.values[0]?.queue.brokerName).to.equal('broker-a');
    expect(tries()).to.deep.equal([1, 1]);
  });

  it('leaves time for another broker when one hangs', () => {
    const { send, first, tick } = makeSender();
    hang(first);
    const sending = send();
    tick(900);
    expect(sending.values).to.deep.equal([]);
    tick(250);
    expect(sending.values[0]?.queue.brokerName).to.equal('broker-a');
  });

  it('gives the last attempt all the time that is left, and no more', () => {
    const { send, first, second, tries, tick } = makeSender();
    [first, second].forEach(hang);
    const sending = send({ attemptTimeoutMs: 500 });
    tick(2900);
    expect(sending.failure).to.equal(undefined);
    tick(250);
    const durations = attemptsOf(sending).map(({ durationMs }) => durationMs);
    expect(durations.map((ms) => Math.floor(ms / 500))).to.deep.equal([1, 1, 4]);
    expect(tries()).to.deep.equal([2, 1]);
  });

  it('makes no further attempt when the time is up', () => {
    const { send, first, second, tries, tick } = makeSender();
    [first, second].forEach(hang);
    const sending = send({ attemptTimeoutMs: 5000 });
    tick(6000);
    expect(attemptsOf(sending)).to.have.length(1);
    expect(tries()).to.deep.equal([1, 0]);
  });

  it('makes one attempt only without retries', () => {
    const { send, first, tries, tick } = makeSender();
    answerOnce(first, ResponseCode.SYSTEM_BUSY);
    const sending = send({ retries: 0 });
    tick();
    expect(attemptsOf(sending)).to.have.length(1);
    expect(tries()).to.deep.equal([1, 0]);
  });

  it('lists every attempt with broker, address, queue, duration and error', () => {
    const { send, first, second, tick } = makeSender();
    first.once(code, () => refuse(ResponseCode.SYSTEM_BUSY));
    second.stop();
    const sending = send({ retries: 1 });
    tick();
    const attempts = attemptsOf(sending);
    const where = { queueId: 0, durationMs: 0 };
    expect(attempts).to.have.length(2);
    expect(attempts[0]).to.include({ ...where, brokerName: 'broker-b', address: first.address });
    expect(attempts[1]).to.include({ ...where, brokerName: 'broker-a', address: second.address });
    expect(attempts[0]?.error).to.be.instanceOf(BrokerError);
    expect(attempts[1]?.error).to.be.instanceOf(ConnectFailedError);
    expect(sending.failure).to.include({ messageId: 'ID-1', retriable: true, cause: attempts[1]?.error });
    expect(sending.failure).to.have.property('context').that.includes({ topic: 'orders', group: 'p' });
  });

  it('sends the same message with the same id on every attempt', () => {
    const { send, brokers, first, second, tick } = makeSender();
    [first, second].forEach((server) => server.on(code, () => refuse(ResponseCode.SYSTEM_ERROR)));
    send();
    tick();
    const requests = brokers.flatMap((server) => server.asked(code));
    const ids = requests.map(
      (request) => decodeProperties(SendMessageV2RequestHeader.read(request).properties!)['UNIQ_KEY'],
    );
    expect(ids).to.deep.equal(['ID-1', 'ID-1', 'ID-1']);
    expect(requests.map(({ body }) => String(body))).to.deep.equal(['body', 'body', 'body']);
  });

  it('makes no further attempt for a subscriber that has left', () => {
    const { send, first, tries, tick } = makeSender();
    hang(first);
    const sending = send();
    tick();
    sending.subscription.unsubscribe();
    tick(5000);
    expect(tries()).to.deep.equal([1, 0]);
    expect(sending.failure).to.equal(undefined);
  });

  it('sends a topic without a route to a broker that creates topics, to one of the queues it will have', () => {
    const { send, nameServer, broker, tick } = makeSender({ topics: { TBW102: 8 } });
    const sending = send({ defaultTopicQueues: 2 }, 'new');
    tick();
    expect(sending.values[0]?.queue).to.deep.equal({ topic: 'new', brokerName: 'broker-a', queueId: 1 });
    expect(broker.headers(code, SendMessageV2RequestHeader)[0]).to.include({
      topic: 'new',
      defaultTopicQueueNums: 2,
    });
    expect(nameServer.questions).to.deep.equal(['new', 'TBW102']);
  });

  it('errs with the name of the topic when no broker creates topics', () => {
    const { send, tick } = makeSender();
    const sending = send({}, 'new');
    tick();
    expect(sending.failure).to.be.instanceOf(TopicNotFoundError).with.nested.property('context.topic', 'new');
  });

  it('errs when no queue of the topic may be written', () => {
    const { send, nameServer, broker, tries, tick } = makeSender();
    const brokers = [{ name: 'broker-a', addresses: { 0: broker.address }, perm: 4 }];
    nameServer.routes.set('orders', routeData(brokers));
    const sending = send();
    tick();
    expect(sending.failure).to.be.instanceOf(NoAvailableBrokerError).with.nested.property('context.topic');
    expect(tries()).to.deep.equal([0, 0]);
  });

  it('errs when no name server answers', () => {
    const { send, nameServer, tick } = makeSender();
    nameServer.stop();
    const sending = send();
    tick();
    expect(sending.failure).to.be.instanceOf(NameServersUnreachableError);
  });

  it('counts the time in which name servers are asked', () => {
    const { send, nameServer, tries, tick } = makeSender();
    nameServer.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, () => undefined);
    const sending = send({ timeoutMs: 500 });
    tick(700);
    expect(sending.failure).to.be.instanceOf(NameServersUnreachableError);
    expect(sending.failure?.message).to.equal('No name server answered in time');
    tick(5000);
    expect(tries()).to.deep.equal([0, 0]);
  });

  it('lists the attempts before the route was lost', () => {
    const { send, nameServer, first, tick } = makeSender();
    first.once(code, () => {
      nameServer.routes.set('orders', routeData([{ name: 'broker-b', addresses: { 1: first.address } }]));
      return refuse(ResponseCode.TOPIC_NOT_EXIST);
    });
    const sending = send();
    tick();
    expect(attemptsOf(sending).map(({ error }) => error)).to.have.length(1);
    expect(attemptsOf(sending)[0]?.error).to.be.instanceOf(BrokerTopicNotFoundError);
    expect(sending.failure?.cause).to.be.instanceOf(NoAvailableBrokerError);
  });

  it('lists the attempts before the time was up in asking for a new route', () => {
    const { send, nameServer, first, tries, tick } = makeSender();
    first.once(code, () => {
      nameServer.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, () => undefined);
      return refuse(ResponseCode.TOPIC_NOT_EXIST);
    });
    const sending = send({ timeoutMs: 1000 });
    tick(1200);
    expect(attemptsOf(sending)).to.have.length(1);
    expect(tries()).to.deep.equal([1, 0]);
  });
});
