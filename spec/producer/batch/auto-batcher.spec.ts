import { expect } from 'chai';
import { filter, NEVER, takeUntil } from 'rxjs';
import sinon from 'sinon';
import { SendFailedError, TooManySendsError } from '../../../src/errors/producer-error.js';
import { ClosedError, InvalidArgumentError } from '../../../src/errors/usage-error.js';
import type { OutgoingMessage } from '../../../src/message/outgoing-message.js';
import { AutoBatcher } from '../../../src/producer/batch/auto-batcher.js';
import type { SendPath } from '../../../src/producer/send-path.js';
import { ResponseCode } from '../../../src/protocol/response-code.js';
import { makeClock } from '../../support/make-clock.js';
import { observe } from '../../remoting/toy-network.js';
import { batchCode, keys, makeBatches, numbered, singleCode, topic } from './make-batches.js';
import { prepared } from './prepared.js';

/** Of a message of {@link numbered} in a batch: 22 of frame, 52 of properties (its id, `WAIT`), 3 of body. */
const bytesOfOne = 77;

describe('AutoBatcher', () => {
  describe('when it sends', () => {
    it('sends what came within the linger of the first together, and gives each its own receipt', async () => {
      await using on = await makeBatches({ batching: {} });
      const first = on.send({ body: 'a' });
      await on.clock.advance(9);
      const second = on.send({ body: 'b' });
      expect(on.sent).to.deep.equal([]);
      await on.clock.advance(1);
      expect(on.sent).to.deep.equal([{ at: 10, code: batchCode, queueId: 0, bodies: ['a', 'b'] }]);
      const receipts = [...first.values, ...second.values];
      expect(receipts.map(({ queueOffset, status }) => [queueOffset, status])).to.deep.equal([
        [1, 'ok'],
        [2, 'ok'],
      ]);
      expect(on.stored().map(({ id, offset }) => [id, offset])).to.deep.equal(
        receipts.map(({ messageId, queueOffset }) => [messageId, queueOffset]),
      );
      expect(new Set(receipts.map(({ offsetMessageId }) => offsetMessageId)).size).to.equal(2);
      expect([first.complete.callCount, second.complete.callCount]).to.deep.equal([1, 1]);
    });

    it('counts the linger of each batch from its own first message', async () => {
      await using on = await makeBatches({ batching: { lingerMs: 10 } });
      for (const [body, pauseMs] of [
        ['a', 4],
        ['b', 8],
        ['c', 3],
        ['d', 20],
        ['e', 10],
      ] as const) {
        on.send({ body });
        await on.clock.advance(pauseMs);
      }
      expect(on.sent.map(({ at, bodies }) => [at, bodies.join(' ')])).to.deep.equal([
        [10, 'a b'],
        [22, 'c d'],
        [45, 'e'],
      ]);
    });

    it('lets batches of two topics linger each for itself', async () => {
      await using on = await makeBatches({ batching: {} });
      on.send({ body: 'a' });
      await on.clock.advance(6);
      on.send({ topic: 'other', body: 'x' });
      await on.clock.advance(20);
      expect(on.sent.map(({ at, bodies }) => [at, bodies.join(' ')])).to.deep.equal([
        [10, 'a'],
        [16, 'x'],
      ]);
    });

    it('waits for the end of the turn only with a linger of 0', async () => {
      await using on = await makeBatches({ batching: { lingerMs: 0 } });
      on.send({ body: 'a' });
      on.send({ body: 'b' });
      expect(on.sent).to.deep.equal([]);
      await on.clock.advance(0);
      on.send({ body: 'c' });
      await on.clock.advance(0);
      expect(on.sent.map(({ at, bodies }) => [at, bodies.join(' ')])).to.deep.equal([
        [0, 'a b'],
        [0, 'c'],
      ]);
    });

    it('sends at once what has maxMessages', async () => {
      await using on = await makeBatches({ batching: { maxMessages: 3 } });
      for (const message of numbered(7)) on.send(message);
      await on.clock.advance(1);
      expect(on.requests()).to.deep.equal(['m-0 m-1 m-2', 'm-3 m-4 m-5']);
      await on.clock.advance(9);
      expect(on.requests().at(-1)).to.equal('m-6');
    });

    it('begins another batch rather than exceed maxBytes', async () => {
      await using on = await makeBatches({ batching: { maxBytes: 2 * bytesOfOne + 1 } });
      for (const message of numbered(3)) on.send(message);
      await on.clock.advance(0);
      expect(on.requests()).to.deep.equal(['m-0 m-1']);
      await on.clock.advance(10);
      expect(on.requests()).to.deep.equal(['m-0 m-1', 'm-2']);
    });

    it('sends at once what has maxBytes', async () => {
      await using on = await makeBatches({ batching: { maxBytes: 2 * bytesOfOne } });
      for (const message of numbered(2)) on.send(message);
      await on.clock.advance(0);
      expect(on.requests()).to.deep.equal(['m-0 m-1']);
    });

    it('sends one message alone as what it is', async () => {
      await using on = await makeBatches({ batching: {} });
      const sending = on.send({ body: 'alone', tags: 'a' });
      await on.clock.advance(10);
      expect(on.sent).to.deep.equal([{ at: 10, code: singleCode, queueId: 0, bodies: ['alone'] }]);
      expect(sending.values).to.have.length(1);
    });

    it('does not wait longer when the clock is put back', () => {
      const clock = makeClock();
      let behindMs = 0;
      const runtime = { ...clock.runtime, now: () => clock.now - behindMs };
      const sendInTurn = sinon.fake.returns(NEVER);
      const batcher = new AutoBatcher({
        maxMessages: 10,
        maxBytes: 1000,
        lingerMs: 10,
        maxHeldBytes: 1000,
        compressedFromBytes: Infinity,
        knownQueues: () => undefined,
        path: { isClosed: false, sendInTurn } as unknown as SendPath,
        runtime,
      });
      const [message] = numbered(1) as [OutgoingMessage];
      batcher.send({ message, prepared: prepared(1), timeoutMs: 3000 }).subscribe();
      behindMs = 3_600_000;
      clock.tick(10);
      expect(sendInTurn.callCount).to.equal(1);
    });
  });

  describe('what it puts together', () => {
    it('keeps apart what differs in topic, waitForStore, queue or timeout', async () => {
      await using on = await makeBatches({ batching: {} }, { queues: 4 });
      const queue = { brokerName: 'broker-a', queueId: 3 };
      for (const round of [1, 2]) {
        on.send({ body: `plain-${round}` });
        on.send({ body: `other-${round}`, topic: 'other' });
        on.send({ body: `early-${round}`, waitForStore: false });
        on.send({ body: `queue-${round}`, queue });
        on.send({ body: `short-${round}` }, { timeoutMs: 500 });
      }
      await on.clock.advance(10);
      const names = ['plain', 'other', 'early', 'queue', 'short'];
      expect(on.requests()).to.have.members(names.map((name) => `${name}-1 ${name}-2`));
      expect(on.sent.find(({ bodies }) => bodies[0] === 'queue-1')?.queueId).to.equal(3);
    });

    it('puts messages of different tags together, and each keeps its own', async () => {
      await using on = await makeBatches({ batching: {} });
      for (const tags of ['a', 'b']) on.send({ tags, body: tags });
      await on.clock.advance(10);
      expect(on.requests()).to.deep.equal(['a b']);
      const found = on.broker.queue(topic, 0).messages.slice(1);
      expect(found.map((each) => [each.tags, each.text()])).to.deep.equal([
        ['a', 'a'],
        ['b', 'b'],
      ]);
    });

    it('puts order keys together that share a queue, and no others', async () => {
      await using on = await makeBatches({ batching: {} }, { queues: 4 });
      for (const orderKey of [...keys.ofQueue2, keys.ofQueue1, ...keys.ofQueue2])
        on.send({ body: orderKey, orderKey });
      await on.clock.advance(10);
      expect(on.sent.map(({ queueId, bodies }) => [queueId, bodies.join(' ')])).to.deep.equal([
        [2, 'order-1 order-5 order-1 order-5'],
        [1, 'order-2'],
      ]);
    });

    it('puts together what a selector leaves to the producer', async () => {
      await using on = await makeBatches({ batching: {}, queueSelector: () => undefined }, { queues: 2 });
      on.send({ body: 'a' });
      on.send({ body: 'b' });
      await on.clock.advance(10);
      expect(on.requests()).to.deep.equal(['a b']);
    });

    it('puts bodies of any size together where nothing is compressed', async () => {
      await using on = await makeBatches({ batching: {}, compression: false });
      for (const body of ['x', 'y']) on.send({ body: body.repeat(5000) });
      await on.clock.advance(10);
      expect(on.sent.map(({ code }) => code)).to.deep.equal([batchCode]);
    });

    const alone: readonly (readonly [what: string, message: object, sendOptions?: object])[] = [
      ['a delay level', { delay: { level: 1 } }],
      ['a timer', { delay: { ms: 5000 } }],
      ['a body that would be compressed', { body: 'x'.repeat(4096) }],
      ['more bytes than a batch has', { properties: { note: 'x'.repeat(8192) } }],
      ['no time to wait', {}, { timeoutMs: 10 }],
    ];
    for (const [what, message, sendOptions] of alone) {
      it(`sends alone, and at once, what has ${what}`, async () => {
        await using on = await makeBatches({ batching: { maxBytes: 8192 } });
        on.send({ body: 'before' });
        on.send({ body: 'alone', ...message }, sendOptions);
        await on.clock.advance(0);
        expect(on.sent.map(({ code }) => code)).to.deep.equal([singleCode]);
        await on.clock.advance(10);
        expect(on.requests().at(-1)).to.equal('before');
      });
    }

    it('sends alone what wants a queue of a topic whose route is not known', async () => {
      await using on = await makeBatches({ batching: {} });
      on.broker.createTopic('new', { queues: 1 });
      on.send({ topic: 'new', orderKey: 'k', body: 'a' });
      await on.clock.advance(1);
      expect(on.requests()).to.deep.equal(['a']);
      on.send({ topic: 'new', orderKey: 'k', body: 'b' });
      on.send({ topic: 'new', orderKey: 'k', body: 'c' });
      await on.clock.advance(10);
      expect(on.requests()).to.deep.equal(['a', 'b c']);
    });

    it('lets the send itself tell that there is no such queue', async () => {
      await using on = await makeBatches({ batching: {} });
      const sending = on.send({ queue: { brokerName: 'broker-a', queueId: 7 } });
      expect(sending.failure).to.be.instanceOf(InvalidArgumentError).with.property('path', 'queue');
    });

    it('lets the send itself tell that a selector has failed', async () => {
      await using on = await makeBatches({
        batching: {},
        queueSelector: () => {
          throw new RangeError('no queue today');
        },
      });
      expect(on.send({}).failure).to.be.instanceOf(RangeError);
    });
  });

  describe('what it holds', () => {
    it('sends alone what would exceed maxHeldBytes', async () => {
      await using on = await makeBatches({ batching: { maxHeldBytes: 200 } });
      for (const message of numbered(3)) on.send(message);
      await on.clock.advance(0);
      expect(on.requests()).to.deep.equal(['m-2']);
      await on.clock.advance(10);
      expect(on.requests()).to.deep.equal(['m-2', 'm-0 m-1']);
    });

    it('has room again when a batch has begun, or a message was given up', async () => {
      await using on = await makeBatches({ batching: { maxHeldBytes: 200 } });
      for (const message of numbered(2)) on.send(message);
      await on.clock.advance(10);
      const [given] = numbered(2, { body: 'given-up' }).map((message) => on.send(message));
      given!.subscription.unsubscribe();
      on.send({ body: 'last' });
      await on.clock.advance(10);
      expect(on.requests()).to.deep.equal(['m-0 m-1', 'given-up last']);
    });

    it('has room in a batch again when one of it was given up', async () => {
      await using on = await makeBatches({ batching: { maxBytes: 3 * bytesOfOne } });
      const [, second] = numbered(2).map((message) => on.send(message));
      second!.subscription.unsubscribe();
      on.send({ body: 'm-2' });
      await on.clock.advance(9);
      expect(on.requests()).to.deep.equal([]);
      await on.clock.advance(1);
      expect(on.requests()).to.deep.equal(['m-0 m-2']);
    });

    it('counts what waits at the gate as held', async () => {
      await using on = await makeBatches({ maxInFlight: 1, batching: { maxHeldBytes: 200, maxMessages: 2 } });
      on.broker.faults.delay(100, { direction: 'response' });
      for (const message of numbered(5)) on.send(message);
      await on.clock.advance(300);
      expect(on.requests()).to.deep.equal(['m-0 m-1', 'm-2 m-3', 'm-4']);
      on.broker.faults.clear();
      expect(on.producer.pressure.waiting).to.equal(0);
    });

    it('leaves a message out that was given up before its batch begins', async () => {
      await using on = await makeBatches({ batching: {} });
      const [, second] = numbered(3).map((message) => on.send(message));
      second!.subscription.unsubscribe();
      await on.clock.advance(10);
      expect(on.requests()).to.deep.equal(['m-0 m-2']);
    });

    it('leaves a message out that was given up while its batch waits for its turn', async () => {
      await using on = await makeBatches({ maxInFlight: 1, batching: { maxMessages: 2 } });
      on.broker.faults.delay(100, { direction: 'response' });
      const sends = numbered(4).map((message) => on.send(message));
      await on.clock.advance(50);
      sends[2]!.subscription.unsubscribe();
      await on.clock.advance(200);
      expect(on.requests()).to.deep.equal(['m-0 m-1', 'm-3']);
      expect(sends.map(({ values }) => values.length)).to.deep.equal([1, 1, 0, 1]);
    });

    it('sends nothing when all of a batch were given up, open or waiting for its turn', async () => {
      await using on = await makeBatches({ maxInFlight: 1, batching: { maxMessages: 2 } });
      on.broker.faults.delay(100, { direction: 'response' });
      const sends = numbered(5).map((message) => on.send(message));
      for (const { subscription } of sends.slice(2)) subscription.unsubscribe();
      expect(on.producer.pressure.waiting).to.equal(0);
      await on.clock.advance(200);
      expect(on.requests()).to.deep.equal(['m-0 m-1']);
    });

    it('sends nothing when all of a batch are given up as it joins the line', async () => {
      await using on = await makeBatches({ maxInFlight: 1, batching: { maxMessages: 2 } });
      const isWaiting$ = on.producer.pressure$.pipe(filter(({ state }) => state === 'waiting'));
      for (const message of numbered(2)) on.send(message);
      for (const message of numbered(2)) observe(on.producer.send(message).pipe(takeUntil(isWaiting$)));
      expect(on.producer.pressure.waiting).to.equal(0);
      await on.clock.advance(100);
      expect(on.requests()).to.deep.equal(['m-0 m-1']);
    });

    it('goes on for the others when one is given up on the way, and ends when nobody is left', async () => {
      await using on = await makeBatches({ batching: { maxMessages: 2 } });
      on.broker.faults.delay(100, { direction: 'response' });
      const [first, second, third, fourth] = numbered(4).map((message) => on.send(message));
      await on.clock.advance(50);
      first!.subscription.unsubscribe();
      third!.subscription.unsubscribe();
      expect(on.producer.pressure.inFlight).to.equal(2);
      fourth!.subscription.unsubscribe();
      expect(on.producer.pressure.inFlight).to.equal(1);
      await on.clock.advance(50);
      expect(second!.values.map(({ queueOffset }) => queueOffset)).to.deep.equal([2]);
      expect(on.requests()).to.deep.equal(['m-0 m-1', 'm-2 m-3']);
    });
  });

  describe('how it fails', () => {
    it('tells each caller why its batch failed, with the id of its own message', async () => {
      await using on = await makeBatches({ batching: {} });
      on.broker.faults.answer(ResponseCode.MESSAGE_ILLEGAL, { code: batchCode });
      const ids: string[] = [];
      on.producer.events$.subscribe((event) => {
        if (event.type === 'attempt-failed') ids.push(event.messageId);
      });
      const sends = numbered(2).map((message) => on.send(message));
      await on.clock.advance(10);
      const failures = sends.map(({ failure }) => failure as SendFailedError);
      for (const failure of failures) {
        expect(failure).to.be.instanceOf(SendFailedError).with.property('retriable', false);
        expect(failure.attempts).to.have.length(1);
        expect(failure.context).to.include({ topic, group: 'p' });
        expect(failure.cause).to.equal(failure.attempts[0]?.error);
      }
      expect(failures[0]?.messageId).not.to.equal(failures[1]?.messageId);
      // An event of a batch has the id of its first message.
      expect(ids).to.deep.equal([failures[0]?.messageId]);
    });

    it('tries a batch again as a whole', async () => {
      await using on = await makeBatches({ batching: {} });
      on.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: batchCode, times: 1 });
      const sends = numbered(2).map((message) => on.send(message));
      await on.clock.advance(2000);
      expect(sends.map(({ values }) => values[0]?.messageId)).to.deep.equal(on.stored().map(({ id }) => id));
    });

    it('counts the linger in the timeout', async () => {
      await using on = await makeBatches({ retries: 0, batching: { lingerMs: 500 } });
      on.broker.faults.drop({ direction: 'response' });
      const first = on.send({}, { timeoutMs: 1000 });
      await on.clock.advance(400);
      const second = on.send({}, { timeoutMs: 1000 });
      await on.clock.advance(599);
      expect(first.failure).to.equal(undefined);
      // Deadlines of requests are looked at every 100 ms.
      await on.clock.advance(101);
      expect(first.failure).to.be.instanceOf(SendFailedError);
      expect(second.failure).to.be.instanceOf(SendFailedError);
    });

    it('refuses the whole batch when too many sends wait', async () => {
      await using on = await makeBatches({ maxInFlight: 1, maxWaiting: 0, batching: { maxMessages: 2 } });
      const sends = numbered(4).map((message) => on.send(message));
      const failures = sends.map(({ failure }) => failure);
      expect(failures.slice(0, 2)).to.deep.equal([undefined, undefined]);
      for (const failure of failures.slice(2)) expect(failure).to.be.instanceOf(TooManySendsError);
      await on.clock.advance(1);
    });

    it('takes a send that begins when another one fails', async () => {
      await using on = await makeBatches({ maxInFlight: 1, maxWaiting: 0, batching: { maxMessages: 2 } });
      for (const message of numbered(3)) on.send(message);
      let again: ReturnType<typeof on.send> | undefined;
      on.producer.send({ topic, body: 'refused' }).subscribe({
        error: () => {
          again = on.send({ body: 'again' });
        },
      });
      await on.clock.advance(20);
      expect(on.requests()).to.deep.equal(['m-0 m-1', 'again']);
      expect(again?.values).to.have.length(1);
    });
  });

  describe('when the producer is closed', () => {
    it('sends what it holds at once, and close waits for it', async () => {
      await using on = await makeBatches({ batching: { lingerMs: 1000 } });
      on.broker.faults.delay(20, { code: batchCode, direction: 'response' });
      const sends = numbered(2).map((message) => on.send(message));
      const closing = observe(on.producer.close());
      await on.clock.advance(19);
      expect([on.requests(), closing.values.length]).to.deep.equal([['m-0 m-1'], 0]);
      await on.clock.advance(1);
      expect(sends.map(({ values }) => values.length)).to.deep.equal([1, 1]);
      expect(closing.values).to.have.length(1);
    });

    it('leaves no timer', async () => {
      await using on = await makeBatches({ batching: { lingerMs: 1000 } });
      const timers = on.clock.timers;
      on.send({ body: 'a' });
      expect(on.clock.timers).to.equal(timers + 1);
      await on.clock.until(on.producer.close());
      expect(on.clock.timers).to.be.at.most(timers);
    });

    it('refuses later sends', async () => {
      await using on = await makeBatches({ batching: {} });
      await on.clock.until(on.producer.close());
      expect(on.send({}).failure).to.be.instanceOf(ClosedError);
    });

    it('errs what still waits for its turn when the time is up', async () => {
      await using on = await makeBatches({ maxInFlight: 1, batching: { maxMessages: 2 } });
      on.broker.faults.delay(1000, { direction: 'response', code: batchCode });
      const sends = numbered(3).map((message) => on.send(message));
      observe(on.producer.close({ timeoutMs: 100 }));
      await on.clock.advance(100);
      expect(sends.map(({ failure }) => failure?.name)).to.deep.equal([undefined, undefined, 'ClosedError']);
      await on.clock.advance(900);
      expect(sends.map(({ values }) => values.length)).to.deep.equal([1, 1, 0]);
    });
  });
});
