import { expect } from 'chai';
import {
  MessageTooLargeError,
  PartialBatchError,
  SendFailedError,
} from '../../../src/errors/producer-error.js';
import { ClosedError, InvalidArgumentError } from '../../../src/errors/usage-error.js';
import type { OutgoingMessage } from '../../../src/message/outgoing-message.js';
import type { QueueSelector } from '../../../src/producer/queue-selector.js';
import { SendMessageV2RequestHeader } from '../../../src/protocol/headers/send-message-v2.js';
import { decodeProperties } from '../../../src/protocol/message/message-properties.js';
import { ResponseCode } from '../../../src/protocol/response-code.js';
import { observe } from '../../remoting/toy-network.js';
import { batchCode, makeBatches, numbered, singleCode, topic } from './make-batches.js';

/** Room for two messages of {@link numbered}, not for three. */
const roomForTwo = { maxMessageBytes: 200 };

describe('sendBatch', () => {
  it('sends everything in one request, and emits one receipt for each message, in their order', async () => {
    await using on = await makeBatches();
    const receipts = await on.clock.until(on.producer.sendBatch(numbered(3)));
    expect(on.sent).to.deep.equal([{ at: 0, code: batchCode, queueId: 0, bodies: ['m-0', 'm-1', 'm-2'] }]);
    expect(receipts.map(({ queueOffset }) => queueOffset)).to.deep.equal([1, 2, 3]);
    expect(new Set(receipts.map(({ offsetMessageId }) => offsetMessageId)).size).to.equal(3);
    expect(receipts[2]).to.deep.include({ status: 'ok', recallHandle: undefined });
  });

  it('keeps the id, the tags, the keys and the properties of each message', async () => {
    await using on = await makeBatches();
    const messages = ['a', 'b'].map((name) => ({
      topic,
      body: name,
      tags: `tag-${name}`,
      keys: `key-${name}`,
      properties: { region: name },
    }));
    const receipts = await on.clock.until(on.producer.sendBatch(messages));
    const found = on.broker.queue(topic, 0).messages.slice(1);
    expect(
      found.map((each) => [each.messageId, each.tags, each.keys, each.property('region'), each.text()]),
    ).to.deep.equal(
      ['a', 'b'].map((name, index) => [
        receipts[index]?.messageId,
        `tag-${name}`,
        [`key-${name}`],
        name,
        name,
      ]),
    );
  });

  it('says in the batch whether to wait for the store, and nothing else', async () => {
    await using on = await makeBatches();
    const properties: unknown[] = [];
    on.broker.exchanges$.subscribe(({ request }) => {
      if (request.code === batchCode)
        properties.push({ ...decodeProperties(SendMessageV2RequestHeader.read(request).properties!) });
    });
    await on.clock.until(on.producer.sendBatch(numbered(2)));
    await on.clock.until(on.producer.sendBatch(numbered(2, { waitForStore: false })));
    expect(properties).to.deep.equal([{ WAIT: 'true' }, { WAIT: 'false' }]);
  });

  it('cuts where the size limit is, and sends one request after the other', async () => {
    await using on = await makeBatches(roomForTwo, { queues: 3 });
    on.broker.faults.delay(100, { code: batchCode, direction: 'response' });
    const receipts = await on.clock.until(on.producer.sendBatch(numbered(5)));
    expect(on.requests()).to.deep.equal(['m-0 m-1', 'm-2 m-3', 'm-4']);
    expect(on.sent.map(({ at }) => at)).to.deep.equal([0, 100, 200]);
    expect(on.sent.map(({ code }) => code)).to.deep.equal([batchCode, batchCode, singleCode]);
    expect(new Set(on.sent.map(({ queueId }) => queueId)).size).to.equal(3);
    const bodies = receipts.map(
      ({ queue, messageId }) => on.stored(queue.queueId).find(({ id }) => id === messageId)?.body,
    );
    expect(bodies).to.deep.equal(['m-0', 'm-1', 'm-2', 'm-3', 'm-4']);
  });

  it('errs with the receipts of what is stored when a later request fails, and sends none after it', async () => {
    await using on = await makeBatches(roomForTwo);
    on.broker.faults.answer(ResponseCode.MESSAGE_ILLEGAL, { code: batchCode, skip: 1 });
    const sending = observe(on.producer.sendBatch(numbered(5)));
    await on.clock.advance(1);
    const { failure } = sending;
    expect(failure).to.be.instanceOf(PartialBatchError);
    const { receipts, messageCount, cause, message, retriable } = failure as PartialBatchError;
    expect(receipts.map(({ messageId }) => messageId)).to.deep.equal(on.stored().map(({ id }) => id));
    expect(on.stored().map(({ body }) => body)).to.deep.equal(['m-0', 'm-1']);
    expect([messageCount, retriable]).to.deep.equal([5, false]);
    expect(cause).to.be.instanceOf(SendFailedError);
    expect(message).to.match(/^Only the first 2 of 5 messages were sent: The message was not sent after 1 /);
    expect((failure as PartialBatchError).toJSON()).to.include({ receipts: 2, messageCount: 5 });
    expect(on.requests()).to.deep.equal(['m-0 m-1']);
  });

  it('errs as a single send when the first request fails', async () => {
    await using on = await makeBatches(roomForTwo);
    on.broker.faults.answer(ResponseCode.MESSAGE_ILLEGAL, { code: batchCode });
    const sending = observe(on.producer.sendBatch(numbered(5)));
    await on.clock.advance(1);
    expect(sending.failure).to.be.instanceOf(SendFailedError);
    expect((sending.failure as SendFailedError).attempts).to.have.length(1);
    expect(on.stored()).to.deep.equal([]);
  });

  it('tries a request again as a whole, with the same ids', async () => {
    await using on = await makeBatches();
    on.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: batchCode, times: 1 });
    on.broker.faults.drop({ code: batchCode, direction: 'response', skip: 1, times: 1 });
    const receipts = await on.clock.until(on.producer.sendBatch(numbered(2)));
    const ids = receipts.map(({ messageId }) => messageId);
    expect(on.stored().map(({ id }) => id)).to.deep.equal([...ids, ...ids]);
  });

  it('repeats the ids when it is subscribed to again', async () => {
    await using on = await makeBatches();
    const sending = on.producer.sendBatch(numbered(2));
    observe(sending);
    observe(sending);
    await on.clock.advance(1);
    const ids = on.stored().map(({ id }) => id);
    expect(ids).to.have.length(4);
    expect(ids.slice(0, 2)).to.deep.equal(ids.slice(2));
  });

  it('gives all requests one deadline', async () => {
    await using on = await makeBatches({ ...roomForTwo, retries: 0 });
    on.broker.faults.delay(400, { code: batchCode, direction: 'response' });
    const sending = observe(on.producer.sendBatch(numbered(8), { timeoutMs: 1000 }));
    await on.clock.advance(999);
    expect(sending.failure).to.equal(undefined);
    // Deadlines of requests are looked at every 100 ms.
    await on.clock.advance(101);
    expect((sending.failure as PartialBatchError).receipts).to.have.length(4);
  });

  it('sends no more when nobody waits any more', async () => {
    await using on = await makeBatches(roomForTwo);
    on.broker.faults.delay(100, { code: batchCode, direction: 'response' });
    const sending = observe(on.producer.sendBatch(numbered(6)));
    await on.clock.advance(150);
    sending.subscription.unsubscribe();
    await on.clock.advance(1000);
    expect(on.requests()).to.deep.equal(['m-0 m-1', 'm-2 m-3']);
    expect(on.producer.pressure.inFlight).to.equal(0);
  });

  it('sends one message as what it is, compressed if need be, and never compresses a batch', async () => {
    await using on = await makeBatches();
    const large = { topic, body: 'x'.repeat(5000) };
    await on.clock.until(on.producer.sendBatch([large]));
    await on.clock.until(on.producer.sendBatch([large, large]));
    expect(on.sent.map(({ code }) => code)).to.deep.equal([singleCode, batchCode]);
    const flags = on.broker.queue(topic, 0).messages.map(({ source }) => source.stored.sysFlag & 1);
    expect(flags).to.deep.equal([0, 1, 0, 0]);
  });

  it('sends alone, in its place, what is too large for a batch', async () => {
    await using on = await makeBatches({ maxMessageBytes: 60_000 });
    const wide = { topic, body: 'wide', properties: { a: 'x'.repeat(32_000) } };
    const high = { topic, body: 'y'.repeat(60_000) };
    const [a, b, c] = numbered(3) as [OutgoingMessage, OutgoingMessage, OutgoingMessage];
    const receipts = await on.clock.until(on.producer.sendBatch([a, b, wide, high, c]));
    expect(on.sent.map(({ code }) => code)).to.deep.equal([batchCode, singleCode, singleCode, singleCode]);
    expect(on.broker.queue(topic, 0).messages.map(({ messageId }) => messageId)).to.deep.equal([
      on.broker.queue(topic, 0).messages[0]?.messageId,
      ...receipts.map(({ messageId }) => messageId),
    ]);
  });

  it('sends all requests to the queue of the order key, ahead of what is sent with that key later', async () => {
    await using on = await makeBatches(roomForTwo, { queues: 4 });
    on.broker.faults.delay(50, { code: batchCode, direction: 'response' });
    observe(on.producer.sendBatch(numbered(4, { orderKey: 'order-1' })));
    on.send({ body: 'later', orderKey: 'order-1' });
    await on.clock.advance(1000);
    expect(on.requests()).to.deep.equal(['m-0 m-1', 'm-2 m-3', 'later']);
    expect(on.sent.map(({ queueId }) => queueId)).to.deep.equal([2, 2, 2]);
  });

  it('sends to the queue that is named', async () => {
    await using on = await makeBatches({}, { queues: 4 });
    const named = numbered(2, { queue: { brokerName: 'broker-a', queueId: 3 } });
    const receipts = await on.clock.until(on.producer.sendBatch(named));
    expect(receipts.map(({ queue }) => queue.queueId)).to.deep.equal([3, 3]);
  });

  it('sends all requests to the queue that a selector chooses for the first message', async () => {
    const asked: unknown[] = [];
    const queueSelector: QueueSelector = (queues, { body }) => {
      asked.push(body);
      return queues[body === 'm-0' ? 3 : 1];
    };
    await using on = await makeBatches({ ...roomForTwo, queueSelector }, { queues: 4 });
    await on.clock.until(on.producer.sendBatch(numbered(5)));
    expect(on.sent.map(({ queueId, bodies }) => [queueId, bodies.length])).to.deep.equal([
      [3, 2],
      [3, 2],
      [3, 1],
    ]);
    expect(new Set(asked)).to.deep.equal(new Set(['m-0']));
  });

  it('takes one place at the gate, with the bytes of its largest request', async () => {
    await using on = await makeBatches({ ...roomForTwo, maxInFlight: 1 });
    observe(on.producer.sendBatch(numbered(5)));
    const { inFlight, inFlightBytes, waiting } = on.producer.pressure;
    expect([inFlight, waiting]).to.deep.equal([1, 0]);
    expect(inFlightBytes).to.be.within(101, 200);
    await on.clock.advance(1);
    expect(on.producer.pressure.inFlightBytes).to.equal(0);
  });

  const good = { topic, body: 'x' };
  const queue = { brokerName: 'broker-a', queueId: 0 };
  const wrong: readonly (readonly [title: string, messages: unknown, path: string])[] = [
    ['no list', 'messages', 'messages'],
    ['an empty list', [], 'messages'],
    ['something that is no message', [good, 7], 'messages[1]'],
    ['a message that is wrong by itself', [good, { topic, body: '' }], 'messages[1].body'],
    ['two topics', [good, { ...good, topic: 'other' }], 'messages[1].topic'],
    ['a delayed message', [{ ...good, delay: { level: 1 } }], 'messages[0].delay'],
    ['a timed message', [good, { ...good, delay: { ms: 1000 } }], 'messages[1].delay'],
    ['two ways to wait for the store', [good, { ...good, waitForStore: false }], 'messages[1].waitForStore'],
    [
      'two order keys',
      [
        { ...good, orderKey: 'a' },
        { ...good, orderKey: 'b' },
      ],
      'messages[1].orderKey',
    ],
    ['an order key for some', [good, { ...good, orderKey: 'b' }], 'messages[1].orderKey'],
    [
      'two queues',
      [
        { ...good, queue },
        { ...good, queue: { ...queue, queueId: 1 } },
      ],
      'messages[1].queue',
    ],
    ['a retry topic', [{ ...good, topic: '%RETRY%billing' }], 'messages[0].topic'],
  ];
  for (const [title, messages, path] of wrong) {
    it(`refuses ${title}, before anything is sent`, async () => {
      await using on = await makeBatches();
      const sending = observe(on.producer.sendBatch(messages as OutgoingMessage[]));
      expect(sending.failure).to.be.instanceOf(InvalidArgumentError).with.property('path', path);
      await on.clock.advance(1);
      expect(on.sent).to.deep.equal([]);
    });
  }

  it('takes messages that say the default and messages that leave it out', async () => {
    await using on = await makeBatches();
    await on.clock.until(on.producer.sendBatch([good, { ...good, waitForStore: true }]));
    expect(on.requests()).to.deep.equal(['x x']);
  });

  it('refuses a message that is too large by itself', async () => {
    await using on = await makeBatches(roomForTwo);
    const sending = observe(on.producer.sendBatch([good, { topic, body: 'x'.repeat(201) }]));
    expect(sending.failure).to.be.instanceOf(MessageTooLargeError);
  });

  it('refuses a timeout that is none, through the channel', async () => {
    await using on = await makeBatches();
    const sending = observe(on.producer.sendBatch([good], { timeoutMs: 0 }));
    expect(sending.failure).to.be.instanceOf(InvalidArgumentError).with.property('path', 'timeoutMs');
  });

  it('refuses everything when the producer is closed', async () => {
    await using on = await makeBatches();
    await on.clock.until(on.producer.close());
    expect(observe(on.producer.sendBatch([good])).failure).to.be.instanceOf(ClosedError);
  });

  it('ends with the reason of its signal', async () => {
    await using on = await makeBatches();
    const sending = observe(on.producer.sendBatch([good], { signal: AbortSignal.abort('enough') }));
    expect(sending.failure).to.equal('enough');
  });
});
