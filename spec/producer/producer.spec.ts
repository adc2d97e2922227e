import { inflateSync } from 'node:zlib';
import { expect } from 'chai';
import sinon from 'sinon';
import { SendFailedError, TooManySendsError } from '../../src/errors/producer-error.js';
import { ClosedError, InvalidArgumentError, UnsupportedError } from '../../src/errors/usage-error.js';
import type { ProducerOptions } from '../../src/producer/producer-options.js';
import {
  createResponse,
  decodeProperties,
  RecallMessageRequestHeader,
  RecallMessageResponseHeader,
  RequestCode,
  ResponseCode,
  SendMessageV2RequestHeader,
  UnregisterClientRequestHeader,
} from '../../src/protocol/index.js';
import type { SendReceipt } from '../../src/sending/send-receipt.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const code = RequestCode.SEND_MESSAGE_V2;
const message = { topic: 'orders', body: 'hello' };

function makeProducer(options: Partial<ProducerOptions> = {}) {
  const stub = makeStubCluster();
  const client = stub.connect();
  const producer = client.producer({ group: 'p', ...options });
  const sent = () => stub.broker.headers(code, SendMessageV2RequestHeader);
  const ids = () => sent().map(({ properties = '' }) => decodeProperties(properties)['UNIQ_KEY']);
  const unregistered = () =>
    stub.broker.headers(RequestCode.UNREGISTER_CLIENT, UnregisterClientRequestHeader);
  return { ...stub, client, producer, sent, ids, unregistered };
}

const microtasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Producer', () => {
  describe('send', () => {
    it('sends nothing before it is subscribed to', () => {
      const { producer, sent, tick } = makeProducer();
      producer.send(message).pipe();
      tick();
      expect(sent()).to.deep.equal([]);
    });

    it('emits one receipt and completes', () => {
      const { producer, ids, tick } = makeProducer();
      const sending = observe(producer.send(message));
      tick();
      expect(sending.values).to.have.length(1);
      expect(sending.values[0]?.messageId).to.equal(ids()[0]);
      expect(sending.complete).to.have.callCount(1);
    });

    it('sends once per subscription, with the same message id', () => {
      const { producer, ids, tick } = makeProducer();
      const sending = producer.send(message);
      [sending, sending].map(observe);
      tick();
      expect(ids()).to.have.length(2);
      expect(new Set(ids()).size).to.equal(1);
    });

    it('gives every call an id of its own', () => {
      const { producer, ids, tick } = makeProducer();
      [producer.send(message), producer.send(message)].map(observe);
      tick();
      expect(new Set(ids()).size).to.equal(2);
    });

    it('is executed once however often it is awaited', async () => {
      const { producer, sent, tick } = makeProducer();
      const sending = producer.send(message);
      const both = Promise.all([sending, sending]);
      await microtasks();
      tick();
      const [first, second] = await both;
      expect(first).to.equal(second);
      expect(sent()).to.have.length(1);
    });

    it('errs through the channel with a message that cannot be sent, before anything is sent', () => {
      const { producer, nameServer, tick } = makeProducer();
      const sending = observe(producer.send({ topic: 'orders', body: '' }));
      expect(sending.failure).to.be.instanceOf(InvalidArgumentError);
      tick();
      expect(nameServer.questions).to.deep.equal([]);
    });

    it('uses the group, the limits and the timeouts of the options', () => {
      const { producer, sent, broker, tick } = makeProducer({ defaultTopicQueues: 7, maxMessageBytes: 5 });
      observe(producer.send(message));
      const tooLarge = observe(producer.send({ topic: 'orders', body: 'hello!' }));
      tick();
      expect(sent()[0]).to.include({ producerGroup: 'p', defaultTopicQueueNums: 7 });
      expect(tooLarge.failure).to.have.property('name', 'MessageTooLargeError');
      broker.on(code, () => undefined);
      const late = observe(producer.send(message, { timeoutMs: 300 }));
      tick(500);
      expect(late.failure).to.be.instanceOf(SendFailedError);
    });

    for (const timeoutMs of [0, -1, 0.5, NaN, Infinity, 2 ** 31, '300']) {
      it(`refuses a timeout of ${String(timeoutMs)}, through the channel`, () => {
        const { producer, nameServer, tick } = makeProducer();
        const sending = observe(producer.send(message, { timeoutMs: timeoutMs as number }));
        tick();
        expect(sending.failure).to.be.instanceOf(InvalidArgumentError).with.property('path', 'timeoutMs');
        expect(nameServer.questions).to.deep.equal([]);
      });
    }

    it('ends with the reason of its signal', () => {
      const { producer, broker, tick } = makeProducer();
      broker.on(code, () => undefined);
      const abort = new AbortController();
      const sending = observe(producer.send(message, { signal: abort.signal }));
      tick();
      abort.abort(new Error('enough'));
      expect(sending.failure?.message).to.equal('enough');
      tick(10_000);
      expect(broker.asked(code)).to.have.length(1);
    });

    it('sends nothing with a signal that has aborted already', () => {
      const { producer, sent, tick } = makeProducer();
      const sending = observe(producer.send(message, { signal: AbortSignal.abort('no') }));
      tick();
      expect([sending.failure, sent()]).to.deep.equal(['no', []]);
    });
  });

  it('keeps messages of one order key one behind the other, in one queue', () => {
    const { producer, sent, broker, route, tick } = makeProducer();
    route('orders', 8);
    broker.on(code, () => undefined);
    const first = observe(producer.send({ ...message, orderKey: 'customer 7' }));
    observe(producer.send({ ...message, orderKey: 'customer 7' }));
    observe(producer.send({ ...message, orderKey: 'customer 8' }));
    tick();
    expect(sent()).to.have.length(2);
    first.subscription.unsubscribe();
    tick();
    const [before, other, after] = sent();
    expect(after?.queueId).to.equal(before?.queueId);
    expect(after?.queueId).not.to.equal(other?.queueId);
  });

  it('lets sends wait for room, tells so, and refuses above the limit', () => {
    const { producer, sent, broker, tick } = makeProducer({ maxInFlight: 1, maxWaiting: 1 });
    broker.on(code, () => undefined);
    const pressure = observe(producer.pressure$);
    const [first, second, third] = [1, 2, 3].map(() => observe(producer.send(message)));
    tick();
    expect(sent()).to.have.length(1);
    expect(third?.failure).to.be.instanceOf(TooManySendsError);
    expect(producer.pressure).to.deep.equal({ state: 'full', inFlight: 1, inFlightBytes: 5, waiting: 1 });
    first?.subscription.unsubscribe();
    tick();
    expect(sent()).to.have.length(2);
    second?.subscription.unsubscribe();
    expect(pressure.values.map(({ state }) => state)).to.deep.equal(['free', 'full', 'free']);
  });

  it('compresses a body once, whatever the number of attempts', () => {
    const { producer, broker, tick } = makeProducer();
    broker.on(code, () => refuse(ResponseCode.SYSTEM_BUSY));
    observe(producer.send({ topic: 'orders', body: 'x'.repeat(5000) }));
    tick(1000);
    const requests = broker.asked(code);
    expect(requests).to.have.length(3);
    for (const request of requests) {
      expect(SendMessageV2RequestHeader.read(request).sysFlag).to.equal(0x301);
      expect(inflateSync(request.body!)).to.have.length(5000);
    }
  });

  it('sends bodies as they are below the threshold, and all of them without compression', () => {
    for (const options of [{}, { compression: false as const }, { compression: { threshold: 5001 } }]) {
      const { producer, sent, tick } = makeProducer(options);
      observe(producer.send({ topic: 'orders', body: 'x'.repeat('compression' in options ? 5000 : 4095) }));
      tick();
      expect(sent()[0]?.sysFlag).to.equal(0);
    }
  });

  it('tells of each failed attempt', () => {
    const { producer, broker, tick } = makeProducer();
    const events = observe(producer.events$);
    broker.once(code, () => refuse(ResponseCode.SYSTEM_BUSY));
    const sending = observe(producer.send(message));
    tick(100);
    const { messageId } = sending.values[0]!;
    expect(events.values).to.have.length(1);
    expect(events.values[0]).to.include({ type: 'attempt-failed', messageId, brokerName: 'broker-a' });
  });

  describe('sendOneway', () => {
    it('is done when the message has left', () => {
      const { producer, broker, tick } = makeProducer();
      broker.on(code, () => undefined);
      const sending = observe(producer.sendOneway(message));
      tick();
      expect(sending.complete).to.have.callCount(1);
      expect(broker.asked(code)[0]?.isOneway).to.equal(true);
    });

    it('errs through the channel with a message that cannot be sent', () => {
      const { producer } = makeProducer();
      const sending = observe(producer.sendOneway({ topic: 'orders', body: '' }));
      expect(sending.failure).to.be.instanceOf(InvalidArgumentError);
    });
  });

  describe('recall', () => {
    const receiptOf = (recallHandle: string | undefined): SendReceipt => ({
      messageId: 'ID',
      offsetMessageId: 'stored-0',
      queue: { topic: 'orders', brokerName: 'broker-a', queueId: 0 },
      queueOffset: 0,
      status: 'ok',
      recallHandle,
    });

    it('asks the broker that has the message, and emits its id', () => {
      const { producer, broker, tick } = makeProducer();
      broker.on(RequestCode.RECALL_MESSAGE, () =>
        createResponse(ResponseCode.SUCCESS, { codec: RecallMessageResponseHeader, header: { msgId: 'ID' } }),
      );
      const recalled = observe(producer.recall(receiptOf('handle')));
      tick();
      expect(recalled.values).to.deep.equal(['ID']);
      expect(broker.headers(RequestCode.RECALL_MESSAGE, RecallMessageRequestHeader)[0]).to.include({
        producerGroup: 'p',
        topic: 'orders',
        recallHandle: 'handle',
      });
    });

    it('errs when there is nothing to recall by', () => {
      const { producer } = makeProducer();
      expect(observe(producer.recall(receiptOf(undefined))).failure).to.be.instanceOf(UnsupportedError);
    });

    for (const response of [ResponseCode.NO_PERMISSION, ResponseCode.REQUEST_CODE_NOT_SUPPORTED]) {
      it(`says after code ${response} that the broker cannot`, () => {
        const { producer, broker, tick } = makeProducer();
        broker.on(RequestCode.RECALL_MESSAGE, () => refuse(response));
        const recalled = observe(producer.recall(receiptOf('handle')));
        tick();
        expect(recalled.failure).to.be.instanceOf(UnsupportedError).with.property('cause');
      });
    }

    it('errs with what the broker says when it is too late', () => {
      const { producer, broker, tick } = makeProducer();
      broker.on(RequestCode.RECALL_MESSAGE, () => refuse(ResponseCode.ILLEGAL_OPERATION));
      const recalled = observe(producer.recall(receiptOf('handle')));
      tick();
      expect(recalled.failure).to.have.property('responseCode', ResponseCode.ILLEGAL_OPERATION);
    });
  });

  it('is named in heartbeats until it is closed', () => {
    const { producer, broker, tick } = makeProducer();
    observe(producer.send(message));
    tick(30_000);
    const groups = () => broker.heartbeats.at(-1)?.producerDataSet;
    expect(groups()).to.deep.equal([{ groupName: 'p' }]);
    observe(producer.close());
    tick(60_000);
    expect(broker.heartbeats).to.have.length(2);
  });

  describe('close', () => {
    it('goes from open through closing to closed, and completes its state', () => {
      const { producer, tick } = makeProducer();
      const states = observe(producer.state$);
      const closed = observe(producer.close());
      tick();
      expect(states.values).to.deep.equal(['open', 'closing', 'closed']);
      expect(states.complete).to.have.callCount(1);
      expect([closed.next.callCount, closed.complete.callCount, producer.state]).to.deep.equal([
        1,
        1,
        'closed',
      ]);
    });

    it('starts without being subscribed to, and is joined by later calls', () => {
      const { producer, broker, unregistered, tick } = makeProducer();
      observe(producer.send(message));
      tick();
      void producer.close();
      const later = observe(producer.close());
      tick();
      expect(later.complete).to.have.callCount(1);
      expect(unregistered()).to.deep.equal([{ clientID: 'me', producerGroup: 'p' }]);
      expect(observe(producer.close()).complete).to.have.callCount(1);
      expect(broker.asked(RequestCode.UNREGISTER_CLIENT)).to.have.length(1);
    });

    it('waits for what is in flight, and refuses what is new', () => {
      const { producer, broker, tick } = makeProducer();
      broker.delay(code, 900);
      const sending = observe(producer.send(message));
      tick();
      const closed = observe(producer.close());
      tick(500);
      expect([closed.next.callCount, producer.state]).to.deep.equal([0, 'closing']);
      expect(observe(producer.send(message)).failure).to.be.instanceOf(ClosedError);
      tick(600);
      expect([sending.values.length, closed.next.callCount]).to.deep.equal([1, 1]);
    });

    it('refuses a send that was made before and is subscribed to after', () => {
      const { producer, sent, tick } = makeProducer();
      const sending = producer.send(message);
      void producer.close();
      const late = observe(sending);
      tick();
      expect(late.failure).to.be.instanceOf(ClosedError);
      expect(sent()).to.deep.equal([]);
    });

    it('does not wait for a send whose subscriber has left', () => {
      const { producer, broker, tick } = makeProducer();
      broker.on(code, () => undefined);
      const sending = observe(producer.send(message));
      tick();
      sending.subscription.unsubscribe();
      const closed = observe(producer.close());
      tick();
      expect(closed.next).to.have.callCount(1);
    });

    it('waits no longer than it is told', () => {
      const { producer, broker, tick } = makeProducer();
      broker.on(code, () => undefined);
      const sending = observe(producer.send(message));
      tick();
      const closed = observe(producer.close({ timeoutMs: 200 }));
      tick(190);
      expect(closed.next).to.have.callCount(0);
      tick(20);
      expect(closed.next).to.have.callCount(1);
      tick(5000);
      expect(sending.failure).to.be.instanceOf(SendFailedError);
    });

    it('waits longer than a timer can', () => {
      const { producer, broker, runtime, tick } = makeProducer();
      const schedule = sinon.spy(runtime.scheduler, 'schedule');
      broker.on(code, () => undefined);
      observe(producer.send(message));
      tick();
      void producer.close({ timeoutMs: Infinity });
      expect(Math.max(...schedule.args.map(([, delayMs = 0]) => delayMs))).to.equal(2 ** 31 - 1);
    });

    it('ends although the brokers refuse to be told, or do not answer', () => {
      for (const answer of [() => refuse(ResponseCode.SYSTEM_ERROR), () => undefined]) {
        const { producer, broker, tick } = makeProducer();
        broker.on(RequestCode.UNREGISTER_CLIENT, answer);
        observe(producer.send(message));
        tick();
        const closed = observe(producer.close());
        tick(1200);
        expect(closed.complete).to.have.callCount(1);
      }
    });

    it('may be called from within a change of state', () => {
      const { producer, unregistered, tick } = makeProducer();
      observe(producer.send(message));
      tick();
      const states: string[] = [];
      producer.state$.subscribe((state) => {
        states.push(state);
        if (state === 'closing') void producer.close();
      });
      void producer.close();
      tick();
      expect(states).to.deep.equal(['open', 'closing', 'closed']);
      expect(unregistered()).to.have.length(1);
    });

    it('is what `await using` does', async () => {
      const { producer, tick } = makeProducer();
      const disposed = producer[Symbol.asyncDispose]();
      tick();
      await disposed;
      await microtasks();
      expect(producer.state).to.equal('closed');
    });
  });

  it('leaves the group for another producer of the same group on the same client', () => {
    const { client, producer, unregistered, tick } = makeProducer();
    const second = client.producer({ group: 'p' });
    observe(second.send(message));
    tick();
    void producer.close();
    tick();
    expect(unregistered()).to.deep.equal([]);
    void second.close();
    tick();
    expect(unregistered()).to.have.length(1);
  });
});
