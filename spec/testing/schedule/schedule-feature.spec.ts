import { expect } from 'chai';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { BrokerState } from '../../../src/testing/broker/broker-state.js';
import { createScheduleFeature } from '../../../src/testing/schedule/schedule-feature.js';
import { ScheduledMessages } from '../../../src/testing/schedule/scheduled-messages.js';
import { makeClock } from '../../support/make-clock.js';
import { makeDraft } from '../support/make-draft.js';
import { makeServices } from '../support/make-services.js';
import { messagesIn } from '../support/messages-in.js';
import { refusalOf } from '../support/ask.js';

type Restarted = Parameters<typeof makeServices>[0] extends infer S | undefined
  ? S extends { restarted?: infer R }
    ? NonNullable<R>
    : never
  : never;

function makeSchedule(config: Partial<BrokerConfig> = {}, restarted?: Restarted) {
  const made = makeServices({ config, ...(restarted === undefined ? {} : { restarted }) });
  const { clock, services, state, intake } = made;
  const feature = createScheduleFeature(services);
  intake.push(feature.intake!);
  const send = (properties: Record<string, string>, parts: Parameters<typeof makeDraft>[0] = {}) =>
    services.store(makeDraft({ properties, bornTimestamp: clock.now, ...parts }));
  const arrived = (topic = 'orders', queueId = 1) =>
    messagesIn(state, topic, queueId).map(({ body }) => String(body));
  return { ...made, feature, send, arrived };
}

describe('createScheduleFeature', () => {
  describe('with delay levels', () => {
    it('keeps a message in the queue of its level', () => {
      const { send, state } = makeSchedule();
      send({ DELAY: '3', KEYS: 'k' });
      const [message] = messagesIn(state, 'SCHEDULE_TOPIC_XXXX', 2);
      expect(message?.properties).to.include({
        DELAY: '3',
        KEYS: 'k',
        REAL_TOPIC: 'orders',
        REAL_QID: '1',
      });
    });

    it('delivers it when the delay of the level has passed, not before', () => {
      const { arrived, clock, send } = makeSchedule();
      send({ DELAY: '2' });
      clock.tick(4999);
      expect(arrived()).to.deep.equal([]);
      clock.tick(1);
      expect(arrived()).to.deep.equal(['hello']);
    });

    it('delivers what was sent, with the properties that real brokers leave', () => {
      const { clock, send, state } = makeSchedule();
      send({ DELAY: '1', KEYS: 'delay-1', WAIT: 'true' }, { flag: 7, sysFlag: 1, reconsumeTimes: 2 });
      clock.tick(1000);
      const [message] = messagesIn(state, 'orders', 1);
      expect({ ...message?.properties }).to.deep.equal({
        DELAY: '1',
        KEYS: 'delay-1',
        WAIT: 'true',
        REAL_TOPIC: 'orders',
        REAL_QID: '1',
      });
      expect(message).to.include({
        flag: 7,
        sysFlag: 1,
        reconsumeTimes: 2,
        bornTimestamp: 0,
        storeTimestamp: 1000,
        preparedTransactionOffset: 0,
      });
    });

    it('takes a level that is too high for the highest', () => {
      const { clock, arrived, send, state } = makeSchedule({ messageDelayLevel: '1s 3s' });
      send({ DELAY: '99' });
      expect(messagesIn(state, 'SCHEDULE_TOPIC_XXXX', 1)[0]?.getProperty('DELAY')).to.equal('2');
      clock.tick(3000);
      expect(arrived()).to.have.length(1);
    });

    it('prefers the level to a delivery time, which it takes out', () => {
      const { send, state } = makeSchedule();
      send({ DELAY: '1', TIMER_DELAY_SEC: '9', TIMER_DELAY_MS: '9', TIMER_DELIVER_MS: '9' });
      const [message] = messagesIn(state, 'SCHEDULE_TOPIC_XXXX', 0);
      expect(message?.properties).to.have.all.keys('DELAY', 'REAL_TOPIC', 'REAL_QID');
    });

    it('leaves messages without a level, or below 1, where they are', () => {
      const { arrived, send } = makeSchedule();
      send({});
      send({ DELAY: '0' });
      send({ DELAY: '-1' });
      expect(arrived()).to.have.length(3);
    });

    it('refuses a level that is no number', () => {
      const { send } = makeSchedule();
      expect(refusalOf(() => send({ DELAY: 'x' }))).to.deep.equal({
        code: 1,
        remark: 'java.lang.NumberFormatException: For input string: "x"',
      });
    });

    it('delivers many by their times with one timer', () => {
      const { arrived, clock, send } = makeSchedule();
      send({ DELAY: '2' }, { body: Buffer.from('late') });
      send({ DELAY: '1' }, { body: Buffer.from('early') });
      send({ DELAY: '1' }, { body: Buffer.from('second') });
      expect(clock.timers).to.equal(1);
      clock.tick(1000);
      expect(arrived()).to.deep.equal(['early', 'second']);
      clock.tick(4000);
      expect(arrived()).to.deep.equal(['early', 'second', 'late']);
      expect(clock.timers).to.equal(0);
    });

    it('delays what belongs to a committed transaction, not what is prepared', () => {
      const { arrived, send, state } = makeSchedule();
      send({ DELAY: '1' }, { sysFlag: 8 });
      send({ DELAY: '1' }, { sysFlag: 4 });
      expect(messagesIn(state, 'SCHEDULE_TOPIC_XXXX', 0)).to.have.length(1);
      expect(arrived()).to.have.length(1);
    });

    it('drops a half message, as real brokers do', () => {
      const { clock, send, state } = makeSchedule();
      send({ DELAY: '1' }, { topic: 'RMQ_SYS_TRANS_HALF_TOPIC' });
      clock.tick(1000);
      expect(messagesIn(state, 'RMQ_SYS_TRANS_HALF_TOPIC', 1)).to.deep.equal([]);
    });

    it('wakes who waits for the message', () => {
      const { clock, send, services } = makeSchedule();
      const seen: number[] = [];
      services.arrivals.in('orders', 1).subscribe(({ queueOffset }) => seen.push(queueOffset));
      send({ DELAY: '1' });
      clock.tick(1000);
      expect(seen).to.deep.equal([0]);
    });
  });

  describe('with delivery times', () => {
    it('delivers at the end of the period, with the properties that real brokers add', () => {
      const { arrived, clock, send, state } = makeSchedule();
      clock.tick(5646);
      send({ TIMER_DELAY_MS: '1500', UNIQ_KEY: 'A1' });
      clock.tick(2353);
      expect(arrived()).to.deep.equal([]);
      clock.tick(1);
      expect({ ...messagesIn(state, 'orders', 1)[0]?.properties }).to.deep.equal({
        TIMER_DELAY_MS: '1500',
        UNIQ_KEY: 'A1',
        TIMER_OUT_MS: '7000',
        TIMER_ENQUEUE_MS: '5000',
        TIMER_DEQUEUE_MS: '8000',
        REAL_TOPIC: 'orders',
        REAL_QID: '1',
      });
    });

    it('delivers in the order of the times', () => {
      const { arrived, clock, send } = makeSchedule();
      for (const seconds of ['3', '1', '2'])
        send({ TIMER_DELAY_SEC: seconds }, { body: Buffer.from(seconds) });
      clock.tick(3000);
      expect(arrived()).to.deep.equal(['1', '2', '3']);
    });
  });

  it('goes on after a restart, and delivers at once what became due meanwhile', () => {
    const before = makeSchedule();
    before.send({ DELAY: '1' }, { body: Buffer.from('missed') });
    before.send({ DELAY: '2' }, { body: Buffer.from('level') });
    before.send({ TIMER_DELAY_SEC: '7' }, { body: Buffer.from('time') });
    before.feature.stop!();
    expect(before.clock.timers).to.equal(0);
    before.clock.tick(2000);
    const { arrived, clock } = makeSchedule({}, before);
    expect(arrived()).to.deep.equal([]);
    clock.tick(0);
    expect(arrived()).to.deep.equal(['missed']);
    clock.tick(5000);
    expect(arrived()).to.deep.equal(['missed', 'level', 'time']);
  });

  it('leaves the work to the master on a slave', () => {
    const master = makeSchedule();
    const slave = makeServices({ identity: { brokerId: 1 }, restarted: master });
    createScheduleFeature(slave.services);
    master.send({ DELAY: '1' });
    expect(master.clock.timers).to.equal(1);
    master.clock.tick(1000);
    expect(master.arrived()).to.have.length(1);
  });

  it('drops what has grown too long, and goes on', () => {
    const { arrived, clock, send } = makeSchedule();
    send({ TIMER_DELAY_SEC: '1', long: 'x'.repeat(32_690) });
    send({ TIMER_DELAY_SEC: '1' });
    clock.tick(1000);
    expect(arrived()).to.have.length(1);
  });

  it('forgets what the store has dropped', () => {
    const state = new BrokerState({ maxMessages: 100, maxBytes: 1_000_000 });
    const { arrived, clock, send } = makeSchedule({}, { state, clock: makeClock() });
    for (let index = 0; index < 1500; index++) send({ DELAY: '1' });
    expect(state.of(ScheduledMessages).size).to.be.below(1300);
    clock.tick(1000);
    expect(arrived()).to.have.length(100);
  });
});
