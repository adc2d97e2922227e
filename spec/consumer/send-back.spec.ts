import { expect } from 'chai';
import { sendBack } from '../../src/consumer/send-back.js';
import type { Decision } from '../../src/delivery/outcome.js';
import { SendFailedError } from '../../src/errors/producer-error.js';
import type { MessageSource } from '../../src/message/received-message.js';
import {
  CompressionType,
  decodeProperties,
  decodeStoredMessages,
  RequestCode,
  ResponseCode,
  SendMessageV2RequestHeader,
  SysFlag,
  withCompression,
} from '../../src/protocol/index.js';
import { MessageSender } from '../../src/sending/message-sender.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';
import { commitLogOffsetOf, storedRecord, type StubMessage } from '../support/stub-broker/stub-queue.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const code = RequestCode.CONSUMER_SEND_MSG_BACK;
const retry: Exclude<Decision, { type: 'ack' }> = { type: 'retry', delay: {} };
const deadLetter: Exclude<Decision, { type: 'ack' }> = { type: 'deadLetter', reason: 'bad' };

/** A message of offset 7, from `orders` or from the retry topic. */
function makeSource(message: StubMessage = {}, topic = 'orders', bytes?: Buffer): MessageSource {
  const [stored] = decodeStoredMessages(storedRecord(topic, 0, 7, message));
  const queue = { topic, brokerName: 'broker-a', queueId: 0 };
  return { stored: stored!, queue, offset: 7, bytes: bytes ?? stored!.body, extraAttempts: 0 };
}

function makeSendBack() {
  const stub = makeStubCluster({ brokers: 2, topics: { orders: 1, '%RETRY%g': 1 } });
  const { routes, broker } = stub.layers();
  const { runtime, tick } = stub;
  ['orders', '%RETRY%g'].forEach((topic) => observe(routes.lookup(topic)));
  tick();
  const sender = new MessageSender({ routes, broker, runtime });
  const giveBack = (source: MessageSource, decision = retry) => {
    const settings = { group: 'g', maxReconsumeTimes: 16, delayLevelsMs: [1000, 5000], timeoutMs: 3000 };
    const result = observe(sendBack(source, decision, { ...settings, routes, broker, sender, runtime }));
    tick();
    return result;
  };
  const [first, second] = stub.brokers as [typeof stub.broker, typeof stub.broker];
  /** The copies that were sent to the retry topic. */
  const copies = () =>
    stub.brokers.flatMap((server) =>
      server.asked(RequestCode.SEND_MESSAGE_V2).map((request) => {
        const header = SendMessageV2RequestHeader.read(request);
        const properties = { ...decodeProperties(header.properties ?? '') };
        return { header, properties, body: request.body?.toString() };
      }),
    );
  return { ...stub, first, second, routes, giveBack, copies };
}

/** The broker refuses; the message is copied to the retry topic. */
function makeRefused() {
  const made = makeSendBack();
  made.first.on(code, () => refuse(ResponseCode.SYSTEM_ERROR));
  return made;
}

describe('sendBack', () => {
  it('asks the broker that stores the message, by its place in the commit log', () => {
    const { giveBack, first, second } = makeSendBack();
    const source = makeSource();
    expect(giveBack(source).complete).to.have.callCount(1);
    expect(first.sendBacks).to.have.length(1);
    expect(first.sendBacks[0]).to.deep.include({
      offset: commitLogOffsetOf(7),
      group: 'g',
      delayLevel: 0,
      originMsgId: source.stored.offsetMessageId,
      originTopic: 'orders',
      maxReconsumeTimes: 16,
      bname: 'broker-a',
    });
    expect(second.requests).to.deep.equal([]);
  });

  it('names the topic it was first sent to when the message comes from the retry topic', () => {
    const { giveBack, first } = makeSendBack();
    giveBack(makeSource({ properties: { RETRY_TOPIC: 'orders' } }, '%RETRY%g'));
    expect(first.sendBacks[0]?.originTopic).to.equal('orders');
  });

  for (const [decision, delayLevel] of [
    [{ type: 'retry', delay: { level: 5 } }, 5],
    [{ type: 'retry', delay: { delayMs: 1001 } }, 2],
    [{ type: 'retry', delay: {} }, 0],
    [deadLetter, -1],
  ] as const) {
    it(`turns ${JSON.stringify(decision)} into the level ${delayLevel}`, () => {
      const { giveBack, first } = makeSendBack();
      giveBack(makeSource(), decision);
      expect(first.sendBacks[0]?.delayLevel).to.equal(delayLevel);
    });
  }

  describe('when the broker does not take it', () => {
    it('sends a copy to the retry topic of the group, to come again later', () => {
      const { giveBack, copies } = makeRefused();
      const source = makeSource({
        body: 'the body',
        flag: 9,
        reconsumeTimes: 2,
        properties: { UNIQ_KEY: 'ID', TAGS: 'paid', region: 'eu', TRAN_MSG: 'true' },
      });
      expect(giveBack(source).complete).to.have.callCount(1);
      expect(copies()).to.have.length(1);
      const [{ header, properties, body } = copies()[0]!] = copies();
      expect(body).to.equal('the body');
      expect(header).to.include({
        producerGroup: 'g',
        topic: '%RETRY%g',
        flag: 9,
        sysFlag: 0,
        reconsumeTimes: 3,
        maxReconsumeTimes: 16,
      });
      expect(properties).to.deep.equal({
        UNIQ_KEY: 'ID',
        TAGS: 'paid',
        region: 'eu',
        RETRY_TOPIC: 'orders',
        ORIGIN_MESSAGE_ID: source.stored.offsetMessageId,
        DELAY: '5',
      });
    });

    it('keeps what the message said of its origin', () => {
      const { giveBack, copies } = makeRefused();
      const properties = { RETRY_TOPIC: 'orders', ORIGIN_MESSAGE_ID: 'FIRST', DELAY: '3' };
      giveBack(makeSource({ reconsumeTimes: 1, properties }, '%RETRY%g'));
      expect(copies()[0]?.properties).to.include({
        RETRY_TOPIC: 'orders',
        ORIGIN_MESSAGE_ID: 'FIRST',
        DELAY: '4',
      });
    });

    it('takes the level that was asked for', () => {
      const { giveBack, copies } = makeRefused();
      giveBack(makeSource(), { type: 'retry', delay: { level: 2 } });
      expect(copies()[0]?.properties).to.include({ DELAY: '2' });
    });

    it('makes the copy a dead letter by its count, without a delay', () => {
      const { giveBack, copies } = makeRefused();
      giveBack(makeSource({ properties: { DELAY: '3' } }), deadLetter);
      expect(copies()[0]?.header).to.include({ reconsumeTimes: 17, maxReconsumeTimes: 16 });
      expect(copies()[0]?.properties).not.to.have.property('DELAY');
    });

    it('leaves a compressed body as it is: it may be beyond all limits, or not be understood here', () => {
      const { giveBack, copies } = makeRefused();
      const compressed = withCompression(SysFlag.TRANSACTION_COMMIT, CompressionType.ZSTD);
      giveBack(makeSource({ body: 'packed', sysFlag: compressed }, 'orders', Buffer.from('unpacked')));
      giveBack(makeSource({ body: 'packed', sysFlag: compressed }, 'orders', Buffer.alloc(0)));
      for (const { body, header } of copies()) {
        expect(body).to.equal('packed');
        expect(header.sysFlag).to.equal(withCompression(0, CompressionType.ZSTD));
      }
      expect(copies()).to.have.length(2);
    });

    it('does so too when the broker cannot be reached or does not answer', () => {
      for (const fail of ['stop', 'hang']) {
        const { first, giveBack, copies, tick } = makeSendBack();
        if (fail === 'stop') first.stop();
        else first.on(code, () => undefined);
        const result = giveBack(makeSource());
        tick(5000);
        expect(result.complete, fail).to.have.callCount(1);
        expect(copies(), fail).to.have.length(1);
      }
    });

    it('does so too when the broker has no master', () => {
      const { giveBack, copies, routes, nameServer, first, second, tick } = makeSendBack();
      const brokers = [
        { name: 'broker-a', addresses: { 1: first.address } },
        { name: 'broker-b', addresses: { 0: second.address } },
      ];
      nameServer.routes.set('orders', routeData(brokers));
      observe(routes.refresh('orders'));
      tick();
      giveBack(makeSource());
      expect([first.sendBacks.length, copies().length]).to.deep.equal([0, 1]);
    });

    it('errs when the copy could not be sent either', () => {
      const { giveBack, brokers } = makeRefused();
      for (const server of brokers)
        server.on(RequestCode.SEND_MESSAGE_V2, () => refuse(ResponseCode.SYSTEM_ERROR));
      expect(giveBack(makeSource()).failure)
        .to.be.instanceOf(SendFailedError)
        .with.property('attempts')
        .with.length(2);
    });
  });
});
