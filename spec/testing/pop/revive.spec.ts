import { expect } from 'chai';
import sinon from 'sinon';
import { PropertyKey } from '../../../src/protocol/index.js';
import { createScheduleFeature } from '../../../src/testing/schedule/schedule-feature.js';
import { readEntry } from '../../../src/testing/store/stored-entry.js';
import { Refusal } from '../../../src/testing/server/refusal.js';
import { makePop, textsOf } from './pop-harness.js';

const retryTopic = '%RETRY%billing_orders';
const newNames = { enableRetryTopicV2: true, retrieveMessageFromPopRetryTopicV1: false };

describe('revive', () => {
  it('brings back what was not acknowledged, one interval after its time', () => {
    const { clock, pop, put } = makePop();
    for (const text of ['a', 'b']) put(text);
    pop({ invisibleTime: 5000 });
    clock.tick(5999);
    expect(pop()).to.be.empty;
    clock.tick(1);
    expect(textsOf(pop())).to.deep.equal(['a', 'b']);
  });

  it('stores it in the retry topic of the group, as a message of the broker', () => {
    const { clock, pop, put, state } = makePop();
    put('a', { queueId: 0, properties: { TAGS: 'red' }, flag: 7, bornTimestamp: 1234 });
    const popTime = clock.now;
    pop({ invisibleTime: 1000 });
    clock.tick(2000);
    const stored = readEntry(state.store.queue(retryTopic, 0).at(0)!);
    expect(stored.properties).to.deep.equal({ TAGS: 'red', [PropertyKey.FIRST_POP_TIME]: String(popTime) });
    expect(stored).to.deep.include({ reconsumeTimes: 1, flag: 7, bornTimestamp: 1234 });
    expect(stored.bornHost).to.equal('127.0.0.1:10911');
    expect(state.topics.get(retryTopic)).to.include({ readQueueNums: 1, perm: 6 });
    expect(state.offsets.get('billing', retryTopic, 0)).to.equal(0);
  });

  it('does not believe a first message about the time of its first pop', () => {
    const { clock, pop, put } = makePop();
    put('a', { properties: { [PropertyKey.FIRST_POP_TIME]: '5' } });
    const popTime = clock.now;
    pop({ invisibleTime: 1000 });
    clock.tick(2000);
    expect(pop()[0]?.message.properties[PropertyKey.FIRST_POP_TIME]).to.equal(String(popTime));
  });

  it('counts deliveries and keeps the time of the first', () => {
    const { clock, pop, put } = makePop();
    put('a');
    const firstPopTime = clock.now;
    pop({ invisibleTime: 1000 });
    for (const times of [1, 2, 3]) {
      clock.tick(2000);
      const [back] = pop({ invisibleTime: 1000 });
      expect(back?.message.reconsumeTimes).to.equal(times);
      expect(back?.message.properties[PropertyKey.FIRST_POP_TIME]).to.equal(String(firstPopTime));
    }
  });

  it('never gives up, as the real broker does not', () => {
    const { clock, pop, put, state } = makePop();
    put('a');
    pop({ invisibleTime: 1000 });
    for (let times = 0; times < 20; times++) {
      clock.tick(2000);
      expect(pop({ invisibleTime: 1000 })).to.have.lengthOf(1);
    }
    expect(state.topics.get('%DLQ%billing')).to.equal(undefined);
  });

  it('uses the newer name of retry topics if the configuration says so', () => {
    const { ack, checkpoints, clock, pop, put } = makePop(newNames);
    put('a');
    pop({ invisibleTime: 1000 });
    clock.tick(2000);
    const [back] = pop();
    expect(back?.handle.retryMark).to.equal(2);
    expect(back?.message.topic).to.equal('orders');
    ack(back!.handle);
    expect(checkpoints.size).to.equal(0);
  });

  it('lets every other pop read the retry topic of the older name, for what is left in there', () => {
    const { clock, pop, put, services, state } = makePop({
      ...newNames,
      retrieveMessageFromPopRetryTopicV1: true,
    });
    state.topics.ensure(retryTopic, 1);
    put('old', { topic: retryTopic });
    put('a');
    expect(textsOf(pop({ invisibleTime: 1000 }))).to.deep.equal(['a', 'old']);
    clock.tick(2000);
    // Chance decides: 50 of a hundred is even.
    expect(textsOf(pop())).to.deep.equal(['old']);
    sinon.stub(services.runtime, 'random').returns(0.51);
    expect(textsOf(pop())).to.deep.equal(['a']);
  });

  it('does not wake who waits, so that the message is found when the poll ends', () => {
    const { clock, connection, pop, popRequest, put } = makePop();
    put('a');
    pop({ invisibleTime: 1000 });
    const poll = connection.send(popRequest({ pollTime: 5000 }));
    clock.tick(4949);
    expect(poll.values).to.be.empty;
    clock.tick(1);
    expect(poll.values.map(({ code }) => code)).to.deep.equal([0]);
  });

  it('wakes who waits when retry topics have the newer name', () => {
    const { clock, connection, pop, popRequest, put } = makePop(newNames);
    put('a');
    pop({ invisibleTime: 1000 });
    const poll = connection.send(popRequest({ pollTime: 5000 }));
    clock.tick(2000);
    expect(poll.values.map(({ code }) => code)).to.deep.equal([0]);
  });

  it('delays again what was sent with a delay level, as the real broker does, and not what had a time', () => {
    const delays = [
      { properties: { DELAY: '2' }, againMs: 5000 },
      { properties: { TIMER_DELAY_MS: '3000' }, againMs: 0 },
    ];
    for (const { properties, againMs } of delays) {
      const { clock, intake, pop, put, services } = makePop();
      const schedule = createScheduleFeature(services);
      intake.push((draft) => schedule.intake?.(draft) ?? draft);
      put('a', { properties });
      clock.tick(10_000);
      expect(textsOf(pop({ invisibleTime: 1000 }))).to.deep.equal(['a']);
      clock.tick(2000 + againMs - 1);
      expect(pop()).to.be.empty;
      clock.tick(1);
      expect(textsOf(pop()), Object.keys(properties).join()).to.deep.equal(['a']);
      schedule.stop?.();
    }
  });

  it('forgets messages of a group or topic that was deleted', () => {
    for (const forget of ['group', 'topic'] as const) {
      const { checkpoints, clock, pop, put, state } = makePop();
      put('a');
      pop({ invisibleTime: 1000 });
      if (forget === 'group') state.groups.delete('billing');
      else state.topics.delete('orders');
      clock.tick(2000);
      expect(checkpoints.size).to.equal(0);
      expect(state.topics.get(retryTopic), forget).to.equal(undefined);
    }
  });

  it('passes over what is not in the store any more', () => {
    const { clock, pop, put, state } = makePop();
    for (const text of ['a', 'b']) put(text);
    pop({ invisibleTime: 1000 });
    state.store.queue('orders', 0).dropFirst();
    clock.tick(2000);
    expect(textsOf(pop())).to.deep.equal(['b']);
  });

  it('tries again later what could not be stored', () => {
    const { clock, intake, pop, put } = makePop();
    put('a');
    pop({ invisibleTime: 1000 });
    intake.push(() => {
      throw new Refusal(14, 'not now');
    });
    clock.tick(2000);
    intake.pop();
    clock.tick(9999);
    expect(pop()).to.be.empty;
    clock.tick(1);
    expect(textsOf(pop())).to.deep.equal(['a']);
  });

  it('happens after a restart of the broker as well', () => {
    const { clock, feature, pop, put, state } = makePop();
    put('a');
    pop({ invisibleTime: 1000 });
    feature.stop?.();
    clock.tick(5000);
    const again = makePop({}, 1, { restarted: { state, clock } });
    expect(again.checkpoints.size).to.equal(1);
    clock.tick(0);
    expect(textsOf(again.pop())).to.deep.equal(['a']);
  });

  it('is the work of the master, not of its slaves', () => {
    const { clock, feature, pop, put, state } = makePop();
    put('a');
    pop({ invisibleTime: 1000 });
    feature.stop?.();
    const slave = makePop({}, 1, { restarted: { state, clock }, identity: { brokerId: 1 } });
    slave.connection.send(slave.popRequest({ pollTime: 4000 }));
    clock.tick(5000);
    expect(slave.checkpoints.size).to.equal(1);
  });
});
