import { expect } from 'chai';
import { interval, timer } from 'rxjs';
import sinon from 'sinon';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { Single } from '../../../src/internal/single.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import { VirtualClock } from '../../../src/testing/time/virtual-clock.js';
import { deferred } from '../../support/deferred.js';

const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock, and a log of texts with the milliseconds that had passed. */
function makeClock(clock = createVirtualClock()) {
  const startMs = clock.now;
  const log: string[] = [];
  const note = (text: string): void => void log.push(`${clock.now - startMs} ${text}`);
  const after = (ms: number, work: () => unknown): void =>
    void clock.runtime.scheduler.schedule(() => void work(), ms);
  return { clock, log, note, after, defer: (task: () => void): void => clock.runtime.defer(task) };
}

/** Waits for so many promises, one after the other. */
async function chainOf(length: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- a long chain of promises is the point
  for (let index = 0; index < length; index++) await Promise.resolve();
}

/** What both ways to let time pass have in common. */
const ways: readonly (readonly [string, (clock: VirtualClock, ms: number) => Promise<void>])[] = [
  // oxlint-disable-next-line require-await -- so that both ways have one form
  ['tick', async (clock, ms) => clock.tick(ms)],
  ['advance', (clock, ms) => clock.advance(ms)],
];

describe('VirtualClock', () => {
  it('does nothing by itself', async () => {
    const { clock, log, note, after, defer } = makeClock();
    after(0, () => note('timer'));
    defer(() => note('deferred'));
    await immediate();
    await immediate();
    expect([log, clock.timers]).to.deep.equal([[], 1]);
  });

  for (const [way, pass] of ways) {
    describe(way, () => {
      it('runs what is due, each timer at its time, and ends at the end', async () => {
        const { clock, log, note, after } = makeClock();
        [200, 100, 301].forEach((ms) => after(ms, () => note('timer')));
        const startMs = clock.now;
        await pass(clock, 300);
        expect([log, clock.now - startMs, clock.timers]).to.deep.equal([['100 timer', '200 timer'], 300, 1]);
      });

      it('runs what was deferred before and between timers, in order, with what that defers', async () => {
        const { clock, log, note, after, defer } = makeClock();
        after(1, () => {
          note('one');
          defer(() => {
            note('deferred by one');
            defer(() => note('deferred by that'));
          });
          defer(() => note('also deferred by one'));
        });
        after(1, () => note('two'));
        defer(() => note('deferred'));
        await pass(clock, 1);
        expect(log).to.deep.equal([
          '0 deferred',
          '1 one',
          '1 deferred by one',
          '1 also deferred by one',
          '1 deferred by that',
          '1 two',
        ]);
      });

      it('runs timers that deferred tasks set, within the time', async () => {
        const { clock, log, note, after, defer } = makeClock();
        defer(() => after(10, () => defer(() => after(10, () => note('late')))));
        await pass(clock, 20);
        expect(log).to.deep.equal(['20 late']);
      });

      it('stops at an error, and goes on with the next call', async () => {
        const { clock, log, note, after } = makeClock();
        after(1, () => {
          throw new Error('boom');
        });
        after(2, () => note('after'));
        const failure = await pass(clock, 5).then(
          () => undefined,
          (error: Error) => error.message,
        );
        expect([failure, log]).to.deep.equal(['boom', []]);
        await pass(clock, 1);
        expect(log).to.deep.equal(['2 after']);
      });

      for (const [what, keepBusy] of [
        ['timers', ({ after }) => after(0, () => keepBusyWithTimers(after))],
        ['tasks', ({ defer }) => keepBusyWithTasks(defer)],
      ] as const satisfies readonly (readonly [string, (made: ReturnType<typeof makeClock>) => void])[]) {
        it(`gives up when ${what} set each other without end`, async () => {
          const made = makeClock(
            new VirtualClock({ startAtMs: 0, random: () => 0.5, maxStepsPerMoment: 100 }),
          );
          keepBusy(made);
          const failure = await pass(made.clock, 1).then(
            () => undefined,
            (error: Error) => error.message,
          );
          expect(failure).to.match(/^Time cannot pass: more than 100 tasks and timers/);
        });
      }

      it('lets any number of timers run, one moment after the other', async () => {
        const { clock } = makeClock();
        let count = 0;
        const subscription = interval(1, clock.runtime.scheduler).subscribe(() => count++);
        await pass(clock, 20_000);
        subscription.unsubscribe();
        expect([count, clock.timers]).to.deep.equal([20_000, 0]);
      });

      for (const ms of [-1, Number.NaN, Infinity]) {
        it(`refuses ${ms}`, async () => {
          const failure: unknown = await pass(makeClock().clock, ms).then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(failure).to.be.an.instanceof(InvalidArgumentError);
        });
      }

      it('cannot be called from within a timer', async () => {
        const { clock, after, log, note } = makeClock();
        after(1, () => {
          try {
            clock.tick(1);
          } catch (error) {
            note(String(error));
          }
        });
        await pass(clock, 2);
        expect(log).to.deep.equal(['1 Error: Time is passing already: it cannot be moved from within']);
      });
    });
  }

  describe('tick', () => {
    it('leaves promises for later', async () => {
      const { clock, log, note, after } = makeClock();
      after(1, () => Promise.resolve().then(() => note('promise')));
      clock.tick(5);
      expect(log).to.deep.equal([]);
      await immediate();
      expect(log).to.deep.equal(['5 promise']);
    });

    it('runs what is due now when it is given no time', () => {
      const { clock, log, note, after } = makeClock();
      after(0, () => note('now'));
      after(1, () => note('later'));
      clock.tick();
      expect(log).to.deep.equal(['0 now']);
    });
  });

  describe('flush', () => {
    it('runs what was deferred, but no timer', () => {
      const { clock, log, note, after, defer } = makeClock();
      after(0, () => note('timer'));
      defer(() => defer(() => note('deferred')));
      clock.flush();
      expect(log).to.deep.equal(['0 deferred']);
    });
  });

  describe('settle', () => {
    it('lets promises and deferred tasks take each other further, and no time pass', async () => {
      const { clock, log, note, after, defer } = makeClock();
      const work = async (): Promise<void> => {
        await new Promise<void>((resolve) => defer(resolve));
        await chainOf(1000);
        await new Promise<void>((resolve) => defer(resolve));
        note('done');
      };
      void work();
      after(1, () => note('timer'));
      await clock.settle();
      expect(log).to.deep.equal(['0 done']);
    });
  });

  describe('advance', () => {
    it('lets promise chains of any length end before the next timer', async () => {
      const { clock, log, note, after } = makeClock();
      after(1, async () => {
        await chainOf(10_000);
        note('chain');
      });
      after(1, () => note('timer of the same time'));
      after(2, () => note('next timer'));
      await clock.advance(2);
      expect(log).to.deep.equal(['1 chain', '1 timer of the same time', '2 next timer']);
    });

    it('runs timers that promises set, within the time', async () => {
      const { clock, log, note } = makeClock();
      const sleep = (ms: number): Promise<unknown> =>
        new Promise((resolve) => timer(ms, clock.runtime.scheduler).subscribe(resolve));
      const work = async (): Promise<void> => {
        await sleep(10);
        note('ten');
        await chainOf(50);
        await sleep(10);
        note('twenty');
        await sleep(10);
        note('thirty');
      };
      void work();
      await clock.advance(25);
      expect(log).to.deep.equal(['10 ten', '20 twenty']);
    });

    it('takes turns when it is called again meanwhile', async () => {
      const { clock, log, note, after } = makeClock();
      after(10, () => note('timer'));
      const startMs = clock.now;
      const first = clock.advance(5).then(() => note('first'));
      const second = clock.advance(5).then(() => note('second'));
      await Promise.all([first, second]);
      expect([log, clock.now - startMs]).to.deep.equal([['5 first', '10 timer', '10 second'], 10]);
    });

    it('takes its turn after one that failed', async () => {
      const { clock, after } = makeClock();
      after(1, () => {
        throw new Error('boom');
      });
      const startMs = clock.now;
      const failure = clock.advance(1).catch((error: Error) => error.message);
      await clock.advance(9);
      expect([await failure, clock.now - startMs]).to.deep.equal(['boom', 10]);
    });

    it('does not let a handler move the time', async () => {
      const { clock, log, note, after } = makeClock();
      after(1, async () => {
        await Promise.resolve();
        try {
          clock.tick(10);
        } catch (error) {
          note(String(error));
        }
      });
      await clock.advance(1);
      expect(log).to.deep.equal(['1 Error: Time is passing already: it cannot be moved from within']);
    });

    it('needs no immediates of a test that fakes them', async () => {
      const { clock, log, note, after } = makeClock();
      const fake = sinon.useFakeTimers({ toFake: ['setImmediate', 'setTimeout', 'Date'] });
      after(1, () => note('timer'));
      await clock.advance(1).finally(() => fake.restore());
      expect(log).to.deep.equal(['1 timer']);
    });
  });

  describe('until', () => {
    const sleeping = (clock: VirtualClock, ms: number): Single<string> =>
      new Single((subscriber) =>
        clock.runtime.scheduler.schedule(() => {
          subscriber.next(`slept ${ms} ms`);
          subscriber.complete();
        }, ms),
      );

    it('lets pass what a promise takes, and gives its result', async () => {
      const { clock, after, log, note } = makeClock();
      after(5001, () => note('too late'));
      const startMs = clock.now;
      expect(await clock.until(sleeping(clock, 5000))).to.equal('slept 5000 ms');
      expect([clock.now - startMs, log]).to.deep.equal([5000, []]);
    });

    it('lets no time pass for what takes none', async () => {
      const { clock, after } = makeClock();
      after(0, () => undefined);
      const startMs = clock.now;
      expect(await clock.until(chainOf(100).then(() => 'done'))).to.equal('done');
      expect([clock.now - startMs, clock.timers]).to.deep.equal([0, 1]);
    });

    it('rejects as the promise does', async () => {
      const { clock } = makeClock();
      const failure: unknown = await clock
        .until(Promise.reject(new Error('boom')))
        .catch((error: unknown) => error);
      expect(failure).to.be.an('error').with.property('message', 'boom');
    });

    it('rejects when the promise takes longer than allowed', async () => {
      const { clock } = makeClock();
      const failure: unknown = await clock
        .until(sleeping(clock, 2000), 1999)
        .catch((error: unknown) => String(error));
      expect(failure).to.equal('Error: The promise is still pending after 1999 ms, with 1 timers set');
    });

    it('rejects when nothing is left that could settle it', async () => {
      const { clock } = makeClock();
      const failure: unknown = await clock
        .until(new Promise(() => undefined))
        .catch((error: unknown) => String(error));
      expect(failure).to.equal('Error: The promise is still pending after 3600000 ms, with 0 timers set');
    });
  });

  describe('hold', () => {
    it('keeps time back while work goes on outside', async () => {
      const { clock, log, note, after } = makeClock();
      after(1, async () => {
        await clock.hold(immediate().then(immediate).then(immediate));
        await chainOf(3);
        note('done');
      });
      after(2, () => note('next timer'));
      await clock.advance(2);
      expect(log).to.deep.equal(['1 done', '2 next timer']);
    });

    it('gives the work back, and time goes on when it fails', async () => {
      const { clock, log, note, after } = makeClock();
      const { promise, reject } = deferred<string>();
      expect(clock.hold(promise)).to.equal(promise);
      after(1, () => note('timer'));
      const passing = clock.advance(1);
      await immediate();
      await immediate();
      expect(log).to.deep.equal([]);
      reject(new Error('boom'));
      await passing;
      expect(log).to.deep.equal(['1 timer']);
    });
  });

  it('takes the same course each time', async () => {
    const course = async (): Promise<readonly string[]> => {
      const { clock, log, note, after, defer } = makeClock();
      const step = (depth: number): void => {
        const chance = clock.runtime.random();
        note(`${depth} ${chance}`);
        if (depth === 0) return;
        after(Math.floor(chance * 10), () => step(depth - 1));
        defer(() => note(`deferred by ${depth}`));
        void chainOf(depth).then(() => after(Math.floor(chance * 7), () => step(depth - 1)));
      };
      step(6);
      await clock.advance(100);
      return log;
    };
    const first = await course();
    expect(first.length).to.be.greaterThan(100);
    expect(await course()).to.deep.equal(first);
  });
});

function keepBusyWithTimers(after: (ms: number, work: () => unknown) => void): void {
  after(0, () => keepBusyWithTimers(after));
}

function keepBusyWithTasks(defer: (task: () => void) => void): void {
  defer(() => keepBusyWithTasks(defer));
}
