import { expect } from 'chai';
import {
  createRequest,
  createResponse,
  decodeOffsetMessageId,
  decodeProperties,
  EmptyHeader,
  encodeProperties,
  ReplyMessageRequestHeader,
  SendMessageRequestHeader,
  SendMessageV2RequestHeader,
  SendMessageV2ResponseHeader,
} from '../../../src/protocol/index.js';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { createClientFeature } from '../../../src/testing/clients/client-feature.js';
import { createReplyFeature } from '../../../src/testing/reply/reply-feature.js';
import { Refusal } from '../../../src/testing/server/refusal.js';
import { heartbeat } from '../clients/heartbeats.js';
import { makeServices } from '../support/make-services.js';
import { messagesIn } from '../support/messages-in.js';
import { serveFeatures } from '../support/serve-features.js';

const properties = {
  MSG_TYPE: 'reply',
  REPLY_TO_CLIENT: 'requester',
  CORRELATION_ID: '1a665ebc',
  TTL: '15000',
  UNIQ_KEY: '7F01',
};
const header: SendMessageV2RequestHeader = {
  producerGroup: 'ReplierProducer',
  topic: 'cluster_REPLY_TOPIC',
  defaultTopic: 'TBW102',
  defaultTopicQueueNums: 4,
  queueId: 0,
  sysFlag: 0x301,
  bornTimestamp: 17,
  flag: 3,
  properties: encodeProperties(properties),
  reconsumeTimes: 0,
};
const body = Buffer.from('pong');
const traceFields = { MSG_REGION: 'DefaultRegion', TRACE_ON: 'true' };

function makeReplies(config: Partial<BrokerConfig> = {}) {
  const made = makeServices({ config });
  const { clock, clients, services } = made;
  const feature = createReplyFeature(services);
  const { connect } = serveFeatures(clock, createClientFeature(services, clients), feature);
  const requester = connect();
  const join = (): void => {
    requester.ask(34, EmptyHeader, {}, heartbeat('requester', { producerDataSet: [{ groupName: 'rpc' }] }));
  };
  const replier = connect();
  const reply = (parts: Partial<SendMessageV2RequestHeader> = {}) =>
    replier.send(createRequest(325, SendMessageV2RequestHeader, { ...header, ...parts }, body));
  const pushes = () => requester.heard.filter(({ code }) => code === 326);
  const accept = (code = 0): void => requester.reply(pushes()[0]!, createResponse(code));
  return { ...made, accept, join, pushes, replier, reply, requester };
}

describe('createReplyFeature', () => {
  it('pushes the reply to who asked, with the time of the push', () => {
    const { clock, join, pushes, reply } = makeReplies();
    join();
    clock.tick(50);
    reply();
    expect(pushes()).to.have.length(1);
    const [push] = pushes();
    expect(push?.body).to.deep.equal(body);
    const { properties: text = '', bornHost, ...fields } = ReplyMessageRequestHeader.read(push);
    expect(decodeProperties(text)).to.deep.include({ ...properties, ...traceFields, PUSH_REPLY_TIME: '50' });
    expect(bornHost).to.match(/^127\.0\.0\.1:\d+$/);
    expect(fields).to.deep.include({
      producerGroup: 'ReplierProducer',
      topic: 'cluster_REPLY_TOPIC',
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 4,
      queueId: 0,
      sysFlag: 0x301,
      bornTimestamp: 17,
      flag: 3,
      reconsumeTimes: 0,
      unitMode: false,
      storeHost: '127.0.0.1:10911',
      storeTimestamp: 50,
    });
  });

  it('answers when the requester has accepted it, and stores it', () => {
    const { accept, join, reply, state } = makeReplies();
    join();
    const asking = reply();
    expect(asking.values).to.deep.equal([]);
    accept();
    const [answer] = asking.values;
    expect(answer).to.include({ code: 0, remark: undefined });
    const { msgId, ...fields } = SendMessageV2ResponseHeader.read(answer);
    const [stored] = messagesIn(state, 'cluster_REPLY_TOPIC');
    expect(decodeOffsetMessageId(msgId).physicalOffset).to.equal(stored?.physicalOffset);
    expect(fields).to.deep.include({
      queueId: 0,
      queueOffset: 0,
      msgRegion: 'DefaultRegion',
      traceOn: 'true',
    });
    expect(answer?.extFields).to.not.have.any.keys('transactionId', 'recallHandle');
    expect(String(stored?.body)).to.equal('pong');
    expect(stored).to.include({ flag: 3, sysFlag: 0, bornTimestamp: 17 });
    expect({ ...stored?.properties }).to.deep.equal({ ...properties, ...traceFields });
  });

  it('takes the first version of the request too', () => {
    const { accept, join, replier } = makeReplies();
    join();
    const asking = replier.send(createRequest(324, SendMessageRequestHeader, header, body));
    accept();
    expect(asking.values[0]?.code).to.equal(0);
  });

  it('answers with nothing stored when replies are not to be stored', () => {
    const { accept, join, reply, state } = makeReplies({ storeReplyMessageEnable: false });
    join();
    const asking = reply();
    accept();
    expect(asking.values[0]?.extFields).to.deep.equal({
      msgId: '0',
      queueId: '0',
      queueOffset: '0',
      ...traceFields,
    });
    expect(state.store.messages).to.equal(0);
  });

  it('answers as if nothing were stored when a reply cannot be stored', () => {
    const { accept, intake, join, reply } = makeReplies();
    intake.push(() => {
      throw new Refusal(13, 'not here');
    });
    join();
    const asking = reply();
    accept();
    expect(asking.values[0]).to.include({ code: 0, remark: undefined });
    expect(asking.values[0]?.extFields).to.include({ msgId: '0' });
  });

  it('fails when the requester is not there, and stores the reply all the same', () => {
    const { reply, state } = makeReplies();
    const [answer] = reply().values;
    expect(answer).to.include({
      code: 1,
      remark: 'push reply message fail, channel of <requester> not found.',
    });
    expect(answer?.extFields).to.include({ ...traceFields, queueOffset: '0' });
    expect(state.store.messages).to.equal(1);
  });

  it('fails when nobody is named to reply to', () => {
    const { reply } = makeReplies({ storeReplyMessageEnable: false });
    const [answer] = reply({ properties: encodeProperties({ MSG_TYPE: 'reply' }) }).values;
    expect(answer).to.include({ code: 1, remark: 'reply message properties[REPLY_TO_CLIENT] is null' });
    expect(answer?.extFields).to.deep.equal(traceFields);
  });

  it('fails when the requester refuses it, or takes too long', () => {
    const remark = 'push reply message to requesterfail.';
    const refused = makeReplies();
    refused.join();
    const first = refused.reply();
    refused.accept(1);
    expect(first.values[0]).to.include({ code: 1, remark });
    const slow = makeReplies();
    slow.join();
    const second = slow.replier.client.invoke(createRequest(325, SendMessageV2RequestHeader, header, body), {
      timeoutMs: 20_000,
    });
    let answer: { code: number; remark: string | undefined } | undefined;
    second.subscribe(({ code, remark: text }) => (answer = { code, remark: text }));
    slow.clock.tick(9000);
    expect(answer).to.equal(undefined);
    slow.clock.tick(3000);
    expect(answer).to.deep.equal({ code: 1, remark });
  });

  it('picks a queue when the replier names none', () => {
    const { reply, state } = makeReplies();
    reply({ queueId: -1 });
    expect(messagesIn(state, 'cluster_REPLY_TOPIC', 0)).to.have.length(1);
  });

  it('refuses as for every send, with the trace fields', () => {
    const { replier, reply } = makeReplies();
    const [answer] = reply({ queueId: 1 }).values;
    expect(answer?.code).to.equal(29);
    expect(answer?.extFields).to.deep.equal(traceFields);
    const empty = replier.send(createRequest(325, SendMessageV2RequestHeader, header));
    expect(empty.values[0]).to.include({ code: 1, remark: 'java.lang.NullPointerException' });
  });
});
