import { expect } from 'chai';
import { Sweep } from '../../src/remoting/sweep.js';
import { makeClock } from '../support/make-clock.js';

describe('Sweep', () => {
  it('runs every interval while the task wants to go on, and then stops its timer', () => {
    const clock = makeClock();
    const runs: number[] = [];
    const sweep = new Sweep(clock.runtime, 100, (now) => runs.push(now) < 3);
    sweep.wake();
    clock.tick(1000);
    expect(runs).to.deep.equal([100, 200, 300]);
    expect(clock.timers).to.equal(0);
    expect(sweep.running).to.equal(false);
  });

  it('has one timer however often it is woken, and can be woken again', () => {
    const clock = makeClock();
    const runs: number[] = [];
    const sweep = new Sweep(clock.runtime, 100, (now) => runs.push(now) < 0);
    sweep.wake();
    sweep.wake();
    expect(clock.timers).to.equal(1);
    clock.tick(250);
    sweep.wake();
    clock.tick(250);
    expect(runs).to.deep.equal([100, 350]);
  });

  it('does not run again after the task has stopped it', () => {
    const clock = makeClock();
    let runs = 0;
    const sweep = new Sweep(clock.runtime, 100, () => {
      runs += 1;
      sweep.stop();
      return true;
    });
    sweep.wake();
    clock.tick(1000);
    expect(runs).to.equal(1);
    expect(clock.timers).to.equal(0);
  });

  it('puts a run that comes more than an interval late off once, so that sockets are read first', () => {
    const clock = makeClock();
    const runs: number[] = [];
    let stalledMs = 0;
    const runtime = { ...clock.runtime, now: () => clock.now + stalledMs };
    const sweep = new Sweep(runtime, 100, (now) => runs.push(now) > 0);
    sweep.wake();
    clock.tick(150);
    stalledMs = 5000;
    clock.tick(50);
    expect(runs, 'late by 5000 ms').to.deep.equal([100]);
    stalledMs = 10_000;
    clock.tick(100);
    expect(runs, 'late again, but never put off twice').to.deep.equal([100, 10_300]);
    sweep.stop();
  });
});
