import { expect } from 'chai';
import { Alarm } from '../../../src/testing/schedule/alarm.js';
import { makeClock } from '../../support/make-clock.js';

function makeAlarm() {
  const clock = makeClock();
  const rung: number[] = [];
  const alarm = new Alarm(clock.runtime, () => rung.push(clock.now));
  return { alarm, clock, rung };
}

describe('Alarm', () => {
  it('rings once, at the time it was last set to', () => {
    const { alarm, clock, rung } = makeAlarm();
    alarm.set(50);
    alarm.set(30);
    clock.tick(100);
    expect(rung).to.deep.equal([30]);
    expect(clock.timers).to.equal(0);
  });

  it('rings for a time that has passed, but not while it is set', () => {
    const { alarm, clock, rung } = makeAlarm();
    clock.tick(100);
    alarm.set(10);
    expect(rung).to.deep.equal([]);
    clock.tick(0);
    expect(rung).to.deep.equal([100]);
  });

  it('can be set again while it rings, to the same time too', () => {
    const clock = makeClock();
    let rings = 0;
    const alarm = new Alarm(clock.runtime, () => {
      if (++rings < 3) alarm.set(5);
    });
    alarm.set(5);
    clock.tick(20);
    expect(rings).to.equal(3);
  });

  it('keeps its timer when it is set to the time it is set to', () => {
    const { alarm, clock, rung } = makeAlarm();
    alarm.set(5);
    alarm.set(5);
    expect(clock.timers).to.equal(1);
    clock.tick(5);
    expect(rung).to.deep.equal([5]);
  });

  it('is silenced by undefined and by stop', () => {
    const { alarm, clock, rung } = makeAlarm();
    alarm.set(5);
    alarm.set(undefined);
    alarm.set(7);
    alarm.stop();
    clock.tick(10);
    expect(rung).to.deep.equal([]);
  });

  it('rings early when a timer cannot wait as long', () => {
    const { alarm, clock, rung } = makeAlarm();
    alarm.set(2 ** 32);
    clock.tick(2 ** 31);
    expect(rung).to.deep.equal([2 ** 31 - 1]);
  });
});
