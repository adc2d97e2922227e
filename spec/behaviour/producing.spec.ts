import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { forkJoin, from, lastValueFrom, map, mergeMap, take, toArray } from 'rxjs';
import {
  type Client,
  createClient,
  type Delivery,
  type OutgoingMessage,
  type Producer,
  UnsupportedError,
} from '../../src/index.js';
import { type JavaClients, javaClientsOf, javaConsumer } from '../../tools/rocketmq/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered } from './support/traffic.js';

const mebibyte = 1024 * 1024;

describeBroker('producing', (broker, { version }) => {
  const hasTimers = !version.startsWith('4.');
  let mq: Client;
  let producer: Producer;
  let topic: string;

  beforeEach(() => {
    mq = createClient({ nameServers: broker().nameServers, missingTopicIntervalMs: 200 });
    producer = mq.producer({ group: 'spec_producer', timeoutMs: 10_000 });
  });

  afterEach(async () => {
    await mq.close({ timeoutMs: 1000 });
  });

  const useTopic = async (queues: number): Promise<void> => {
    topic = uniqueName('topic');
    await broker().createTopic(topic, { queues });
  };

  const sendTogether = (messages: readonly OutgoingMessage[]) =>
    lastValueFrom(forkJoin(messages.map((message) => producer.send(message))));

  /** The first `count` messages of the topic, handled in the order of each queue. */
  const take$ = (count: number) => {
    const consumer = mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' });
    return lastValueFrom(
      consumer
        .run((delivery) => delivery)
        .pipe(
          take(count),
          map(({ delivery }) => delivery),
          toArray(),
        ),
    );
  };

  it('uses the queues of a topic in turn', async () => {
    await useTopic(4);
    const receipts = await lastValueFrom(
      from(numbered('m', 8)).pipe(
        mergeMap((body) => producer.send({ topic, body }), 1),
        toArray(),
      ),
    );
    const queueIds = receipts.map(({ queue }) => queue.queueId);
    expect(queueIds.slice(0, 4).toSorted((one, other) => one - other)).to.deep.equal([0, 1, 2, 3]);
    expect(queueIds.slice(4)).to.deep.equal(queueIds.slice(0, 4));
    expect(receipts.map(({ queueOffset }) => queueOffset)).to.deep.equal([0, 0, 0, 0, 1, 1, 1, 1]);
    for (const { messageId, offsetMessageId } of receipts) {
      expect([messageId, offsetMessageId]).to.satisfy((ids: string[]) =>
        ids.every((id) => /^[0-9A-F]{32}$/.test(id)),
      );
      expect(messageId).not.to.equal(offsetMessageId);
    }
  });

  it('stores one more copy with the same message id when a send is repeated', async () => {
    await useTopic(1);
    const sending = producer.send({ topic, body: 'twice' });
    const [first, second] = await lastValueFrom(forkJoin([sending, sending]));
    expect(second?.messageId).to.equal(first?.messageId);
    expect(second?.offsetMessageId).not.to.equal(first?.offsetMessageId);
  });

  it('delivers what is in texts of any kind', async () => {
    await useTopic(1);
    const bodies = [' ', '中文消息', '🚀 emoji', '\u0000\u0001\u0002'];
    const keys = ['键-1', 'key-2'];
    await sendTogether(bodies.map((body) => ({ topic, body, keys, tags: '标签' })));
    const received = await take$(bodies.length);
    expect(received.map((delivery) => delivery.text()).toSorted()).to.deep.equal(bodies.toSorted());
    expect([received[0]?.keys, received[0]?.tags]).to.deep.equal([keys, '标签']);
  });

  it('delivers 4 MiB that cannot be compressed, and 30 KB of properties', async () => {
    await useTopic(1);
    const body = randomBytes(4 * mebibyte);
    const note = 'n'.repeat(30_000);
    await sendTogether([{ topic, body, properties: { note } }]);
    const [delivery] = await take$(1);
    expect(body.equals(delivery!.body)).to.equal(true);
    expect(delivery?.property('note')).to.equal(note);
  });

  it('keeps the order of each key, whatever is sent at once, and each key in one queue', async () => {
    await useTopic(4);
    const keys = numbered('customer', 8);
    const messages = numbered('m', 30).flatMap((body) =>
      keys.map((orderKey) => ({ topic, body: `${orderKey} ${body}`, orderKey })),
    );
    await sendTogether(messages);
    const received = await take$(messages.length);
    for (const key of keys) {
      const ofKey = received
        .filter((delivery) => delivery.property('__SHARDINGKEY') === key)
        .toSorted((left, right) => left.offset - right.offset);
      expect(new Set(ofKey.map(({ queue }) => queue.queueId)).size).to.equal(1);
      expect(ofKey.map((delivery) => delivery.text())).to.deep.equal(
        numbered('m', 30).map((body) => `${key} ${body}`),
      );
    }
  });

  it('sends to the queue that a message names, and nowhere else', async () => {
    await useTopic(4);
    const queue = { brokerName: 'broker-a', queueId: 2 };
    const receipts = await sendTogether(numbered('m', 5).map((body) => ({ topic, body, queue })));
    expect(new Set(receipts.map((receipt) => receipt.queue.queueId))).to.deep.equal(new Set([2]));
  });

  it('keeps the flag and the wish not to wait for the store', async () => {
    await useTopic(1);
    await sendTogether([{ topic, body: 'b', flag: -5, waitForStore: false }]);
    const [delivery] = await take$(1);
    expect(delivery?.source.stored.flag).to.equal(-5);
  });

  it('delivers what was sent without waiting for an answer', async () => {
    await useTopic(2);
    const bodies = numbered('m', 10);
    await lastValueFrom(forkJoin(bodies.map((body) => producer.sendOneway({ topic, body }))));
    const received = await take$(bodies.length);
    expect(received.map((delivery) => delivery.text()).toSorted()).to.deep.equal(bodies);
  });

  for (const algorithm of ['zlib', 'lz4', 'zstd'] as const) {
    it(`delivers bodies that were compressed with ${algorithm}`, async () => {
      await useTopic(1);
      const compressing = mq.producer({ group: 'spec_compressing', compression: { algorithm } });
      const body = 'compress me, '.repeat(1000);
      await compressing.send({ topic, body });
      const [delivery] = await take$(1);
      expect(delivery?.text()).to.equal(body);
      expect(delivery?.source.stored.body.length).to.be.below(1000);
    });
  }

  describe('with a delay', () => {
    /** Milliseconds from the receipt of each message to its storing in the topic. */
    const waited = (received: readonly Delivery[]) =>
      received.map(({ storedAt, bornAt }) => storedAt.getTime() - bornAt.getTime());

    it('of a level delivers after its time', async () => {
      await useTopic(1);
      await sendTogether([{ topic, body: 'later', delay: { level: 1 } }]);
      const [ms] = waited(await take$(1));
      expect(ms).to.be.within(900, 8000);
    });

    if (!hasTimers) {
      it('that needs timers errs, since the broker would deliver at once', async () => {
        await useTopic(1);
        for (const delay of [{ ms: 1000 }, { at: new Date() }]) {
          const failure: unknown = await producer
            .send({ topic, body: 'later', delay })
            .catch((error) => error);
          expect(failure).to.be.instanceOf(UnsupportedError).with.property('message').that.includes('V4_9');
        }
      });
      return;
    }

    it('in milliseconds or to a date delivers after its time, and at once when that has passed', async () => {
      await useTopic(3);
      await sendTogether([
        { topic, body: 'ms', delay: { ms: 3000 } },
        { topic, body: 'date', delay: { at: new Date(Date.now() + 3000) } },
        { topic, body: 'past', delay: { at: new Date(Date.now() - 15_000) } },
      ]);
      const received = await take$(3);
      expect(received[0]?.text()).to.equal('past');
      waited(received.slice(1)).forEach((ms) => expect(ms).to.be.within(1900, 8000));
    });

    it('can be recalled while it waits', async () => {
      await useTopic(1);
      const timed = { topic, delay: { ms: 4000 } };
      const [unwanted] = await sendTogether([
        { ...timed, body: 'unwanted' },
        { ...timed, body: 'wanted' },
      ]);
      if (unwanted?.recallHandle === undefined) {
        const failure: unknown = await producer.recall(unwanted!).catch((error) => error);
        expect(failure).to.be.instanceOf(UnsupportedError);
        return;
      }
      expect(await producer.recall(unwanted)).to.equal(unwanted.messageId);
      await sendTogether([{ topic, body: 'last', delay: { ms: 6000 } }]);
      const received = await take$(2);
      expect(received.map((delivery) => delivery.text())).to.deep.equal(['wanted', 'last']);
    });
  });
});

describeBroker(
  'producing for the official Java client',
  (broker, { version }) => {
    let java: JavaClients;

    before(async () => {
      java = await javaClientsOf(broker().nameServers, { version });
    });

    after(async () => {
      await java.stop();
    });

    it('gives it bodies of every compression, order and keys', async () => {
      await using mq = createClient({ nameServers: broker().nameServers });
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 4 });
      const body = 'compress me, '.repeat(1000);
      for (const algorithm of ['zlib', 'lz4', 'zstd']) {
        const producer = mq.producer({ group: 'spec_compressing', compression: { algorithm } });
        await producer.send({ topic, body, keys: algorithm, orderKey: 'order-1' });
      }
      const consumer = await javaConsumer(java, { group: uniqueName('group'), topic, orderly: true });
      const received = await consumer.messages.take(3);
      await consumer.stop();
      expect(received.map((message) => message.keys)).to.deep.equal(['zlib', 'lz4', 'zstd']);
      for (const message of received) {
        expect(message.body.toString()).to.equal(body);
        // What SelectMessageQueueByHash gives for this key and four queues.
        expect(message.queueId).to.equal(2);
        expect(message.properties['__SHARDINGKEY']).to.equal('order-1');
      }
    });
  },
  { needsJava: true },
);
