import { expect } from 'chai';
import fc from 'fast-check';
import { concat, delay, interval, of, Subscription, take, timeout, timer, TimeoutError, NEVER } from 'rxjs';
import { VirtualScheduler } from '../../../src/testing/time/virtual-scheduler.js';

/** Runs what is due until then, and moves there. */
function runUntil(scheduler: VirtualScheduler, untilMs: number): void {
  while (scheduler.runNext(untilMs));
  scheduler.moveTo(untilMs);
}

describe('VirtualScheduler', () => {
  it('runs timers at their times, in the order of their times', () => {
    const scheduler = new VirtualScheduler(1000);
    const log: string[] = [];
    for (const delayMs of [30, 10, 20])
      scheduler.schedule(() => log.push(`${delayMs} at ${scheduler.now()}`), delayMs);
    runUntil(scheduler, 1020);
    expect([log, scheduler.length, scheduler.now()]).to.deep.equal([['10 at 1010', '20 at 1020'], 1, 1020]);
  });

  it('keeps the order of timers of one time, whatever else is set', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 });
    fc.assert(
      fc.property(delays, (delaysMs) => {
        const scheduler = new VirtualScheduler(0);
        const log: { delayMs: number; index: number }[] = [];
        delaysMs.forEach((delayMs, index) => scheduler.schedule(() => log.push({ delayMs, index }), delayMs));
        runUntil(scheduler, 5);
        expect(log).to.deep.equal(
          delaysMs
            .map((delayMs, index) => ({ delayMs, index }))
            .toSorted((a, b) => a.delayMs - b.delayMs || a.index - b.index),
        );
      }),
    );
  });

  it('runs what a timer sets for the same time behind what was set before', () => {
    const scheduler = new VirtualScheduler(0);
    const log: string[] = [];
    scheduler.schedule(() => {
      log.push('first');
      scheduler.schedule(() => log.push('third'));
    });
    scheduler.schedule(() => log.push('second'), -5);
    runUntil(scheduler, 0);
    expect(log).to.deep.equal(['first', 'second', 'third']);
  });

  it('hands over the state, and takes a new one with a new time', () => {
    const scheduler = new VirtualScheduler(0);
    const log: string[] = [];
    scheduler.schedule<number>(
      function (count = 0) {
        log.push(`${count} at ${scheduler.now()}`);
        if (count < 3) this.schedule(count + 1, 10 * count);
      },
      5,
      1,
    );
    runUntil(scheduler, 100);
    expect(log).to.deep.equal(['1 at 5', '2 at 15', '3 at 35']);
  });

  it('has a timer once, at the last time that it was given', () => {
    const scheduler = new VirtualScheduler(0);
    const log: number[] = [];
    scheduler.schedule<boolean>(
      function (again) {
        log.push(scheduler.now());
        if (again !== true) return;
        this.schedule(false, 1);
        this.schedule(false, 7);
      },
      0,
      true,
    );
    runUntil(scheduler, 100);
    expect(log).to.deep.equal([0, 7]);
  });

  it('forgets a timer that is unsubscribed, also for good', () => {
    const scheduler = new VirtualScheduler(0);
    const log: string[] = [];
    const one = scheduler.schedule(() => log.push('one'), 10);
    scheduler.schedule(() => log.push('two'), 10);
    one.unsubscribe();
    expect(scheduler.length).to.equal(1);
    scheduler.schedule(function () {
      this.unsubscribe();
      this.schedule(undefined, 1);
    });
    runUntil(scheduler, 10);
    expect([log, scheduler.length]).to.deep.equal([['two'], 0]);
  });

  it('lets a timer fail for itself', () => {
    const scheduler = new VirtualScheduler(0);
    const log: string[] = [];
    scheduler.schedule(function () {
      this.schedule();
      throw new Error('boom');
    });
    scheduler.schedule(() => log.push('the other'));
    expect(() => scheduler.runNext(0)).to.throw('boom');
    runUntil(scheduler, 0);
    expect([log, scheduler.length]).to.deep.equal([['the other'], 0]);
  });

  it('never goes back', () => {
    const scheduler = new VirtualScheduler(1000);
    scheduler.moveTo(500);
    expect(scheduler.now()).to.equal(1000);
  });

  it('ends a timer that has repeated a million times', () => {
    const scheduler = new VirtualScheduler(0);
    let count = 0;
    const subscription = interval(1, scheduler).subscribe(() => count++);
    runUntil(scheduler, 1_000_000);
    subscription.unsubscribe();
    expect([count, scheduler.length]).to.deep.equal([1_000_000, 0]);
  });

  it('is one for the operators of RxJS', () => {
    const scheduler = new VirtualScheduler(Date.UTC(2026, 0, 1));
    const log: unknown[] = [];
    const all = new Subscription();
    const note = (value: unknown): void => void log.push([scheduler.now() - Date.UTC(2026, 0, 1), value]);
    all.add(
      concat(of('a').pipe(delay(5, scheduler)), timer(10, 10, scheduler).pipe(take(2))).subscribe(note),
    );
    all.add(timer(new Date(Date.UTC(2026, 0, 1, 0, 0, 1)), scheduler).subscribe(note));
    all.add(
      NEVER.pipe(timeout({ first: 50, scheduler })).subscribe({
        error: (error: unknown) => note(error instanceof TimeoutError),
      }),
    );
    runUntil(scheduler, Date.UTC(2026, 0, 2));
    expect(log).to.deep.equal([
      [5, 'a'],
      [15, 0],
      [25, 1],
      [50, true],
      [1000, 0],
    ]);
    expect(scheduler.length).to.equal(0);
    all.unsubscribe();
  });
});
