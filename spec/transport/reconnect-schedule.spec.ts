import { expect } from 'chai';
import { resolveReconnectPolicy } from '../../src/transport/reconnect-policy.js';
import { ReconnectSchedule } from '../../src/transport/reconnect-schedule.js';

function makeSchedule(maxRetries = -1) {
  const clock = { ms: 1000 };
  const policy = resolveReconnectPolicy({ initialDelayMs: 100, maxDelayMs: 300, maxRetries });
  const schedule = new ReconnectSchedule(policy, { now: () => clock.ms, random: () => 1 });
  return { clock, schedule };
}

describe('ReconnectSchedule', () => {
  it('waits for nothing at first', () => {
    const { schedule } = makeSchedule();
    expect([schedule.failures, schedule.waitMs, schedule.lastFailure]).to.deep.equal([0, 0, undefined]);
  });

  it('waits longer with each failure, and what is left of it as time goes by', () => {
    const { clock, schedule } = makeSchedule();
    const waits: number[] = [];
    for (let count = 0; count < 4; count++) {
      schedule.failed(new Error(`${count}`), true);
      waits.push(schedule.waitMs);
    }
    expect(waits).to.deep.equal([100, 200, 300, 300]);
    clock.ms += 299;
    expect(schedule.waitMs).to.equal(1);
    clock.ms += 50;
    expect(schedule.waitMs).to.equal(0);
    expect([schedule.failures, schedule.lastFailure?.message]).to.deep.equal([4, '3']);
  });

  it('starts anew after a good link', () => {
    const { schedule } = makeSchedule();
    schedule.failed(new Error('x'), true);
    schedule.recovered(undefined);
    expect([schedule.failures, schedule.waitMs, schedule.lastFailure]).to.deep.equal([0, 0, undefined]);
  });

  it('is exhausted after maxRetries, until nobody waits', () => {
    const { schedule } = makeSchedule(2);
    const seen = [schedule.exhausted];
    schedule.retry();
    seen.push(schedule.exhausted);
    schedule.retry();
    seen.push(schedule.exhausted);
    schedule.rest();
    seen.push(schedule.exhausted);
    expect(seen).to.deep.equal([false, false, true, false]);
  });

  it('is never exhausted by default, and at once without retries', () => {
    const { schedule } = makeSchedule();
    for (let count = 0; count < 1000; count++) schedule.retry();
    expect(schedule.exhausted).to.equal(false);
    expect(makeSchedule(0).schedule.exhausted).to.equal(true);
  });
});
