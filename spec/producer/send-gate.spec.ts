import { expect } from 'chai';
import fc from 'fast-check';
import { EMPTY, NEVER, Observable, of, Subject, type Subscription, take } from 'rxjs';
import sinon from 'sinon';
import { TooManySendsError } from '../../src/errors/producer-error.js';
import { ClosedError } from '../../src/errors/usage-error.js';
import { type GateTask, type Pressure, SendGate } from '../../src/producer/send-gate.js';
import { observe } from '../remoting/toy-network.js';
import { makeClock } from '../support/make-clock.js';
import { GateModel } from './send-gate-model.js';

interface Wanted {
  readonly bytes?: number;
  readonly timeoutMs?: number;
  readonly orderKey?: string | readonly string[];
  readonly work?: Observable<string>;
}

const group = 'p';

function makeGate(limits: { maxInFlight?: number; maxInFlightBytes?: number; maxWaiting?: number } = {}) {
  const clock = makeClock();
  const { runtime } = clock;
  const settings = { maxInFlight: 2, maxInFlightBytes: 1000, maxWaiting: 100, group, runtime, ...limits };
  const gate = new SendGate(settings);
  const begun: string[] = [];
  const works = new Map<string, Subject<string>>();

  const taskOf = (
    name: string,
    { bytes = 1, timeoutMs = 1000, orderKey, work }: Wanted,
  ): GateTask<string> => ({
    bytes,
    deadline: runtime.now() + timeoutMs,
    orderKey,
    begin: (subscriber) => {
      begun.push(name);
      if (work !== undefined) return work.subscribe(subscriber);
      const own = new Subject<string>();
      works.set(name, own);
      return own.subscribe(subscriber);
    },
  });
  /** A task whose work lasts until `end`. */
  const arrive = (name: string, wanted: Wanted = {}): ReturnType<typeof observe<string>> =>
    observe(gate.run(() => taskOf(name, wanted)));
  const end = (name: string): void => {
    works.get(name)!.next(name);
    works.get(name)!.complete();
  };
  return { clock, gate, begun, works, arrive, end, taskOf };
}

const reasonOf = (error: unknown): string | undefined =>
  error instanceof TooManySendsError ? error.reason : undefined;

describe('SendGate', () => {
  it('makes a task at each subscription, not before', () => {
    const { gate, begun, taskOf } = makeGate();
    let made = 0;
    const run = gate.run(() => taskOf(`${++made}`, { work: of('done') }));
    expect(made).to.equal(0);
    expect([observe(run), observe(run)].map(({ values }) => values)).to.deep.equal([['done'], ['done']]);
    expect(begun).to.deep.equal(['1', '2']);
  });

  it('lets tasks pass up to the limit, and the next when one has ended', () => {
    const { arrive, begun, end } = makeGate();
    const runs = ['a', 'b', 'c', 'd'].map((name) => arrive(name));
    expect(begun).to.deep.equal(['a', 'b']);
    end('b');
    expect(begun).to.deep.equal(['a', 'b', 'c']);
    expect(runs.map(({ values, complete }) => [values, complete.callCount])).to.deep.equal([
      [[], 0],
      [['b'], 1],
      [[], 0],
      [[], 0],
    ]);
  });

  it('counts bytes', () => {
    const { arrive, begun, end, gate } = makeGate({ maxInFlight: 10, maxInFlightBytes: 100 });
    arrive('a', { bytes: 60 });
    arrive('b', { bytes: 40 });
    arrive('c', { bytes: 1 });
    expect([begun, gate.pressure.inFlightBytes]).to.deep.equal([['a', 'b'], 100]);
    end('b');
    expect([begun, gate.pressure.inFlightBytes]).to.deep.equal([['a', 'b', 'c'], 61]);
  });

  it('lets one pass alone that is larger than all bytes, and nobody overtake it', () => {
    const { arrive, begun, end } = makeGate({ maxInFlight: 10, maxInFlightBytes: 100 });
    arrive('small');
    arrive('large', { bytes: 5000 });
    arrive('later');
    expect(begun).to.deep.equal(['small']);
    end('small');
    expect(begun).to.deep.equal(['small', 'large']);
    end('large');
    expect(begun).to.deep.equal(['small', 'large', 'later']);
  });

  it('refuses above maxWaiting, those of an order key included', () => {
    const { arrive, begun } = makeGate({ maxInFlight: 1, maxWaiting: 2 });
    arrive('a', { orderKey: 'k' });
    arrive('b', { orderKey: 'k' });
    arrive('c');
    const refused = [arrive('d'), arrive('e', { orderKey: 'k' }), arrive('f', { orderKey: 'new' })];
    expect(refused.map(({ failure }) => [reasonOf(failure), failure?.message])).to.deep.equal(
      Array.from({ length: 3 }, () => ['waiting', 'The message was not sent: 2 sends wait already']),
    );
    expect(begun).to.deep.equal(['a']);
  });

  it('goes on when the work throws before there is any', () => {
    const { gate, arrive, begun, taskOf } = makeGate({ maxInFlight: 1 });
    const broken = observe(
      gate.run(() => ({
        ...taskOf('x', {}),
        begin: () => {
          throw new Error('no work');
        },
      })),
    );
    arrive('next');
    expect([broken.failure?.message, begun, gate.pressure.inFlight]).to.deep.equal(['no work', ['next'], 1]);
  });

  it('errs with what keeps a task from being made', () => {
    const { gate } = makeGate();
    const run = observe(
      gate.run(() => {
        throw new Error('no task');
      }),
    );
    expect([run.failure?.message, gate.pressure.waiting]).to.deep.equal(['no task', 0]);
  });

  it('does nothing for a subscriber that is gone already', () => {
    const { gate, begun, taskOf } = makeGate();
    const gone = new Observable<string>((subscriber) => {
      subscriber.complete();
      return gate.run(() => taskOf('a', {})).subscribe(subscriber);
    });
    observe(gone);
    expect([begun, gate.pressure]).to.deep.equal([
      [],
      { state: 'free', inFlight: 0, inFlightBytes: 0, waiting: 0 },
    ]);
  });

  describe('deadlines', () => {
    it('end the wait, and not the work that has begun', async () => {
      const { arrive, clock, gate } = makeGate({ maxInFlight: 1 });
      const begun = arrive('a', { timeoutMs: 300 });
      const waiting = arrive('b', { timeoutMs: 300 });
      await clock.advance(250);
      expect(waiting.failure).to.equal(undefined);
      await clock.advance(100);
      expect(reasonOf(waiting.failure)).to.equal('timeout');
      expect([begun.failure, gate.pressure.waiting, gate.pressure.inFlight]).to.deep.equal([undefined, 0, 1]);
    });

    it('end the wait behind another one of the same order key', async () => {
      const { arrive, clock, begun, end } = makeGate({ maxInFlight: 10 });
      arrive('a', { orderKey: 'k' });
      const late = arrive('b', { orderKey: 'k', timeoutMs: 300 });
      arrive('c', { orderKey: 'k', timeoutMs: 9000 });
      await clock.advance(400);
      expect(reasonOf(late.failure)).to.equal('timeout');
      end('a');
      expect(begun).to.deep.equal(['a', 'c']);
    });

    it('let those behind pass that fit where the late one did not', async () => {
      const { arrive, clock, begun } = makeGate({ maxInFlight: 10, maxInFlightBytes: 100 });
      arrive('a', { bytes: 90 });
      arrive('large', { bytes: 50, timeoutMs: 300 });
      arrive('small', { bytes: 10, timeoutMs: 900 });
      await clock.advance(400);
      expect(begun).to.deep.equal(['a', 'small']);
    });

    it('are kept exactly: what is too late is refused when its turn comes, and not begun', async () => {
      const { arrive, clock, begun, end } = makeGate({ maxInFlight: 1 });
      arrive('a');
      const late = arrive('late', { timeoutMs: 310 });
      arrive('b');
      await clock.advance(310);
      expect(late.failure).to.equal(undefined);
      end('a');
      expect([begun, reasonOf(late.failure)]).to.deep.equal([['a', 'b'], 'timeout']);
    });

    it('need no timer while nobody waits', async () => {
      const { arrive, clock, end } = makeGate({ maxInFlight: 1 });
      arrive('a');
      arrive('b');
      end('a');
      end('b');
      await clock.advance(100);
      const timers = sinon.spy(clock.runtime.scheduler, 'schedule');
      arrive('c');
      await clock.advance(1000);
      expect(timers).to.have.callCount(0);
    });
  });

  describe('order keys', () => {
    it('let one of each pass at a time, in the order of arrival', () => {
      const { arrive, begun, end } = makeGate({ maxInFlight: 10 });
      for (const name of ['k1', 'k2', 'k3', 'j1', 'j2']) arrive(name, { orderKey: name[0]! });
      arrive('free');
      expect(begun).to.deep.equal(['k1', 'j1', 'free']);
      end('k1');
      end('k2');
      end('j1');
      expect(begun).to.deep.equal(['k1', 'j1', 'free', 'k2', 'k3', 'j2']);
    });

    it('go on after a failure, and after somebody who left', () => {
      const { arrive, begun, works } = makeGate({ maxInFlight: 10 });
      arrive('a', { orderKey: 'k' });
      const [gaveUp, next] = [arrive('b', { orderKey: 'k' }), arrive('c', { orderKey: 'k' })];
      arrive('d', { orderKey: 'k' });
      gaveUp.subscription.unsubscribe();
      works.get('a')!.error(new Error('failed'));
      expect(begun).to.deep.equal(['a', 'c']);
      next.subscription.unsubscribe();
      expect(begun).to.deep.equal(['a', 'c', 'd']);
    });

    it('of a batch hold up whoever has one of them', () => {
      const { arrive, begun, end } = makeGate({ maxInFlight: 10 });
      arrive('a', { orderKey: 'k' });
      arrive('batch', { orderKey: ['j', 'k', 'l'] });
      arrive('l', { orderKey: 'l' });
      arrive('j', { orderKey: 'j' });
      expect(begun).to.deep.equal(['a']);
      end('a');
      expect(begun).to.deep.equal(['a', 'batch']);
      end('batch');
      expect(begun).to.have.members(['a', 'batch', 'l', 'j']);
    });

    it('of a batch go on holding it up when somebody behind it has left', () => {
      const { arrive, begun, end } = makeGate({ maxInFlight: 10 });
      arrive('a', { orderKey: 'k' });
      arrive('batch', { orderKey: ['j', 'k'] });
      arrive('j', { orderKey: 'j' }).subscription.unsubscribe();
      expect(begun).to.deep.equal(['a']);
      end('a');
      expect(begun).to.deep.equal(['a', 'batch']);
    });
  });

  describe('unsubscribing', () => {
    it('makes room when the work has begun, and ends it', () => {
      const { arrive, begun, works } = makeGate({ maxInFlight: 1 });
      const first = arrive('a');
      arrive('b');
      first.subscription.unsubscribe();
      expect([begun, works.get('a')!.observed]).to.deep.equal([['a', 'b'], false]);
    });

    it('leaves the line', () => {
      const { arrive, begun, end, gate } = makeGate({ maxInFlight: 1 });
      arrive('a');
      const waiting = arrive('b');
      arrive('c');
      waiting.subscription.unsubscribe();
      expect(gate.pressure.waiting).to.equal(1);
      end('a');
      expect(begun).to.deep.equal(['a', 'c']);
    });

    it('is counted once, also from within the last value', () => {
      const { gate, taskOf } = makeGate();
      const ended = observe(gate.run(() => taskOf('a', { work: of('one', 'two') })).pipe(take(1)));
      ended.subscription.unsubscribe();
      expect(gate.pressure).to.deep.equal({ state: 'free', inFlight: 0, inFlightBytes: 0, waiting: 0 });
    });
  });

  describe('pressure$', () => {
    it('emits at once, and after changes of the state only', () => {
      const { gate, arrive, end } = makeGate({ maxInFlight: 1, maxWaiting: 2 });
      const { values } = observe(gate.pressure$);
      const states: Pressure['state'][] = [];
      gate.pressure$.subscribe(({ state }) => states.push(state));
      for (const name of ['a', 'b', 'c']) arrive(name);
      for (const name of ['a', 'b', 'c']) end(name);
      expect(states).to.deep.equal(['free', 'waiting', 'full', 'waiting', 'free']);
      expect(values[0]).to.deep.equal({ state: 'free', inFlight: 0, inFlightBytes: 0, waiting: 0 });
    });

    it('tells everybody a state once, also when somebody ends it at once', () => {
      const { gate, arrive } = makeGate({ maxInFlight: 1 });
      const [first, second]: Pressure['state'][][] = [[], []];
      let waiting: Subscription | undefined;
      gate.pressure$.subscribe(({ state }) => {
        first!.push(state);
        if (state === 'waiting') queueLeaves();
      });
      gate.pressure$.subscribe(({ state }) => second!.push(state));
      const queueLeaves = (): void => waiting?.unsubscribe();
      arrive('a');
      waiting = new Observable<string>((subscriber) => {
        waiting = subscriber;
        return gate
          .run<string>(() => ({
            bytes: 1,
            deadline: 1000,
            orderKey: undefined,
            begin: (waiter) => NEVER.subscribe(waiter),
          }))
          .subscribe(subscriber);
      }).subscribe();
      expect(first).to.deep.equal(['free', 'waiting', 'free']);
      expect(second!.every((state, index) => state !== second![index - 1])).to.equal(true);
    });

    it('completes when the gate is closed', () => {
      const { gate } = makeGate();
      const { complete } = observe(gate.pressure$);
      gate.close(new ClosedError('producer'));
      expect(complete).to.have.callCount(1);
    });
  });

  it('is idle when nothing is in flight or waiting', () => {
    const { gate, arrive, end } = makeGate({ maxInFlight: 1 });
    expect(observe(gate.whenIdle()).values).to.deep.equal([true]);
    arrive('a');
    arrive('b');
    const idle = observe(gate.whenIdle());
    end('a');
    expect(idle.values).to.deep.equal([]);
    end('b');
    expect([idle.values, idle.complete.callCount]).to.deep.equal([[true], 1]);
  });

  it('errs whoever waits when it is closed, begins nothing more, and lets end what has begun', () => {
    const { gate, arrive, begun, end } = makeGate({ maxInFlight: 10, maxInFlightBytes: 100 });
    const flying = arrive('a', { bytes: 90 });
    const waiting = [
      arrive('b', { bytes: 50, orderKey: 'k' }),
      arrive('c', { bytes: 5, orderKey: 'k' }),
      arrive('d', { bytes: 50 }),
    ];
    gate.close(new ClosedError('producer'));
    expect(waiting.map(({ failure }) => failure?.name)).to.deep.equal(Array(3).fill('ClosedError'));
    end('a');
    expect([flying.values, begun]).to.deep.equal([['a'], ['a']]);
  });

  for (const [what, orderKey] of [
    ['in the line', undefined],
    ['of one order key', 'k'],
  ] as const)
    it(`carries out 100,000 tasks ${what} that end at once without a deep stack, and in time`, function () {
      this.timeout(60_000);
      const { gate, taskOf, arrive, end } = makeGate({ maxInFlight: 1, maxWaiting: 100_000 });
      arrive('first', { orderKey: orderKey! });
      let ended = 0;
      const started = performance.now();
      for (let count = 0; count < 100_000; count++)
        gate
          .run(() => ({
            ...taskOf('', { orderKey: orderKey! }),
            begin: (subscriber) => EMPTY.subscribe(subscriber),
          }))
          .subscribe({ complete: () => ended++ });
      end('first');
      expect([ended, gate.pressure.waiting]).to.deep.equal([100_000, 0]);
      // Half a second on a slow machine; a line that looks at those that have left takes a minute.
      expect(performance.now() - started).to.be.below(30_000);
    });

  it('does what a gate in arrays does', async function () {
    this.timeout(20_000);
    const keys = fc.subarray(['x', 'y', 'z']);
    const arrival = fc.record({
      type: fc.constant('arrive' as const),
      bytes: fc.integer({ min: 1, max: 60 }),
      // Deadlines are half a second away from the moments at which the two are compared.
      timeoutMs: fc.integer({ min: 0, max: 3 }).map((seconds) => seconds * 1000 + 500),
      keys: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: keys }),
    });
    const step = fc.oneof(
      { weight: 5, arbitrary: arrival },
      { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('end', 'fail', 'leave'), which: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('wait' as const) }) },
    );
    const limits = fc.record({
      maxInFlight: fc.integer({ min: 1, max: 4 }),
      maxInFlightBytes: fc.integer({ min: 1, max: 100 }),
      maxWaiting: fc.integer({ min: 0, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async (given, steps) => {
        const { gate, clock, arrive, works, begun } = makeGate(given);
        const model = new GateModel(given, clock.now);
        const runs: ReturnType<typeof arrive>[] = [];
        const failed = (reason: string): number[] =>
          runs.flatMap(({ failure }, id) => (reasonOf(failure) === reason ? [id] : []));
        for (const what of steps) {
          if (what.type === 'arrive') {
            const id = runs.length;
            const { bytes, timeoutMs, keys: own } = what;
            model.arrive({ id, bytes, deadline: clock.now + timeoutMs, keys: own });
            const orderKey = own.length === 1 ? own[0] : own.length === 0 ? undefined : own;
            runs.push(
              arrive(`${id}`, orderKey === undefined ? { bytes, timeoutMs } : { bytes, timeoutMs, orderKey }),
            );
          } else if (what.type === 'wait') {
            for (let passed = 0; passed < 1000; passed += 500) model.expire(clock.now + passed + 500);
            await clock.advance(1000);
          } else {
            const candidates = what.type === 'leave' ? model.present : model.flying;
            const id = candidates[(what as { which: number }).which % candidates.length];
            if (id === undefined) continue;
            model.leave(id);
            if (what.type === 'leave') runs[id]!.subscription.unsubscribe();
            else if (what.type === 'end') works.get(`${id}`)!.complete();
            else works.get(`${id}`)!.error(new Error('failed'));
          }
          expect(begun).to.deep.equal(model.started.map(String));
          expect(failed('waiting')).to.deep.equal(model.refused);
          expect(failed('timeout')).to.deep.equal(model.late.toSorted((a, b) => a - b));
          const { state, inFlight, inFlightBytes, waiting } = model;
          expect(gate.pressure).to.deep.equal({ state, inFlight, inFlightBytes, waiting });
          expect(observe(gate.whenIdle()).values).to.deep.equal(model.present.length === 0 ? [true] : []);
        }
      }),
      { numRuns: 60 },
    );
  });
});
