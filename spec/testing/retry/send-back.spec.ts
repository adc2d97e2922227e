import { expect } from 'chai';
import {
  ConsumerSendMsgBackRequestHeader,
  encodeOffsetMessageId,
  SysFlag,
} from '../../../src/protocol/index.js';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { createRetryFeature } from '../../../src/testing/retry/retry-feature.js';
import { createScheduleFeature } from '../../../src/testing/schedule/schedule-feature.js';
import { createTopicConfig } from '../../../src/testing/topics/topic-table.js';
import { ask, refusalOf } from '../support/ask.js';
import { makeDraft } from '../support/make-draft.js';
import { makeServices } from '../support/make-services.js';
import { messagesIn } from '../support/messages-in.js';

type Header = ConsumerSendMsgBackRequestHeader;

function makeRetry(config: Partial<BrokerConfig> = {}) {
  const made = makeServices({ config });
  const { services, intake, state } = made;
  intake.push(createScheduleFeature(services).intake!);
  const { requests } = createRetryFeature(services);
  const store = (parts: Parameters<typeof makeDraft>[0] = {}) =>
    services.store(makeDraft({ properties: { KEYS: 'k', WAIT: 'true' }, ...parts }));
  const sendBack = (header: Partial<Header> & Pick<Header, 'offset'>) =>
    ask(requests, 36, ConsumerSendMsgBackRequestHeader, { group: 'g', delayLevel: 1, ...header });
  const dead = () => messagesIn(state, '%DLQ%g');
  return { ...made, store, sendBack, dead };
}

describe('createSendBack', () => {
  it('stores the message in the retry topic after the delay, with what tells where it came from', () => {
    const { clock, sendBack, state, store } = makeRetry();
    const { physicalOffset } = store({ flag: 7, sysFlag: SysFlag.COMPRESSED });
    expect(sendBack({ offset: physicalOffset })).to.include({ code: 0, remark: undefined });
    expect(messagesIn(state, '%RETRY%g')).to.deep.equal([]);
    clock.tick(1000);
    const [message] = messagesIn(state, '%RETRY%g');
    expect(String(message?.body)).to.equal('hello');
    expect(message).to.include({ reconsumeTimes: 1, flag: 7, sysFlag: SysFlag.COMPRESSED });
    expect({ ...message?.properties }).to.deep.equal({
      KEYS: 'k',
      WAIT: 'false',
      DELAY: '1',
      RETRY_TOPIC: 'orders',
      ORIGIN_MESSAGE_ID: encodeOffsetMessageId({ address: '127.0.0.1:10911', physicalOffset }),
      REAL_TOPIC: '%RETRY%g',
      REAL_QID: '0',
    });
  });

  it('keeps topic and id of the first delivery when a message comes again and again', () => {
    const { clock, dead, sendBack, state, store } = makeRetry();
    sendBack({ offset: store().physicalOffset });
    clock.tick(1000);
    const [again] = messagesIn(state, '%RETRY%g');
    sendBack({ offset: again!.physicalOffset, maxReconsumeTimes: 1 });
    expect({ ...dead()[0]?.properties }).to.deep.equal({
      ...again?.properties,
      DELAY: '0',
    });
    expect(dead()[0]?.reconsumeTimes).to.equal(2);
  });

  it('takes the delay by how often it came when the consumer names none', () => {
    const { sendBack, state, store } = makeRetry();
    for (const reconsumeTimes of [0, 4]) {
      sendBack({ offset: store({ reconsumeTimes }).physicalOffset, delayLevel: 0 });
      expect(
        messagesIn(state, 'SCHEDULE_TOPIC_XXXX', 2 + reconsumeTimes),
        `${reconsumeTimes}`,
      ).to.have.length(1);
    }
  });

  it('stores it among the dead letters when the consumer says so', () => {
    const { dead, sendBack, store, state } = makeRetry();
    sendBack({ offset: store().physicalOffset, delayLevel: -1 });
    expect(dead()[0]?.properties).to.include({ DELAY: '0', RETRY_TOPIC: 'orders', WAIT: 'false' });
    expect(dead()[0]?.reconsumeTimes).to.equal(1);
    expect(state.topics.get('%DLQ%g')).to.include({ readQueueNums: 1, writeQueueNums: 1, perm: 6 });
  });

  it('stores it among the dead letters when it came as often as the request allows, or else the group', () => {
    const { dead, sendBack, services, store } = makeRetry();
    services.state.groups.put(createGroupConfig('g', { retryMaxTimes: 2 }));
    sendBack({ offset: store({ reconsumeTimes: 1 }).physicalOffset });
    expect(dead()).to.have.length(0);
    sendBack({ offset: store({ reconsumeTimes: 2 }).physicalOffset });
    expect(dead()).to.have.length(1);
    sendBack({ offset: store({ reconsumeTimes: 2 }).physicalOffset, maxReconsumeTimes: 3 });
    expect(dead()).to.have.length(1);
    sendBack({ offset: store().physicalOffset, maxReconsumeTimes: 0 });
    expect(dead()).to.have.length(2);
  });

  it('makes the retry topic with as many queues as the group wants', () => {
    const { sendBack, services, state, store } = makeRetry();
    services.state.groups.put(createGroupConfig('g', { retryQueueNums: 3 }));
    sendBack({ offset: store().physicalOffset, unitMode: true });
    expect(state.topics.get('%RETRY%g')).to.include({
      readQueueNums: 3,
      writeQueueNums: 3,
      perm: 6,
      topicSysFlag: 2,
    });
    // The clock's random number is a half.
    expect(messagesIn(state, 'SCHEDULE_TOPIC_XXXX', 0)[0]?.getProperty('REAL_QID')).to.equal('1');
  });

  it('does nothing for a group without retries', () => {
    const { sendBack, services, state, store } = makeRetry();
    services.state.groups.put(createGroupConfig('g', { retryQueueNums: 0 }));
    expect(sendBack({ offset: store().physicalOffset }).code).to.equal(0);
    expect(state.store.messages).to.equal(1);
  });

  it('does not take a committed message for the half of a transaction', () => {
    const { sendBack, state, store } = makeRetry();
    const { physicalOffset } = store({
      sysFlag: SysFlag.TRANSACTION_COMMIT,
      preparedTransactionOffset: 99,
      properties: { TRAN_MSG: 'true', PGROUP: 'p' },
    });
    sendBack({ offset: physicalOffset, delayLevel: -1 });
    expect(messagesIn(state, '%DLQ%g')[0]).to.include({
      sysFlag: SysFlag.TRANSACTION_COMMIT,
      preparedTransactionOffset: 0,
    });
  });

  it('refuses a group that is not there, unless groups are created', () => {
    const closed = makeRetry({ autoCreateSubscriptionGroup: false });
    expect(refusalOf(() => closed.sendBack({ offset: 0 }))).to.deep.equal({
      code: 26,
      remark:
        'subscription group not exist, g \n' +
        'See https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.',
    });
    const open = makeRetry();
    open.sendBack({ offset: open.store().physicalOffset });
    expect(open.state.groups.get('g')).to.not.equal(undefined);
  });

  it('refuses an offset where no message begins', () => {
    const { sendBack, store } = makeRetry();
    store();
    expect(refusalOf(() => sendBack({ offset: 1 }))).to.deep.equal({
      code: 1,
      remark: 'look message by offset failed, 1',
    });
  });

  it('refuses when broker or retry topic are not to be written to', () => {
    const readOnly = makeRetry({ brokerPermission: 4 });
    expect(refusalOf(() => readOnly.sendBack({ offset: 0 }))).to.deep.equal({
      code: 16,
      remark: 'the broker[127.0.0.1] sending message is forbidden',
    });
    const { sendBack, state } = makeRetry();
    state.topics.put(createTopicConfig('%RETRY%g', 1, 4));
    expect(refusalOf(() => sendBack({ offset: 0 }))).to.deep.equal({
      code: 16,
      remark: 'the topic[%RETRY%g] sending message is forbidden',
    });
  });

  it('refuses a batch that is one record', () => {
    const { sendBack, store } = makeRetry();
    const { physicalOffset } = store({ sysFlag: SysFlag.INNER_BATCH | SysFlag.NEED_UNWRAP, count: 2 });
    expect(refusalOf(() => sendBack({ offset: physicalOffset }))).to.deep.equal({
      code: 1,
      remark: 'MESSAGE_ILLEGAL',
    });
  });
});
