import { expect } from 'chai';
import { delay, map, type Observable, throwError, timer } from 'rxjs';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { handle } from '../../../src/delivery/operators/handle.js';
import { coldDeliveries, hotDeliveries } from '../../../src/testing/marbles/delivery-marbles.js';
import { marbles } from '../../support/marbles.js';

const ids = (messages$: Observable<Delivery>): Observable<string> =>
  messages$.pipe(map(({ messageId }) => messageId));

/** A pipeline as users write them: two at a time, 3 ms each, bad ones retried once. */
const billing = (messages$: Observable<Delivery>): Observable<string> =>
  messages$.pipe(
    handle(
      (delivery) =>
        timer(3).pipe(
          map(() => {
            if (delivery.text() === 'bad') throw new Error('bad');
            return delivery.text();
          }),
        ),
      {
        concurrency: 2,
        onError: (error, { attempt }) => (attempt > 1 ? { deadLetter: String(error) } : { retry: {} }),
      },
    ),
    map(({ delivery, outcome }) => `${delivery.messageId} ${outcome.type}`),
  );

describe('coldDeliveries', () => {
  it(
    'emits the deliveries of a diagram, for each subscriber anew',
    marbles(({ expectObservable, expectSubscriptions }, scheduler) => {
      const { messages$, subscriptions } = coldDeliveries(scheduler, 'a-b 5ms c-|');
      expectObservable(ids(messages$)).toBe('a-b 5ms c-|');
      expectObservable(ids(messages$), '--^--!').toBe('--a-b-');
      expectSubscriptions(subscriptions).toBe(['^-- 5ms --!', '--^--!']);
    }),
  );

  it(
    'errs as the diagram does',
    marbles(({ expectObservable }, scheduler) => {
      const error = new Error('fenced');
      expectObservable(ids(coldDeliveries(scheduler, 'a-#', {}, error).messages$)).toBe(
        'a-#',
        undefined,
        error,
      );
      expectObservable(ids(coldDeliveries(scheduler, '#').messages$)).toBe('#');
    }),
  );

  it(
    'gives each letter its message, an offset and an attempt',
    marbles(({ flush }, scheduler) => {
      const { messages$, emitted } = coldDeliveries(scheduler, 'abab', {
        b: { topic: 'orders', body: 'other', messageId: 'ignored' },
      });
      messages$.subscribe();
      flush();
      expect(
        emitted.map(({ messageId, topic, offset, attempt, ...delivery }) => [
          messageId,
          topic,
          offset,
          attempt,
          Buffer.from(delivery.body).toString(),
        ]),
      ).to.deep.equal([
        ['a', 'test-topic', 0, 1, 'a'],
        ['b', 'orders', 1, 1, 'other'],
        ['a', 'test-topic', 2, 2, 'a'],
        ['b', 'orders', 3, 2, 'other'],
      ]);
    }),
  );

  it(
    'tells what a pipeline with `handle` made of them, and when',
    marbles(({ expectObservable, flush }, scheduler) => {
      const { messages$, emitted, outcomes } = coldDeliveries(scheduler, 'abc--b---d-', {
        b: { body: 'bad' },
      });
      expectObservable(billing(messages$), '^----------!').toBe('---xy-z-w--', {
        x: 'a ack',
        y: 'b retry',
        z: 'c ack',
        w: 'b deadLetter',
      });
      flush();
      expect(outcomes()).to.deep.equal({
        // Its handler was at work when the subscriber left.
        acked: ['a', 'c', 'd'],
        retried: ['b'],
        deadLettered: ['b'],
        lost: [],
        left: [],
      });
      expect(emitted.map(({ settledAtMs }) => settledAtMs)).to.deep.equal([3, 4, 6, 8, 12]);
    }),
  );

  it(
    'tells what was given up by a subscriber that left',
    marbles(({ expectObservable, flush }, scheduler) => {
      const { messages$, outcomes } = coldDeliveries(scheduler, '(abc)');
      expectObservable(billing(messages$), '^-!').toBe('---');
      flush();
      expect(outcomes()).to.deep.include({ lost: ['c'], left: [] });
    }),
  );

  it(
    'leaves what nobody decides about',
    marbles(({ expectObservable, flush }, scheduler) => {
      const { messages$, outcomes } = coldDeliveries(scheduler, 'ab|');
      expectObservable(ids(messages$.pipe(delay(1)))).toBe('-a(b|)');
      flush();
      expect(outcomes()).to.deep.include({ acked: [], left: ['a', 'b'] });
    }),
  );

  it(
    'serves a pipeline whose handler errs',
    marbles(({ expectObservable, flush }, scheduler) => {
      const { messages$, outcomes } = coldDeliveries(scheduler, 'a|');
      const results$ = messages$.pipe(
        handle(() => throwError(() => new Error('boom'))),
        map(({ outcome }) => outcome.type),
      );
      expectObservable(results$).toBe('r|', { r: 'retry' });
      flush();
      expect(outcomes().retried).to.deep.equal(['a']);
    }),
  );
});

describe('hotDeliveries', () => {
  it(
    'emits the deliveries of a diagram, whoever is subscribed, to all the same',
    marbles(({ expectObservable, flush }, scheduler) => {
      const { messages$, emitted } = hotDeliveries(scheduler, 'a-b-c-|');
      const [seen, others]: [Delivery[], Delivery[]] = [[], []];
      expectObservable(ids(messages$), '-^').toBe('--b-c-|');
      messages$.subscribe((delivery) => seen.push(delivery));
      messages$.subscribe((delivery) => others.push(delivery));
      flush();
      expect(seen).to.deep.equal([...emitted]);
      expect(others.map((delivery, index) => delivery === seen[index])).to.deep.equal([true, true, true]);
      expect(emitted.map(({ messageId, attempt }) => [messageId, attempt])).to.deep.equal([
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ]);
    }),
  );

  it(
    'delivers nothing that nobody is subscribed to',
    marbles(({ expectObservable, flush }, scheduler) => {
      const { messages$, emitted } = hotDeliveries(scheduler, 'a-b-c-|');
      expectObservable(ids(messages$), '-^--!').toBe('--b--');
      flush();
      expect(emitted.map(({ messageId }) => messageId)).to.deep.equal(['b']);
    }),
  );

  it(
    'errs as the diagram does',
    marbles(({ expectObservable }, scheduler) => {
      expectObservable(ids(hotDeliveries(scheduler, 'a-#').messages$)).toBe('a-#');
    }),
  );
});
