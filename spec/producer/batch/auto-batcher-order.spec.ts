import { expect } from 'chai';
import * as fc from 'fast-check';
import { ResponseCode } from '../../../src/protocol/response-code.js';
import { observe } from '../../remoting/toy-network.js';
import { batchCode, keys, makeBatches, numbered, topic } from './make-batches.js';

/** What happens to one key, and how long nothing happens after that. */
const step = fc.record({
  orderKey: fc.constantFrom(...keys.ofQueue2, keys.ofQueue1),
  kind: fc.constantFrom('plain', 'plain', 'plain', 'wide', 'early', 'list', 'given-up'),
  pauseMs: fc.constantFrom(0, 0, 0, 4, 11),
});

describe('AutoBatcher, in order', () => {
  it('sends what it holds of a key before a later message of the key that goes another way', async () => {
    await using on = await makeBatches({ batching: { maxBytes: 1000 } });
    const orderKey = 'k';
    on.send({ body: 'a', orderKey });
    on.send({ body: 'b', orderKey });
    on.send({ body: 'c', orderKey, properties: { note: 'too large for a batch'.repeat(50) } });
    on.send({ body: 'd', orderKey });
    on.send({ body: 'e', orderKey, waitForStore: false });
    await on.clock.advance(20);
    expect(on.requests()).to.deep.equal(['a b', 'c', 'd', 'e']);
  });

  it('sends what it holds of a key before a batch of the program, or a transaction, with that key', async () => {
    await using on = await makeBatches({ batching: {} });
    const orderKey = 'k';
    on.send({ body: 'a', orderKey });
    observe(on.producer.sendBatch(numbered(2, { orderKey })));
    on.send({ body: 'b', orderKey });
    observe(on.producer.transaction({ topic, body: 'half', orderKey }, () => 'commit'));
    await on.clock.advance(20);
    expect(on.stored().map(({ body }) => body)).to.deep.equal(['a', 'm-0', 'm-1', 'b', 'half']);
  });

  it('sends what it holds of a key before a later batch of the key that is full earlier', async () => {
    await using on = await makeBatches({ batching: { maxMessages: 2 } });
    on.send({ body: 'a', orderKey: 'k' });
    for (const body of ['b', 'c']) on.send({ body, orderKey: 'k', waitForStore: false });
    await on.clock.advance(0);
    expect(on.requests()).to.deep.equal(['a', 'b c']);
  });

  it('does not hurry a batch for a key that has no message in it any more', async () => {
    await using on = await makeBatches({ batching: { maxBytes: 1000 } }, { queues: 4 });
    const [one, other] = keys.ofQueue2;
    on.send({ body: 'given up', orderKey: one }).subscription.unsubscribe();
    const again = on.send({ body: 'given up', orderKey: one });
    on.send({ body: 'stays', orderKey: other });
    again.subscription.unsubscribe();
    on.send({ body: 'alone', orderKey: one, properties: { note: 'x'.repeat(1000) } });
    await on.clock.advance(9);
    expect(on.requests()).to.deep.equal(['alone']);
    await on.clock.advance(1);
    expect(on.requests()).to.deep.equal(['alone', 'stays']);
  });

  it('lets a batch with other keys of the queue go on while one key is held up', async () => {
    await using on = await makeBatches({ batching: { maxMessages: 2 } }, { queues: 4 });
    on.broker.faults.delay(100, { direction: 'response', times: 1 });
    const [one, other] = keys.ofQueue2;
    on.send({ body: 'slow', orderKey: one, waitForStore: false, delay: { level: 1 } });
    on.send({ body: 'behind', orderKey: one });
    on.send({ body: 'with it', orderKey: other });
    on.send({ body: 'free', orderKey: keys.ofQueue1 });
    on.send({ body: 'free too', orderKey: keys.ofQueue1 });
    await on.clock.advance(50);
    expect(on.requests()).to.deep.equal(['slow', 'free free too']);
    await on.clock.advance(50);
    expect(on.requests().at(-1)).to.equal('behind with it');
  });

  it('keeps the batches of one key in order when the first is tried again', async () => {
    await using on = await makeBatches({ batching: { maxMessages: 2 } });
    on.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: batchCode, times: 1 });
    for (const message of numbered(6, { orderKey: 'k' })) on.send(message);
    await on.clock.advance(2000);
    expect(on.stored().map(({ body }) => body)).to.deep.equal(['m-0', 'm-1', 'm-2', 'm-3', 'm-4', 'm-5']);
  });

  const anyTraffic = fc.asyncProperty(
    fc.array(step, { minLength: 1, maxLength: 20 }),
    fc.constantFrom(0, 7, 30),
    fc.nat({ max: 2 }),
    async (steps, answersAfterMs, busyAnswers) => {
      await using on = await makeBatches(
        { maxInFlight: 3, timeoutMs: 60_000, batching: { maxMessages: 4, maxBytes: 1000 } },
        { queues: 4 },
      );
      on.broker.faults.delay(answersAfterMs, { direction: 'response' });
      if (busyAnswers > 0)
        on.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: batchCode, times: busyAnswers });
      const expected = new Map<string, string[]>();
      const sendings: ReturnType<typeof observe>[] = [];
      for (const [index, { orderKey, kind, pauseMs }] of steps.entries()) {
        const body = `${kind}-${index}`;
        const bodies = kind === 'list' ? [`${body}-a`, `${body}-b`] : [body];
        if (kind !== 'given-up') expected.set(orderKey, [...(expected.get(orderKey) ?? []), ...bodies]);
        if (kind === 'list') {
          const list = bodies.map((each) => ({ topic, body: each, orderKey }));
          sendings.push(observe(on.producer.sendBatch(list)));
        } else {
          const more = {
            ...(kind === 'wide' && { properties: { note: 'x'.repeat(1000) } }),
            ...(kind === 'early' && { waitForStore: false }),
          };
          const sending = on.send({ body, orderKey, ...more });
          if (kind === 'given-up') sending.subscription.unsubscribe();
          else sendings.push(sending);
        }
        await on.clock.advance(pauseMs);
      }
      while (sendings.some(({ complete, error }) => !complete.called && !error.called))
        await on.clock.advance(10);
      expect(sendings.map(({ failure }) => failure)).to.deep.equal(sendings.map(() => undefined));
      for (const [orderKey, bodies] of expected) {
        const queueId = orderKey === keys.ofQueue1 ? 1 : 2;
        const found = on.broker
          .queue(topic, queueId)
          .messages.filter((each) => each.property('__SHARDINGKEY') === orderKey)
          .map((each) => each.text());
        // What was given up as its batch began may be there.
        expect(found.filter((body) => !body.startsWith('given-up'))).to.deep.equal(bodies);
      }
    },
  );

  it('stores each message once and those of a key in their order, whatever the traffic', async () => {
    await fc.assert(anyTraffic, { numRuns: 6 });
  });
});
