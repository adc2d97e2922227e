import { expect } from 'chai';
import { EMPTY, from, NEVER, Observable, of, Subject, take } from 'rxjs';
import sinon from 'sinon';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { handle, type HandleOptions } from '../../../src/delivery/operators/handle.js';
import type { HandlerResult } from '../../../src/internal/handler-result.js';
import type { SettlementOwner } from '../../../src/delivery/settlement.js';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { observe } from '../../remoting/toy-network.js';
import { marbles } from '../../support/marbles.js';
import { deliveriesOf, deliveryAt, makeOwner, patientOwner } from '../fake-delivery.js';

type Handler = (delivery: Delivery) => HandlerResult<unknown>;

/** A stream of deliveries that the spec feeds, through `handle`. */
function makeRun(handler: Handler, options: HandleOptions<Uint8Array> = {}, others?: SettlementOwner) {
  const { owner: ours, ...notes } = makeOwner();
  const owner = others ?? ours;
  const source = new Subject<Delivery>();
  const run = observe(source.pipe(handle(handler, options)));
  const feed = (...offsets: readonly number[]): Delivery[] =>
    offsets.map((offset) => {
      const delivery = deliveryAt(offset, owner);
      source.next(delivery);
      return delivery;
    });
  return { source, run, feed, offsets: () => run.values.map(({ delivery }) => delivery.offset), ...notes };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function* oneTwo() {
  yield 1;
  yield await Promise.resolve(2);
}

/** A handler that the spec ends, and the offsets of what was started. */
function makeSlow(options?: HandleOptions<Uint8Array>) {
  const started: number[] = [];
  const ends = new Map<number, Subject<void>>();
  const run = makeRun((delivery) => {
    started.push(delivery.offset);
    const end = new Subject<void>();
    ends.set(delivery.offset, end);
    return end;
  }, options);
  const end = (offset: number): void => ends.get(offset)?.complete();
  return { ...run, started, end };
}

describe('handle', () => {
  it('handles each delivery, acknowledges it and emits it', () => {
    const { run, feed } = makeRun((delivery) => delivery.text());
    const [delivery] = feed(0);
    expect(run.values).to.deep.equal([{ delivery, outcome: { type: 'ack' }, result: 'm-0' }]);
    expect(delivery?.state).to.equal('settled');
  });

  it('leaves a decision of the handler as it is', () => {
    const { run, feed } = makeRun((delivery) => delivery.deadLetter('bad'));
    feed(0);
    expect(run.values[0]?.outcome).to.deep.equal({ type: 'deadLetter', reason: 'bad' });
    expect(run.values[0]).not.to.have.property('result');
  });

  it('has no result when the handler gave none', () => {
    const { run, feed } = makeRun(() => undefined);
    feed(0);
    expect(run.values[0]).to.have.all.keys('delivery', 'outcome');
  });

  describe('waits for', () => {
    // oxlint-disable-next-line unicorn/no-thenable -- a thenable that is no promise
    const thenable = { then: (resolve: (value: string) => void) => resolve('value') };

    for (const [what, give, result] of [
      ['a promise', () => Promise.resolve('value'), 'value'],
      ['a thenable', () => thenable, 'value'],
      ['an Observable, for its last value', () => of(1, 2, 3), 3],
      ['an async iterable, for its last value', () => oneTwo(), 2],
      ['an empty Observable', () => EMPTY, undefined],
    ] as const) {
      it(what, async () => {
        const { run, feed } = makeRun(give);
        feed(0);
        await turn();
        expect(run.values[0]?.outcome).to.deep.equal({ type: 'ack' });
        expect(run.values[0]?.result).to.equal(result);
      });
    }
  });

  describe('takes as the result itself', () => {
    for (const value of [
      'text',
      ['a', 'list'],
      new Map([[1, 2]]),
      Buffer.from('bytes'),
      // oxlint-disable-next-line unicorn/no-thenable -- a row with a column of that name
      { then: 'a field' },
      { subscribe: 'a field' },
      0,
      null,
      false,
    ]) {
      it(JSON.stringify(value), () => {
        const { run, feed } = makeRun(() => value);
        feed(0);
        expect(run.values[0]?.result).to.equal(value);
      });
    }
  });

  describe('with a handler that fails', () => {
    const boom = new Error('boom');

    for (const [how, fail] of [
      [
        'throws',
        () => {
          throw boom;
        },
      ],
      ['rejects', () => Promise.reject(boom)],
      [
        'errs',
        () =>
          new Observable((subscriber) => {
            subscriber.next('some result');
            subscriber.error(boom);
          }),
      ],
    ] as const satisfies readonly [string, Handler][]) {
      it(`retries the delivery of one that ${how}, when the broker likes, and goes on`, async () => {
        const { run, feed } = makeRun((delivery) => (delivery.offset === 0 ? fail() : 'fine'));
        feed(0, 1);
        await turn();
        expect(run.values.map(({ outcome, result, error }) => ({ outcome, result, error }))).to.deep.equal([
          { outcome: { type: 'retry', delay: {} }, result: undefined, error: boom },
          { outcome: { type: 'ack' }, result: 'fine', error: undefined },
        ]);
      });
    }

    it('lets `onError` decide', () => {
      const onError = sinon.stub();
      onError.onFirstCall().returns({ retry: { delayMs: 100 } });
      onError.onSecondCall().returns({ deadLetter: 'hopeless' });
      const { feed, run } = makeRun(
        () => {
          throw boom;
        },
        { onError },
      );
      const [first] = feed(0, 1);
      expect(onError.firstCall).to.have.been.calledWithExactly(boom, first);
      expect(run.values.map(({ outcome }) => outcome)).to.deep.equal([
        { type: 'retry', delay: { delayMs: 100 } },
        { type: 'deadLetter', reason: 'hopeless' },
      ]);
    });

    for (const [how, onError] of [
      [
        'throws',
        () => {
          throw new Error('again');
        },
      ],
      ['decides nothing', () => undefined as never],
      ['decides nonsense', () => 'retry' as never],
    ] as const) {
      it(`retries when \`onError\` ${how}, and goes on`, () => {
        const { run, feed } = makeRun(
          () => {
            throw boom;
          },
          { onError },
        );
        feed(0, 1);
        expect(run.values.map(({ outcome }) => outcome)).to.deep.equal([
          { type: 'retry', delay: {} },
          { type: 'retry', delay: {} },
        ]);
      });
    }
  });

  describe('concurrency', () => {
    it('is one at a time by default', () => {
      const { started, feed, end } = makeSlow();
      feed(0, 1, 2);
      expect(started).to.deep.equal([0]);
      end(0);
      expect(started).to.deep.equal([0, 1]);
    });

    it('starts as many as allowed, in order, and emits in the order of settling', () => {
      const { started, offsets, feed, end } = makeSlow({ concurrency: 2 });
      feed(0, 1, 2, 3);
      expect(started).to.deep.equal([0, 1]);
      [1, 2, 0, 3].forEach(end);
      expect([started, offsets()]).to.deep.equal([
        [0, 1, 2, 3],
        [1, 2, 0, 3],
      ]);
    });

    it('may be unlimited', () => {
      const { started, feed } = makeSlow({ concurrency: Infinity });
      feed(0, 1, 2);
      expect(started).to.deep.equal([0, 1, 2]);
    });

    for (const concurrency of [0, NaN, '2']) {
      it(`cannot be ${concurrency}`, () => {
        expect(() => handle(() => undefined, { concurrency: concurrency as number })).to.throw(
          InvalidArgumentError,
          'handle.concurrency must be a number of at least 1',
        );
      });
    }

    it('is refused by another name, with the nearest one', () => {
      expect(() => handle(() => undefined, { concurency: 2 } as object)).to.throw(
        InvalidArgumentError,
        'handle.concurency must be left out: there is no such option, the nearest is "concurrency"',
      );
    });

    it('is not used up by one that never ends', () => {
      const { started, feed, end } = makeSlow({ concurrency: 2 });
      feed(0, 1, 2, 3);
      [1, 2].forEach(end);
      expect(started).to.deep.equal([0, 1, 2, 3]);
    });
  });

  it('does not deepen the stack with 100,000 deliveries whose handlers end at once', () => {
    const count = 100_000;
    const gate = new Subject<string>();
    const source = from(deliveriesOf(count, makeOwner().owner));
    const complete = sinon.spy();
    let emitted = 0;
    // All of them wait for the first one; then each makes room for the next from within.
    const handler = ({ offset }: Delivery) => (offset === 0 ? gate : offset % 2 === 0 ? of('done') : 'done');
    source.pipe(handle(handler)).subscribe({ next: () => emitted++, complete });
    expect(emitted).to.equal(0);
    gate.complete();
    expect([emitted, complete.callCount]).to.deep.equal([count, 1]);
  });

  it(
    'emits when settled, and completes when the source has and all work is settled',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const { owner } = makeOwner();
      const [a, b] = [deliveryAt(0, owner), deliveryAt(1, owner)];
      const source = hot<Delivery>('  a-b|        ', { a, b });
      const work = cold('       ----r|', { r: 'ok' });
      expectObservable(source.pipe(handle(() => work))).toBe('-----a----(b|)', {
        a: { delivery: a, outcome: { type: 'ack' }, result: 'ok' },
        b: { delivery: b, outcome: { type: 'ack' }, result: 'ok' },
      });
      expectSubscriptions(source.subscriptions).toBe('^--!');
      expectSubscriptions(work.subscriptions).toBe(['^----!', '-----^----!']);
    }),
  );

  it('completes at once with a source that has nothing', () => {
    expect(observe(EMPTY.pipe(handle(() => undefined))).complete).to.have.callCount(1);
  });

  it('waits for a decision that is still being carried out', () => {
    const owner = patientOwner();
    const { source, run, feed } = makeRun(() => undefined, {}, owner);
    const [delivery] = feed(0);
    source.complete();
    expect([run.next.callCount, run.complete.callCount]).to.deep.equal([0, 0]);
    delivery?.settlement.finish({ type: 'ack' });
    expect([run.next.callCount, run.complete.callCount]).to.deep.equal([1, 1]);
  });

  it('emits a delivery that is lost while it is handled', () => {
    const { run, feed, source } = makeRun(() => NEVER);
    const end = new Subject<void>();
    const late = makeRun(() => end);
    const [delivery] = late.feed(0);
    delivery?.settlement.lose('revoked');
    end.complete();
    expect(late.run.values[0]?.outcome).to.deep.equal({ type: 'lost', reason: 'revoked' });
    feed(0);
    source.complete();
    expect(run.complete).to.have.callCount(0);
  });

  it('completes also when a message was handed out again because it could not be given back', () => {
    const owner = patientOwner();
    const { source, run } = makeRun(
      (delivery) => {
        if (delivery.attempt === 1) throw new Error('first time');
      },
      {},
      owner,
    );
    const first = deliveryAt(0, owner);
    source.next(first);
    const again = { ...first.source, extraAttempts: 1 };
    first.settlement.reopen(again);
    source.next(new (first.constructor as typeof Delivery)(again, again.bytes, first.settlement));
    source.complete();
    first.settlement.finish({ type: 'ack' });
    expect(run.values.map(({ delivery, outcome }) => [delivery.attempt, outcome.type])).to.deep.equal([
      [2, 'ack'],
    ]);
    expect(run.complete).to.have.callCount(1);
  });

  it('errs as its source does', () => {
    const { source, run, feed } = makeRun(() => NEVER);
    feed(0);
    const error = new Error('no more');
    source.error(error);
    expect(run.failure).to.equal(error);
  });

  describe('when it is unsubscribed', () => {
    it('lets handlers that are at work settle their deliveries', async () => {
      const { run, feed, decisions } = makeRun(() => turn(), { concurrency: 2 });
      feed(0, 1);
      run.subscription.unsubscribe();
      await turn();
      await turn();
      expect(decisions.map(({ offset }) => offset)).to.deep.equal([0, 1]);
      expect(run.values).to.deep.equal([]);
    });

    it('starts no further handler, and gives up what waits', async () => {
      const handler = sinon.stub().callsFake(turn);
      const { run, feed, decisions, abandoned } = makeRun(handler);
      const [, second, third] = feed(0, 1, 2);
      run.subscription.unsubscribe();
      await turn();
      await turn();
      expect(handler).to.have.callCount(1);
      expect([decisions.map(({ offset }) => offset), abandoned]).to.deep.equal([[0], [1, 2]]);
      expect([second?.state, third?.state]).to.deep.equal(['lost', 'lost']);
    });

    it('leaves the source before it gives up what waits', () => {
      const log: string[] = [];
      const owner: SettlementOwner = { carryOut: () => undefined, abandon: () => void log.push('abandoned') };
      const source = new Observable<Delivery>((subscriber) => {
        subscriber.next(deliveryAt(0, owner));
        subscriber.next(deliveryAt(1, owner));
        return () => void log.push('left');
      });
      observe(source.pipe(handle(() => NEVER))).subscription.unsubscribe();
      expect(log).to.deep.equal(['left', 'abandoned']);
    });

    it('may be so from within the emission of a result', () => {
      const { owner, decisions } = makeOwner();
      const deliveries = from([0, 1, 2].map((offset) => deliveryAt(offset, owner)));
      const run = observe(
        deliveries.pipe(
          handle(() => 'done'),
          take(1),
        ),
      );
      expect([run.values.length, decisions.length]).to.deep.equal([1, 1]);
    });
  });
});
