import { expect } from 'chai';
import { firstValueFrom, of, Subject } from 'rxjs';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { handle } from '../../../src/delivery/operators/handle.js';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { createTestDelivery } from '../../../src/testing/marbles/create-test-delivery.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import { observe } from '../../remoting/toy-network.js';
import { marbles } from '../../support/marbles.js';

describe('createTestDelivery', () => {
  it('makes a delivery of nothing', () => {
    const delivery: Delivery = createTestDelivery();
    expect(delivery).to.deep.include({ topic: 'test-topic', offset: 0, attempt: 1 });
    expect(delivery.queue).to.deep.equal({ topic: 'test-topic', brokerName: 'test-broker', queueId: 0 });
    expect([delivery.text(), delivery.messageId, delivery.tags, delivery.keys]).to.deep.equal([
      '',
      'test-message-0',
      undefined,
      [],
    ]);
    expect([delivery.bornAt, delivery.storedAt]).to.deep.equal([new Date(0), new Date(0)]);
    expect(delivery.bornHost).to.equal('127.0.0.1:50000');
  });

  it('has what it is given', () => {
    const delivery = createTestDelivery({
      topic: 'orders',
      body: '{"total":5}',
      tags: 'paid',
      keys: ['o-1', 'o-2'],
      properties: { region: 'eu' },
      messageId: 'm',
      queue: { brokerName: 'broker-b', queueId: 3 },
      offset: 42,
      attempt: 3,
      bornAt: new Date(1000),
      storedAt: new Date(2000),
    });
    expect(delivery).to.deep.include({
      topic: 'orders',
      tags: 'paid',
      offset: 42,
      attempt: 3,
      messageId: 'm',
    });
    expect(delivery.queue).to.deep.equal({ topic: 'orders', brokerName: 'broker-b', queueId: 3 });
    expect([delivery.json(), delivery.keys]).to.deep.equal([{ total: 5 }, ['o-1', 'o-2']]);
    expect(delivery.properties).to.include({ region: 'eu', UNIQ_KEY: 'm' });
    expect([delivery.bornAt, delivery.storedAt]).to.deep.equal([new Date(1000), new Date(2000)]);
  });

  it('takes bytes and a single key', () => {
    const delivery = createTestDelivery({ body: new Uint8Array([1, 2, 255]), keys: 'o-1' });
    expect([[...delivery.body], delivery.keys]).to.deep.equal([[1, 2, 255], ['o-1']]);
  });

  it('can come from a retry topic, as a message does that comes again', () => {
    const { topic, queue } = createTestDelivery({ topic: 'orders', queue: { topic: '%RETRY%g' } });
    expect([topic, queue.topic]).to.deep.equal(['orders', '%RETRY%g']);
  });

  it('has an id of its place', () => {
    const ids = [0, 1, 2].map((offset) => createTestDelivery({ offset }).offsetMessageId);
    expect(new Set(ids).size).to.equal(3);
  });

  for (const [path, message] of [
    ['offset', { offset: -1 }],
    ['attempt', { attempt: 0 }],
  ] as const) {
    it(`refuses a wrong ${path}`, () => {
      expect(() => createTestDelivery(message)).to.throw(InvalidArgumentError, `${path} must be`);
    });
  }

  describe('outcome', () => {
    it('is there when something was decided, with its time', () => {
      const clock = createVirtualClock({ startAt: 0 });
      const delivery = createTestDelivery({}, { now: () => clock.now });
      expect(delivery).to.deep.include({ outcome: undefined, settledAtMs: undefined, state: 'delivered' });
      clock.tick(70);
      delivery.retry({ delayMs: 5 });
      expect(delivery).to.deep.include({
        outcome: { type: 'retry', delay: { delayMs: 5 } },
        settledAtMs: 70,
        state: 'settled',
      });
    });

    it('has its time by the clock of RxJS', () => {
      const beforeMs = Date.now();
      const delivery = createTestDelivery();
      delivery.ack();
      expect(delivery.settledAtMs).to.be.within(beforeMs, Date.now());
    });

    it('is the first decision', () => {
      const delivery = createTestDelivery();
      delivery.deadLetter('bad');
      delivery.ack();
      delivery.retry();
      delivery.lose();
      expect(delivery.outcome).to.deep.equal({ type: 'deadLetter', reason: 'bad' });
      expect(delivery.signal.aborted).to.equal(false);
    });

    it('is that of all views of the delivery', () => {
      const delivery = createTestDelivery({ body: '5' });
      const view = delivery.withBody(5);
      view.retry();
      expect([view.body, delivery.outcome]).to.deep.equal([5, { type: 'retry', delay: {} }]);
      expect(view.outcome).to.equal(delivery.outcome);
    });
  });

  it('replays its outcome in `settled`', async () => {
    const delivery = createTestDelivery();
    const early = observe(delivery.settled);
    expect(early.values).to.deep.equal([]);
    delivery.ack();
    expect([early.values, early.complete.callCount]).to.deep.equal([[{ type: 'ack' }], 1]);
    expect(await delivery.settled).to.deep.equal({ type: 'ack' });
  });

  it('can be taken away', () => {
    const delivery = createTestDelivery();
    const { signal } = delivery;
    delivery.lose();
    delivery.ack();
    expect(delivery).to.deep.include({ state: 'lost', outcome: { type: 'lost', reason: 'revoked' } });
    expect(signal.aborted).to.equal(true);
  });

  describe('in `handle`', () => {
    it('is acknowledged, and emitted with its outcome', async () => {
      const delivery = createTestDelivery({ body: 'hi' });
      const settled = await firstValueFrom(of(delivery).pipe(handle((d) => d.text().toUpperCase())));
      expect(settled).to.deep.equal({ delivery, outcome: { type: 'ack' }, result: 'HI' });
      expect(delivery.outcome).to.deep.equal({ type: 'ack' });
    });

    it('is decided about by `onError`', async () => {
      const delivery = createTestDelivery({ attempt: 4 });
      const fail = (): never => {
        throw new Error('boom');
      };
      await firstValueFrom(
        of(delivery).pipe(
          handle(fail, { onError: (_, { attempt }) => ({ deadLetter: `attempt ${attempt}` }) }),
        ),
      );
      expect(delivery.outcome).to.deep.equal({ type: 'deadLetter', reason: 'attempt 4' });
    });

    it('is emitted as lost when it is taken away from a handler at work', () => {
      const delivery = createTestDelivery();
      const work = new Subject<void>();
      const run = observe(of(delivery).pipe(handle(() => work)));
      delivery.lose('reset');
      work.complete();
      expect(run.values).to.deep.equal([{ delivery, outcome: { type: 'lost', reason: 'reset' } }]);
    });

    it('is lost when it waits for a handler and the subscriber leaves', () => {
      const [first, second] = [createTestDelivery(), createTestDelivery({ offset: 1 })];
      observe(of(first, second).pipe(handle(() => new Subject()))).subscription.unsubscribe();
      expect([first.outcome, second.outcome]).to.deep.equal([
        undefined,
        { type: 'lost', reason: 'released' },
      ]);
    });
  });

  it(
    'has the time of a TestScheduler within its run',
    marbles(({ cold, flush }) => {
      const delivery = createTestDelivery();
      cold('---a|').subscribe(() => delivery.ack());
      flush();
      expect(delivery.settledAtMs).to.equal(3);
    }),
  );
});
