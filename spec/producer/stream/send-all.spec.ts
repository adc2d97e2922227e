import { expect } from 'chai';
import fc from 'fast-check';
import { concat, EMPTY, from, map, NEVER, Observable, of, range, Subject, take, throwError } from 'rxjs';
import type { TooManySendsError } from '../../../src/errors/producer-error.js';
import { ClosedError } from '../../../src/errors/usage-error.js';
import { sendAll } from '../../../src/producer/stream/send-all.js';
import type { SendOutcome } from '../../../src/producer/stream/send-outcome.js';
import { observe } from '../../remoting/toy-network.js';
import { atOnce, described, makeStreams, never, note, type Note, notes, receiptOf } from './make-streams.js';

function makeRun(options: { maxInFlight?: number; maxQueued?: number } = {}) {
  const streams = makeStreams();
  const source = new Subject<Note>();
  const limits = { maxInFlight: 2, maxQueued: Infinity, ...options };
  const run = observe(source.pipe(sendAll(streams.settings, limits)));
  const feed = (...bodies: readonly string[]): void => notes(...bodies).forEach((one) => source.next(one));
  return { ...streams, source, run, feed, outcomes: () => described(run.values) };
}

describe('sendAll', () => {
  it('emits what became of each message, with the message', () => {
    const { feed, run, succeed, fail } = makeRun();
    feed('a', 'b');
    succeed('a');
    fail('b');
    expect(run.values).to.deep.equal([
      { ok: true, receipt: receiptOf('a'), input: note('a') },
      { ok: false, error: new RangeError('b'), input: note('b') },
    ]);
  });

  it('emits in the order of the messages, whichever is sent first', () => {
    const { feed, outcomes, succeed, fail } = makeRun({ maxInFlight: 4 });
    feed('a', 'b', 'c', 'd');
    succeed('c');
    fail('b');
    expect(outcomes()).to.deep.equal([]);
    succeed('a');
    expect(outcomes()).to.deep.equal(['a', '!b: RangeError', 'c']);
    succeed('d');
    expect(outcomes()).to.deep.equal(['a', '!b: RangeError', 'c', 'd']);
  });

  it('frees a slot when the outcome is emitted, not when the send has ended', () => {
    const { feed, begun, succeed } = makeRun();
    feed('a', 'b', 'c', 'd');
    expect(begun).to.deep.equal(['a', 'b']);
    succeed('b');
    expect(begun).to.deep.equal(['a', 'b']);
    succeed('a');
    expect(begun).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('makes an outcome of a message that cannot be sent at all', () => {
    const { settings } = makeStreams({
      send: () => {
        throw new TypeError('no message');
      },
    });
    const run = observe(from(notes('a', 'b')).pipe(sendAll(settings, { maxInFlight: 1, maxQueued: 1 })));
    expect(described(run.values)).to.deep.equal(['!a: TypeError', '!b: TypeError']);
    expect(run.complete).to.have.callCount(1);
  });

  describe('the end of the source', () => {
    it('is passed on when everything is sent', () => {
      const { feed, source, run, outcomes, succeed } = makeRun({ maxInFlight: 1 });
      feed('a', 'b');
      source.complete();
      succeed('a');
      expect(run.complete).to.have.callCount(0);
      succeed('b');
      expect([outcomes(), run.complete.callCount]).to.deep.equal([['a', 'b'], 1]);
    });

    it('is passed on at once when there is nothing to send', () => {
      const { settings } = makeStreams();
      const limits = { maxInFlight: 1, maxQueued: Infinity };
      expect(observe(EMPTY.pipe(sendAll(settings, limits))).complete).to.have.callCount(1);
    });

    it('with an error comes after the outcomes of everything before it', () => {
      const { feed, source, run, outcomes, begun, succeed, fail } = makeRun({ maxInFlight: 1 });
      feed('a', 'b', 'c');
      source.error(new Error('source'));
      succeed('a');
      fail('b');
      expect(run.failure).to.equal(undefined);
      succeed('c');
      expect([outcomes(), begun]).to.deep.equal([
        ['a', '!b: RangeError', 'c'],
        ['a', 'b', 'c'],
      ]);
      expect([run.failure?.message, run.complete.callCount]).to.deep.equal(['source', 0]);
    });

    it('may be an error that is undefined', () => {
      const { settings } = makeStreams();
      const source = throwError(() => undefined);
      const run = observe(source.pipe(sendAll(settings, { maxInFlight: 1, maxQueued: Infinity })));
      expect([run.error.args, run.complete.callCount]).to.deep.equal([[[undefined]], 0]);
    });
  });

  describe('with a limit of what may wait', () => {
    it('makes an outcome of what is above it, at once, and goes on', () => {
      const { feed, outcomes, run, succeed } = makeRun({ maxInFlight: 1, maxQueued: 1 });
      feed('a', 'b', 'c');
      expect(outcomes()).to.deep.equal(['!c: TooManySendsError']);
      const [{ error }] = run.values as unknown as [{ error: TooManySendsError }];
      expect([error.reason, error.waiting]).to.deep.equal(['waiting', 1]);
      succeed('a');
      feed('d', 'e');
      succeed('b');
      succeed('d');
      expect(outcomes()).to.deep.equal(['!c: TooManySendsError', 'a', '!e: TooManySendsError', 'b', 'd']);
    });

    it('of 0 refuses only what cannot begin', () => {
      const { feed, outcomes, succeed } = makeRun({ maxInFlight: 1, maxQueued: 0 });
      feed('a', 'b');
      succeed('a');
      feed('c');
      succeed('c');
      expect(outcomes()).to.deep.equal(['!b: TooManySendsError', 'a', 'c']);
    });

    it('tells an endless source that comes at once when nobody listens any more', () => {
      const { settings } = makeStreams();
      const endless = range(0, Infinity).pipe(map((index) => note(`${index}`)));
      const run = observe(endless.pipe(sendAll(settings, { maxInFlight: 1, maxQueued: 0 }), take(3)));
      expect(described(run.values)).to.deep.equal([
        '!1: TooManySendsError',
        '!2: TooManySendsError',
        '!3: TooManySendsError',
      ]);
    });
  });

  describe('unsubscribing', () => {
    it('ends the source and every send, and begins none', () => {
      const { feed, source, run, sends, begun } = makeRun();
      feed('a', 'b', 'c');
      run.subscription.unsubscribe();
      expect([source.observed, sends.get('a')!.observed, sends.get('b')!.observed]).to.deep.equal([
        false,
        false,
        false,
      ]);
      expect(begun).to.deep.equal(['a', 'b']);
    });

    it('from within an outcome emits no other, also when the next one is ready', () => {
      const { settings, succeed, sends } = makeStreams();
      const source = concat(from(notes('a', 'b', 'c')), NEVER);
      const run = observe(source.pipe(sendAll(settings, { maxInFlight: 3, maxQueued: Infinity }), take(1)));
      succeed('b');
      succeed('a');
      expect([described(run.values), sends.get('c')!.observed]).to.deep.equal([['a'], false]);
    });

    it('from within a send that has just begun ends that one too', () => {
      const { settings, sends } = makeStreams();
      const seen: boolean[] = [];
      const source = new Subject<Note>();
      const run = observe(
        source.pipe(
          sendAll(
            {
              ...settings,
              send: (message) => {
                const sending = settings.send(message);
                return new Observable((subscriber) => {
                  run.subscription.unsubscribe();
                  seen.push(true);
                  return sending.subscribe(subscriber);
                });
              },
            },
            { maxInFlight: 1, maxQueued: Infinity },
          ),
        ),
      );
      source.next(note('a'));
      expect([seen, sends.get('a')!.observed]).to.deep.equal([[true], false]);
    });
  });

  describe('the end of the producer', () => {
    it('lets end what has begun, drops the rest, and is an error', () => {
      const { feed, source, run, outcomes, begun, closing, succeed } = makeRun({ maxInFlight: 1 });
      feed('a', 'b');
      closing.next();
      feed('c');
      expect([run.failure, source.observed]).to.deep.equal([undefined, true]);
      succeed('a');
      expect([outcomes(), begun]).to.deep.equal([['a'], ['a']]);
      expect(run.failure).to.be.instanceOf(ClosedError);
      expect(source.observed).to.equal(false);
    });

    it('is no error when the source has ended and all of it has begun', () => {
      const { feed, source, run, outcomes, closing, succeed } = makeRun({ maxInFlight: 2 });
      feed('a', 'b');
      source.complete();
      closing.next();
      succeed('a');
      succeed('b');
      expect([outcomes(), run.complete.callCount, run.failure]).to.deep.equal([['a', 'b'], 1, undefined]);
    });

    it('is an error when the source has ended and not all of it has begun', () => {
      const { feed, source, run, begun, closing, succeed } = makeRun({ maxInFlight: 1 });
      feed('a', 'b');
      source.complete();
      closing.next();
      succeed('a');
      expect([begun, run.failure?.name, run.complete.callCount]).to.deep.equal([['a'], 'ClosedError', 0]);
    });

    it('is an error for a stream that begins after it', () => {
      const { settings, closing, begun } = makeStreams();
      closing.next();
      const run = observe(of(note('a')).pipe(sendAll(settings, { maxInFlight: 1, maxQueued: Infinity })));
      expect([run.failure?.name, begun]).to.deep.equal(['ClosedError', []]);
    });
  });

  it('emits no outcome from within another one', () => {
    const streams = makeStreams();
    const send: typeof atOnce = (message) =>
      message.body === 'a' ? streams.settings.send(message) : atOnce(message);
    const source = new Subject<Note>();
    const seen: string[] = [];
    source
      .pipe(sendAll({ ...streams.settings, send }, { maxInFlight: 2, maxQueued: Infinity }))
      .subscribe((outcome: SendOutcome<Note>) => {
        const [name] = described([outcome]);
        seen.push(`begin ${name}`);
        if (name === 'a') source.next(note('b'));
        seen.push(`end ${name}`);
      });
    source.next(note('a'));
    streams.succeed('a');
    expect(seen).to.deep.equal(['begin a', 'end a', 'begin b', 'end b']);
  });

  it('takes messages from within an outcome, without a deep stack', () => {
    const { settings } = makeStreams({ send: atOnce });
    const source = new Subject<Note>();
    const seen: string[] = [];
    source
      .pipe(sendAll(settings, { maxInFlight: 2, maxQueued: 0 }))
      .subscribe((outcome: SendOutcome<Note>) => {
        seen.push(...described([outcome]));
        if (seen.length < 20_000) source.next(note(`${seen.length}`));
      });
    source.next(note('0'));
    expect(seen).to.deep.equal(Array.from({ length: 20_000 }, (_, index) => `${index}`));
  });

  it('sends 100,000 messages that wait, and end at once, without a deep stack', function () {
    this.timeout(20_000);
    let [first, emitted] = [new Subject<void>(), 0];
    const { settings } = makeStreams();
    const send = (message: Note): ReturnType<typeof atOnce> =>
      message.body === 'first'
        ? new Observable((subscriber) => first.subscribe({ complete: () => subscriber.error('first') }))
        : atOnce(message);
    const source = concat(of(note('first')), range(0, 100_000).pipe(map(() => note('x'))));
    source
      .pipe(sendAll({ ...settings, send: send as never }, { maxInFlight: 1, maxQueued: Infinity }))
      .subscribe(() => emitted++);
    expect(emitted).to.equal(0);
    first.complete();
    expect(emitted).to.equal(100_001);
  });

  it('never has more than maxInFlight messages without an outcome, and loses none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.constantFrom('feed', 'succeed', 'fail'), { maxLength: 80 }),
        fc.infiniteStream(fc.nat()),
        (maxInFlight, steps, picks) => {
          const { source, run, begun, sends, succeed, fail } = makeRun({ maxInFlight });
          const open: string[] = [];
          let fed = 0;
          const endOne = (end: (name: string) => void): void => {
            const names = begun.filter((name) => sends.get(name)!.observed);
            const name = names[picks.next().value! % names.length];
            if (name !== undefined) end(name);
          };
          for (const step of steps) {
            if (step === 'feed') {
              open.push(`${fed}`);
              source.next(note(`${fed++}`));
            } else endOne(step === 'succeed' ? succeed : fail);
            expect(begun.length - run.values.length).to.be.at.most(maxInFlight);
            expect(begun).to.have.length(Math.min(fed, run.values.length + maxInFlight));
          }
          source.complete();
          while (run.complete.callCount === 0) endOne(succeed);
          expect(run.values.map(({ input }) => input.body)).to.deep.equal(open);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ends nothing by itself', () => {
    const { settings } = makeStreams({ send: never });
    const run = observe(from(notes('a')).pipe(sendAll(settings, { maxInFlight: 1, maxQueued: Infinity })));
    expect([run.values, run.complete.callCount]).to.deep.equal([[], 0]);
  });
});
