import { expect } from 'chai';
import {
  decodeRecallHandle,
  encodeRecallHandle,
  RecallMessageRequestHeader,
  RecallMessageResponseHeader,
} from '../../../src/protocol/index.js';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import type { BrokerIdentity } from '../../../src/testing/broker/broker-services.js';
import { recallHandleOf } from '../../../src/testing/schedule/recall-handle-of.js';
import { createScheduleFeature } from '../../../src/testing/schedule/schedule-feature.js';
import { makeDraft } from '../support/make-draft.js';
import { makeServices } from '../support/make-services.js';
import { messagesIn } from '../support/messages-in.js';
import { serveFeatures } from '../support/serve-features.js';

const id = '7F0000011F375FFD2B27692F4537003A';

function makeRecall(config: Partial<BrokerConfig> = {}, identity: Partial<BrokerIdentity> = {}) {
  const made = makeServices({ config, identity });
  const { clock, services, state, intake } = made;
  const feature = createScheduleFeature(services);
  intake.push(feature.intake!);
  state.topics.ensure('orders', 4);
  const { ask } = serveFeatures(clock, feature).connect();
  const recall = (recallHandle: string, topic = 'orders') =>
    ask(370, RecallMessageRequestHeader, { producerGroup: 'TimerGroup', topic, recallHandle });
  const send = (properties: Record<string, string>, topic = 'orders') =>
    services.store(makeDraft({ topic, properties: { UNIQ_KEY: id, ...properties } }));
  const handleFor = (properties: Record<string, string>) =>
    recallHandleOf(send(properties), 'broker-a') as string;
  const handle = (parts: Partial<Parameters<typeof encodeRecallHandle>[0]> = {}) =>
    encodeRecallHandle({
      topic: 'orders',
      brokerName: 'broker-a',
      timestamp: '9001',
      messageId: id,
      ...parts,
    });
  const arrived = () => messagesIn(state, 'orders', 1);
  return { ...made, feature, recall, send, handleFor, handle, arrived };
}

describe('recallHandleOf', () => {
  it('names topic, broker, message and a millisecond within its period', () => {
    const { handleFor } = makeRecall();
    expect(decodeRecallHandle(handleFor({ TIMER_DELAY_MS: '1500' }))).to.deep.equal({
      topic: 'orders',
      brokerName: 'broker-a',
      timestamp: '1001',
      messageId: id,
    });
  });

  it('is for timer messages only, and none that come again', () => {
    const { send } = makeRecall();
    expect(recallHandleOf(send({}), 'broker-a')).to.equal(undefined);
    expect(recallHandleOf(send({ DELAY: '1' }), 'broker-a')).to.equal(undefined);
    expect(recallHandleOf(send({ TIMER_DELAY_SEC: '1' }, '%RETRY%g'), 'broker-a')).to.equal(undefined);
  });
});

describe('createRecallMessage', () => {
  it('takes a timer message back', () => {
    const { arrived, clock, handleFor, recall } = makeRecall();
    const handle = handleFor({ TIMER_DELAY_SEC: '5' });
    handleFor({ TIMER_DELAY_SEC: '5', UNIQ_KEY: 'other' });
    const answer = recall(handle);
    expect(answer).to.include({ code: 0, remark: 'not set any response code' });
    expect(RecallMessageResponseHeader.read(answer)).to.deep.equal({
      msgId: id,
      msgRegion: 'DefaultRegion',
    });
    clock.tick(10_000);
    expect(arrived().map((message) => message.getProperty('UNIQ_KEY'))).to.deep.equal(['other']);
    expect(clock.timers).to.equal(0);
  });

  it('works again in the next period: a message is recalled in its own only', () => {
    const { arrived, clock, handleFor, recall } = makeRecall();
    recall(handleFor({ TIMER_DELAY_SEC: '5' }));
    handleFor({ TIMER_DELAY_SEC: '6' });
    clock.tick(10_000);
    expect(arrived()).to.have.length(1);
  });

  it('outlives a restart', () => {
    const before = makeRecall();
    before.recall(before.handleFor({ TIMER_DELAY_SEC: '5' }));
    before.feature.stop!();
    const { clock, services, state } = makeServices({ restarted: before });
    createScheduleFeature(services);
    clock.tick(10_000);
    expect(messagesIn(state, 'orders', 1)).to.deep.equal([]);
  });

  it('does not ask whether there is such a message', () => {
    const { handle, recall } = makeRecall();
    expect(recall(handle({ messageId: 'nobody' })).code).to.equal(0);
  });

  it('refuses handles that are bad, foreign or late', () => {
    const { clock, handle, recall } = makeRecall({ timerMaxDelaySec: 20 });
    clock.tick(5000);
    const refusals = {
      'recall handle is invalid': ['', 'nonsense', handle({ messageId: '' })],
      'recall failed, topic not match': [handle({ topic: 'others' })],
      'recall failed, broker service not available': [handle({ brokerName: 'broker-b' })],
      'recall failed, timestamp invalid': ['5000', '25000', 'AAAA', '1'].map((timestamp) =>
        handle({ timestamp }),
      ),
    };
    for (const [remark, handles] of Object.entries(refusals))
      for (const each of handles) {
        const answer = recall(each);
        expect(answer, each).to.include({ code: 604, remark });
        expect(answer.extFields).to.deep.equal({ MSG_REGION: 'DefaultRegion' });
      }
    expect(recall(handle({ timestamp: '24999' })).code).to.equal(0);
  });

  it('refuses a topic that is not there', () => {
    const { handle, recall } = makeRecall();
    expect(recall(handle(), 'nowhere')).to.include({
      code: 17,
      remark: 'recall failed, the topic[nowhere] not exist',
    });
  });

  it('refuses everything when it is switched off, or without timers', () => {
    const off = makeRecall({ recallMessageEnable: false });
    expect(off.recall(off.handle())).to.include({
      code: 16,
      remark: 'recall failed, operation is forbidden',
    });
    const timeless = makeRecall({ timerWheelEnable: false });
    expect(timeless.recall(timeless.handle())).to.include({
      code: 1,
      remark: 'recall failed, execute error',
    });
  });

  it('is refused by a slave', () => {
    const { handle, recall } = makeRecall({}, { brokerId: 1 });
    expect(recall(handle())).to.include({
      code: 11,
      remark: 'recall failed, broker service not available',
    });
  });
});
