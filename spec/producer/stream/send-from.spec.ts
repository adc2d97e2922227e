import { expect } from 'chai';
import { of, take } from 'rxjs';
import sinon from 'sinon';
import { ClosedError, InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { checkSource, type MessageSource, sendFrom } from '../../../src/producer/stream/send-from.js';
import { observe } from '../../remoting/toy-network.js';
import { deferred } from '../../support/deferred.js';
import { atOnce, described, makeStreams, type Note, note, notes } from './make-streams.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An iterable of `bodies`, what was taken from it, and how often it was left. */
function makeIterable(bodies: readonly string[], atEnd: () => void = () => undefined) {
  const taken: string[] = [];
  const left: string[] = [];
  function* generate(): Generator<Note> {
    try {
      for (const body of bodies) {
        taken.push(body);
        yield note(body);
      }
      atEnd();
    } finally {
      left.push('left');
    }
  }
  return { taken, left, iterable: { [Symbol.iterator]: generate } };
}

/** The same, asynchronous. */
function makeAsyncIterable(bodies: readonly string[], atEnd?: () => void) {
  const { iterable, ...seen } = makeIterable(bodies, atEnd);
  async function* generate(): AsyncGenerator<Note> {
    yield* iterable;
  }
  return { ...seen, iterable: { [Symbol.asyncIterator]: generate } };
}

function makeRun(source: MessageSource<Note>, maxInFlight = 2) {
  const streams = makeStreams();
  const run = observe(sendFrom(source, streams.settings, { maxInFlight, maxQueued: Infinity }));
  return { ...streams, run, outcomes: () => described(run.values) };
}

const abc = ['a', 'b', 'c'];

describe('sendFrom', () => {
  it('takes from an iterable what there is room for, and more when an outcome is emitted', () => {
    const { taken, left, iterable } = makeIterable(['a', 'b', 'c', 'd']);
    const { succeed, outcomes, run } = makeRun(iterable);
    expect(taken).to.deep.equal(['a', 'b']);
    succeed('b');
    expect(taken).to.deep.equal(['a', 'b']);
    succeed('a');
    expect(taken).to.deep.equal(['a', 'b', 'c', 'd']);
    succeed('c');
    succeed('d');
    expect([outcomes(), run.complete.callCount, left]).to.deep.equal([['a', 'b', 'c', 'd'], 1, ['left']]);
  });

  it('takes from an async iterable one by one, and not ahead of what there is room for', async () => {
    const { taken, iterable } = makeAsyncIterable(['a', 'b', 'c', 'd']);
    const { succeed, fail, outcomes, run } = makeRun(iterable);
    await turn();
    expect(taken).to.deep.equal(['a', 'b']);
    fail('a');
    await turn();
    expect(taken).to.deep.equal(abc);
    succeed('b');
    await turn();
    succeed('c');
    succeed('d');
    await turn();
    expect([outcomes(), run.complete.callCount]).to.deep.equal([['!a: RangeError', 'b', 'c', 'd'], 1]);
  });

  it('asks an async iterator for nothing while it has not answered', async () => {
    const asked: number[] = [];
    const first = deferred<IteratorResult<Note>>();
    const iterator: AsyncIterator<Note> = {
      next: () => {
        asked.push(asked.length);
        return asked.length === 1 ? first.promise : Promise.resolve({ done: true, value: undefined });
      },
    };
    const { begun, run, succeed } = makeRun(
      { [Symbol.asyncIterator]: () => iterator } as AsyncIterable<Note>,
      5,
    );
    await turn();
    expect(asked).to.have.length(1);
    first.resolve({ done: false, value: note('a') });
    await turn();
    succeed('a');
    expect([begun, asked.length, run.complete.callCount]).to.deep.equal([['a'], 2, 1]);
  });

  it('sends an Observable as sendAll does', () => {
    const { run, succeed, outcomes } = makeRun(of(...notes('a', 'b', 'c')));
    for (const name of abc) succeed(name);
    expect([outcomes(), run.complete.callCount]).to.deep.equal([abc, 1]);
  });

  it('iterates anew for each subscriber', () => {
    const { settings } = makeStreams({ send: atOnce });
    const { left, iterable } = makeIterable(abc);
    const outcomes = sendFrom(iterable, settings, { maxInFlight: 1, maxQueued: Infinity });
    expect([observe(outcomes), observe(outcomes)].map(({ values }) => described(values))).to.deep.equal([
      abc,
      abc,
    ]);
    expect(left).to.have.length(2);
  });

  for (const [kind, make] of [
    ['an iterable', makeIterable],
    ['an async iterable', makeAsyncIterable],
  ] as const) {
    it(`emits the outcomes of what ${kind} gave before it threw, then its error`, async () => {
      const { iterable } = make(['a', 'b'], () => {
        throw new Error('source');
      });
      const { run, succeed, outcomes } = makeRun(iterable as MessageSource<Note>, 5);
      await turn();
      succeed('b');
      expect([outcomes(), run.failure]).to.deep.equal([[], undefined]);
      succeed('a');
      expect([outcomes(), run.failure?.message]).to.deep.equal([['a', 'b'], 'source']);
    });

    it(`leaves ${kind} when it is unsubscribed from, once`, async () => {
      const { iterable, left, taken } = make(abc);
      const { run, sends } = makeRun(iterable as MessageSource<Note>);
      await turn();
      run.subscription.unsubscribe();
      await turn();
      expect([left, taken, sends.get('a')!.observed]).to.deep.equal([['left'], ['a', 'b'], false]);
    });

    it(`leaves ${kind} when its outcomes are enough`, async () => {
      const { settings } = makeStreams({ send: atOnce });
      const { iterable, left, taken } = make(abc);
      const source = iterable as MessageSource<Note>;
      const run = observe(sendFrom(source, settings, { maxInFlight: 1, maxQueued: Infinity }).pipe(take(2)));
      await turn();
      expect([described(run.values), taken, left]).to.deep.equal([['a', 'b'], ['a', 'b'], ['left']]);
    });

    it(`leaves ${kind} when the producer is closed, lets end what has begun, and errs`, async () => {
      const { iterable, left, taken } = make(abc);
      const { run, closing, succeed, outcomes } = makeRun(iterable as MessageSource<Note>);
      await turn();
      closing.next();
      await turn();
      expect([left, run.failure]).to.deep.equal([['left'], undefined]);
      succeed('a');
      succeed('b');
      expect([outcomes(), taken]).to.deep.equal([
        ['a', 'b'],
        ['a', 'b'],
      ]);
      expect(run.failure).to.be.instanceOf(ClosedError);
    });
  }

  it('sends nothing that arrives after it was unsubscribed from', async () => {
    const late = deferred<IteratorResult<Note>>();
    const iterator = { next: () => late.promise };
    const { run, begun } = makeRun({ [Symbol.asyncIterator]: () => iterator } as AsyncIterable<Note>);
    run.subscription.unsubscribe();
    late.resolve({ done: false, value: note('a') });
    await turn();
    expect([begun, run.values]).to.deep.equal([[], []]);
  });

  it('errs with the end of the producer, also when the source fails after it', async () => {
    const steps = [deferred<IteratorResult<Note>>(), deferred<IteratorResult<Note>>()];
    let asked = 0;
    const iterator = { next: () => steps[asked++]!.promise };
    const { run, succeed, closing } = makeRun({
      [Symbol.asyncIterator]: () => iterator,
    } as AsyncIterable<Note>);
    steps[0]!.resolve({ done: false, value: note('a') });
    await turn();
    closing.next();
    steps[1]!.reject(new Error('late'));
    await turn();
    succeed('a');
    expect(run.failure).to.be.instanceOf(ClosedError);
  });

  it('leaves an iterator once, and not when it has ended by itself', () => {
    const makeIterator = (count: number) => {
      const leave = sinon.spy(() => ({ done: true, value: undefined }));
      let given = 0;
      const next = () =>
        given++ < count ? { done: false, value: note(`${given}`) } : { done: true, value: undefined };
      return { leave, source: { [Symbol.iterator]: () => ({ next, return: leave }) } as Iterable<Note> };
    };
    const [ended, closed] = [makeIterator(1), makeIterator(5)];
    makeRun(ended.source).succeed('1');
    const { closing, succeed, run } = makeRun(closed.source, 1);
    closing.next();
    succeed('1');
    expect([ended.leave.callCount, closed.leave.callCount]).to.deep.equal([0, 1]);
    expect(run.failure).to.be.instanceOf(ClosedError);
  });

  for (const [what, leave] of [
    [
      'throws',
      () => {
        throw new Error('stuck');
      },
    ],
    ['rejects', () => Promise.reject(new Error('stuck'))],
  ] as const)
    it(`warns of a source that ${what} when it is left`, async () => {
      const iterator = { next: () => new Promise(() => undefined), return: leave };
      const { run, warn } = makeRun({ [Symbol.asyncIterator]: () => iterator } as AsyncIterable<Note>);
      run.subscription.unsubscribe();
      await turn();
      expect(warn.args).to.deep.equal([
        ['The source of a stream failed when it was left', { group: 'p', reason: 'Error: stuck' }],
      ]);
    });

  it('errs with what keeps a source from being iterated', () => {
    const broken: Iterable<Note> = {
      [Symbol.iterator]: () => {
        throw new Error('no iterator');
      },
    };
    expect(makeRun(broken).run.failure?.message).to.equal('no iterator');
  });

  it('errs when a step is no object', () => {
    const broken = { [Symbol.iterator]: () => ({ next: () => undefined }) } as unknown as Iterable<Note>;
    expect(makeRun(broken).run.failure).to.be.instanceOf(TypeError);
  });

  it('takes 100,000 messages whose sends end at once without a deep stack', function () {
    this.timeout(20_000);
    const { settings } = makeStreams({ send: atOnce });
    let emitted = 0;
    function* many(): Generator<Note> {
      for (let count = 0; count < 100_000; count++) yield note('x');
    }
    sendFrom(many(), settings, { maxInFlight: 1, maxQueued: Infinity }).subscribe(() => emitted++);
    expect(emitted).to.equal(100_000);
  });
});

describe('checkSource', () => {
  for (const [what, source] of [
    ['a text', 'abc'],
    ['nothing', undefined],
    ['null', null],
    ['one message', note('a')],
    ['a promise', Promise.resolve([])],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(() => checkSource(source)).to.throw(InvalidArgumentError, 'source must be an iterable');
    });

  it('lets pass what can be taken from', () => {
    const { iterable } = makeAsyncIterable(abc);
    for (const source of [[], new Set(), iterable, of(1)]) expect(() => checkSource(source)).not.to.throw();
  });
});
