import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import {
  concatMap,
  filter,
  firstValueFrom,
  forkJoin,
  from,
  interval,
  lastValueFrom,
  map,
  mergeMap,
  scan,
  take,
  toArray,
} from 'rxjs';
import {
  BrokerError,
  type Client,
  createClient,
  type Delivery,
  MessageTooLargeError,
  type OutgoingMessage,
  type Producer,
  SendFailedError,
  UnsupportedError,
} from '../../src/index.js';
import { javaConsumer } from '../../tools/rocketmq/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered } from './support/traffic.js';
import { useJavaClients } from './support/use-java-clients.js';

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

  it('delivers 4 MiB, and refuses a byte more, of messages with order, delay or transaction', async () => {
    await useTopic(1);
    const kinds = {
      order: (body: Buffer) => producer.send({ topic, body, orderKey: 'k' }),
      delay: (body: Buffer) => producer.send({ topic, body, delay: { level: 1 } }),
      transaction: (body: Buffer) => producer.transaction({ topic, body }, () => 'commit'),
    };
    const bodies = Object.keys(kinds).map(() => randomBytes(4 * mebibyte));
    for (const [index, send] of Object.values(kinds).entries()) {
      await send(bodies[index]!);
      const failure: unknown = await send(Buffer.alloc(4 * mebibyte + 1)).catch((error) => error);
      expect(failure).to.be.instanceOf(MessageTooLargeError);
    }
    const received = await take$(bodies.length);
    const missing = bodies.filter((body) => !received.some((delivery) => body.equals(delivery.body)));
    expect([received.length, missing]).to.deep.equal([bodies.length, []]);
  });

  it('delivers many properties, of any visible characters', async () => {
    await useTopic(1);
    const names = numbered('name', 200).map((name) => `${name}_äöü-键:%|"'\\{}`);
    const properties = Object.fromEntries(names.map((name, index) => [name, `${index} 值 "a=b;c,d"`]));
    await sendTogether([{ topic, body: 'b', properties }]);
    const [delivery] = await take$(1);
    expect(delivery?.properties).to.include(properties);
  });

  it('takes a topic of 127 characters', async () => {
    topic = uniqueName('t'.repeat(127)).slice(-127);
    await broker().createTopic(topic, { queues: 1 });
    await sendTogether([{ topic, body: 'b' }]);
    expect((await take$(1)).map((delivery) => delivery.topic)).to.deep.equal([topic]);
  });

  it('uses the queues that a topic gets while it is sent to', async () => {
    await useTopic(4);
    const quick = createClient({ nameServers: broker().nameServers, routeRefreshIntervalMs: 300 });
    try {
      const sender = quick.producer({ group: 'spec_growing' });
      const queueId$ = interval(10).pipe(
        mergeMap(() => sender.send({ topic, body: 'b' }), 1),
        map(({ queue }) => queue.queueId),
      );
      const first = await lastValueFrom(queueId$.pipe(take(8), toArray()));
      expect(new Set(first)).to.deep.equal(new Set([0, 1, 2, 3]));
      await broker().createTopic(topic, { queues: 8 });
      await firstValueFrom(
        queueId$.pipe(
          scan((seen, queueId) => seen.add(queueId), new Set<number>()),
          filter(({ size }) => size === 8),
        ),
      );
      const later = await lastValueFrom(queueId$.pipe(take(8), toArray()));
      expect(new Set(later).size).to.equal(8);
    } finally {
      await quick.close({ timeoutMs: 1000 });
    }
  });

  it('keeps the order in each of eight queues, for two groups', async () => {
    await useTopic(8);
    const bodies = numbered('m', 30);
    const queues = Array.from({ length: 8 }, (_, queueId) => ({ brokerName: 'broker-a', queueId }));
    await lastValueFrom(
      from(queues).pipe(
        mergeMap((queue) => from(bodies).pipe(concatMap((body) => producer.send({ topic, body, queue }))), 8),
      ),
    );
    for (let group = 0; group < 2; group++) {
      const received = await take$(8 * bodies.length);
      for (const { queueId } of queues)
        expect(
          received.filter(({ queue }) => queue.queueId === queueId).map((delivery) => delivery.text()),
          `queue ${queueId}`,
        ).to.deep.equal(bodies);
    }
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

  for (const [algorithm, flags] of [
    ['zlib', 0x301],
    ['lz4', 0x101],
    ['zstd', 0x201],
  ] as const) {
    it(`delivers bodies that were compressed with ${algorithm}, and says so from 4 KiB on`, async () => {
      await useTopic(1);
      const compressing = mq.producer({ group: 'spec_compressing', compression: { algorithm } });
      const bodies = [4095, 4096].map((length) => 'c'.repeat(length));
      for (const body of bodies) await compressing.send({ topic, body });
      const received = await take$(2);
      expect(received.map((delivery) => delivery.text())).to.deep.equal(bodies);
      const stored = received.map(({ source }) => source.stored);
      expect(stored.map(({ sysFlag }) => sysFlag & 0x701)).to.deep.equal([0, flags]);
      expect(stored[0]?.body.length).to.equal(4095);
      expect(stored[1]?.body.length).to.be.below(1000);
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

    it('of a level beyond the last one of the broker delivers after the last', async () => {
      await useTopic(1);
      await sendTogether([{ topic, body: 'later', delay: { level: 99 } }]);
      const [ms] = waited(await take$(1));
      // Brokers under test have levels of 1, 2, 3 and 4 seconds.
      expect(ms).to.be.within(3900, 12_000);
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

    it('of a day is taken, and one of more days than the broker allows is refused at the first attempt', async () => {
      await useTopic(1);
      const aDayMs = 24 * 60 * 60 * 1000;
      const receipt = await producer.send({ topic, body: 'tomorrow', delay: { ms: aDayMs } });
      expect(receipt.status).to.equal('ok');
      const failure: unknown = await producer
        .send({ topic, body: 'too late', delay: { ms: 4 * aDayMs } })
        .catch((error) => error);
      expect(failure).to.be.instanceOf(SendFailedError);
      const { attempts } = failure as SendFailedError;
      expect(attempts.map(({ error }) => (error as BrokerError).responseCode)).to.deep.equal([13]);
    });

    it('can be recalled while it waits, by its own topic only', async () => {
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
      const other = uniqueName('other');
      await broker().createTopic(other, { queues: 1 });
      const misled = { ...unwanted, queue: { ...unwanted.queue, topic: other } };
      const refusal: unknown = await producer.recall(misled).catch((error) => error);
      expect(refusal).to.be.instanceOf(BrokerError).with.property('responseCode', 604);
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
    const java = useJavaClients(broker, version);

    it('gives it bodies of every compression, order and keys', async () => {
      await using mq = createClient({ nameServers: broker().nameServers });
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 4 });
      const body = 'compress me, '.repeat(1000);
      for (const algorithm of ['zlib', 'lz4', 'zstd']) {
        const producer = mq.producer({ group: 'spec_compressing', compression: { algorithm } });
        await producer.send({ topic, body, keys: algorithm, orderKey: 'order-1' });
      }
      const consumer = await javaConsumer(java(), { group: uniqueName('group'), topic, orderly: true });
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

    it('gives it what was sent later, in a list, and without waiting for an answer', async () => {
      await using mq = createClient({ nameServers: broker().nameServers });
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 2 });
      const producer = mq.producer({ group: 'spec_kinds' });
      const { messageId } = await producer.send({ topic, body: 'later', delay: { level: 1 } });
      const listed = await producer.sendBatch(['one', 'two'].map((body) => ({ topic, body })));
      await producer.sendOneway({ topic, body: 'oneway' });
      const consumer = await javaConsumer(java(), { group: uniqueName('group'), topic });
      const received = await consumer.messages.take(4);
      await consumer.stop();
      const idOf = (body: string): string | undefined =>
        received.find((message) => message.body.toString() === body)?.messageId;
      expect(['later', 'one', 'two'].map(idOf)).to.deep.equal([
        messageId,
        ...listed.map((receipt) => receipt.messageId),
      ]);
      expect(idOf('oneway')).to.match(/^[0-9A-F]{32}$/);
    });
  },
  { needsJava: true },
);
