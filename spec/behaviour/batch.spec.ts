import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { forkJoin, lastValueFrom, map, take, toArray } from 'rxjs';
import {
  type Client,
  createClient,
  type OutgoingMessage,
  PartialBatchError,
  type Producer,
  type ReceivedMessage,
  SendFailedError,
  type SendReceipt,
} from '../../src/index.js';
import { javaConsumer, javaTour } from '../../tools/rocketmq/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered } from './support/traffic.js';
import { useJavaClients } from './support/use-java-clients.js';

const mebibyte = 1024 * 1024;

const placeOf = ({ queue, queueOffset }: SendReceipt): string => `${queue.queueId}@${queueOffset}`;
const placeOfMessage = ({ queue, offset }: ReceivedMessage): string => `${queue.queueId}@${offset}`;

describeBroker('batches', (broker) => {
  let mq: Client;
  let producer: Producer;
  let topic: string;

  beforeEach(() => {
    mq = createClient({ nameServers: broker().nameServers, missingTopicIntervalMs: 200 });
    producer = mq.producer({ group: 'spec_batches', timeoutMs: 10_000 });
  });

  afterEach(async () => {
    await mq.close({ timeoutMs: 1000 });
  });

  const useTopic = async (queues: number): Promise<void> => {
    topic = uniqueName('topic');
    await broker().createTopic(topic, { queues });
  };

  /** The first `count` messages of the topic by their ids. */
  const takeById = async (count: number, expression = '*'): Promise<ReadonlyMap<string, ReceivedMessage>> => {
    const consumer = mq.consumer({
      group: uniqueName('group'),
      subscribe: { [topic]: expression },
      from: 'first',
    });
    const received = await lastValueFrom(
      consumer
        .run((delivery) => delivery)
        .pipe(
          take(count),
          map(({ delivery }) => delivery),
          toArray(),
        ),
    );
    return new Map(received.map((delivery) => [delivery.messageId, delivery]));
  };

  const sendTogether = (messages: readonly OutgoingMessage[], by = producer) =>
    lastValueFrom(forkJoin(messages.map((message) => by.send(message))));

  it('store a list in one queue, and give each message its own receipt', async () => {
    await useTopic(4);
    const messages = numbered('m', 5).map((body) => ({
      topic,
      body,
      tags: `tag-${body}`,
      keys: `key-${body}`,
      properties: { region: body },
      flag: 7,
    }));
    const receipts = await producer.sendBatch(messages);
    const received = await takeById(5);
    const { queue, queueOffset } = receipts[0]!;
    receipts.forEach((receipt, index) => {
      const found = received.get(receipt.messageId);
      const { body, tags, keys } = messages[index]!;
      expect(receipt).to.deep.include({ queue, queueOffset: queueOffset + index, status: 'ok' });
      expect(receipt.offsetMessageId).to.equal(found?.offsetMessageId);
      expect([found?.text(), found?.tags, found?.keys, found?.property('region')]).to.deep.equal([
        body,
        tags,
        [keys],
        body,
      ]);
      expect([placeOfMessage(found!), found?.source.stored.flag]).to.deep.equal([placeOf(receipt), 7]);
    });
  });

  it('store a list over the size limit in several requests, all of it', async () => {
    await useTopic(4);
    const messages = Array.from({ length: 12 }, (_, index) => ({
      topic,
      body: randomBytes(mebibyte),
      keys: String(index),
    }));
    const receipts = await producer.sendBatch(messages);
    expect(new Set(receipts.map(({ queue }) => queue.queueId)).size).to.equal(4);
    const received = await takeById(12);
    receipts.forEach((receipt, index) => {
      const found = received.get(receipt.messageId)!;
      expect([found.keys, placeOfMessage(found)]).to.deep.equal([[String(index)], placeOf(receipt)]);
      expect(messages[index]!.body.equals(found.body)).to.equal(true);
    });
  });

  it('store ten thousand small messages', async () => {
    await useTopic(1);
    const receipts = await producer.sendBatch(numbered('m', 10_000).map((body) => ({ topic, body })));
    const received = await takeById(10_000);
    expect(receipts.map(({ queueOffset }) => queueOffset)).to.deep.equal(
      [...received.keys()].map((_, at) => at),
    );
    receipts.forEach(({ messageId }, index) =>
      expect(received.get(messageId)?.text()).to.equal(`m-${index}`),
    );
  });

  it('lose no message whose properties are as large as may be', async () => {
    await useTopic(1);
    const wide = [32_600, 31_800, 31_600, 31_000].map((length) => ({
      topic,
      body: String(length),
      properties: { note: 'x'.repeat(length) },
    }));
    const messages = [{ topic, body: 'small' }, ...wide, { topic, body: 'last' }];
    const receipts = await producer.sendBatch(messages);
    const received = await takeById(messages.length);
    expect(receipts.map(({ messageId }) => received.get(messageId)?.text())).to.deep.equal(
      messages.map(({ body }) => body),
    );
  });

  it('go to the queue that their messages name', async () => {
    await useTopic(4);
    const queue = { brokerName: 'broker-a', queueId: 2 };
    const receipts = await producer.sendBatch(numbered('m', 10).map((body) => ({ topic, body, queue })));
    expect(receipts.map(placeOf)).to.deep.equal(numbered('2', 10).map((place) => place.replace('-', '@')));
  });

  it('are filtered by the tag of each message', async () => {
    await useTopic(1);
    const messages = numbered('m', 10).map((body, index) => ({ topic, body, tags: index % 2 ? 'b' : 'a' }));
    await producer.sendBatch(messages);
    const received = await takeById(5, 'b');
    expect([...received.values()].map((each) => each.text())).to.deep.equal([
      'm-1',
      'm-3',
      'm-5',
      'm-7',
      'm-9',
    ]);
  });

  it('say what is stored when a later request is refused', async () => {
    await useTopic(1);
    const generous = mq.producer({ group: 'spec_generous', maxMessageBytes: 8 * mebibyte });
    const bodies = [mebibyte, mebibyte, 7 * mebibyte, 1].map((size) => randomBytes(size));
    const failure: unknown = await generous
      .sendBatch(bodies.map((body) => ({ topic, body })))
      .catch((error) => error);
    expect(failure).to.be.instanceOf(PartialBatchError).with.property('messageCount', 4);
    const { receipts, cause } = failure as PartialBatchError;
    expect(cause).to.be.instanceOf(SendFailedError);
    const received = await takeById(2);
    expect(receipts.map(({ messageId }) => messageId)).to.have.members([...received.keys()]);
    const { queues } = await mq.admin().topics.statistics(topic);
    expect(queues.map(({ maxOffset }) => maxOffset)).to.deep.equal([2]);
  });

  describe('made of single sends', () => {
    const batching = { maxMessages: 200 };

    it('give each send the receipt of its own message', async () => {
      await useTopic(4);
      const together = mq.producer({ group: 'spec_together', timeoutMs: 10_000, batching });
      const bodies = numbered('m', 600);
      const receipts = await sendTogether(
        bodies.map((body) => ({ topic, body, tags: body, keys: body })),
        together,
      );
      // Three batches, each in the next queue, each in the order in which it was sent.
      const places = receipts.map(({ queue, queueOffset }) => [queue.queueId, queueOffset]);
      const first = receipts[0]!.queue.queueId;
      expect(places).to.deep.equal(
        bodies.map((_, index) => [(first + Math.floor(index / 200)) % 4, index % 200]),
      );
      const received = await takeById(bodies.length);
      receipts.forEach((receipt, index) => {
        const found = received.get(receipt.messageId)!;
        expect([found.text(), found.tags, found.keys[0], placeOfMessage(found)]).to.deep.equal([
          bodies[index],
          bodies[index],
          bodies[index],
          placeOf(receipt),
        ]);
      });
    });

    it('keep the order of each key, whatever cannot be batched in between', async () => {
      await useTopic(4);
      const together = mq.producer({ group: 'spec_together', timeoutMs: 10_000, batching });
      const keys = numbered('customer', 8);
      const messages = numbered('m', 40).flatMap((place, index) =>
        keys.map((orderKey) => ({
          topic,
          // Every seventh would be compressed, so it passes alone.
          body: index % 7 === 3 ? place.padEnd(5000, ' ') : place,
          orderKey,
        })),
      );
      await sendTogether(messages, together);
      const received = [...(await takeById(messages.length)).values()];
      for (const key of keys) {
        const ofKey = received
          .filter((each) => each.property('__SHARDINGKEY') === key)
          .toSorted((one, other) => one.offset - other.offset);
        expect(ofKey.map((each) => each.text().trim())).to.deep.equal(numbered('m', 40));
      }
    });
  });
});

describeBroker(
  'batches and the official Java client',
  (broker, { version }) => {
    const java = useJavaClients(broker, version);
    let mq: Client;
    let topic: string;

    beforeEach(async () => {
      mq = createClient({ nameServers: broker().nameServers });
      topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 1 });
    });

    afterEach(async () => {
      await mq.close({ timeoutMs: 1000 });
    });

    it('reach its consumer with the ids, tags and keys of their messages', async () => {
      const producer = mq.producer({ group: 'spec_batches', batching: {} });
      const messages = numbered('m', 6).map((body) => ({ topic, body, tags: `tag-${body}`, keys: body }));
      const listed = await producer.sendBatch(messages.slice(0, 3));
      const together = await lastValueFrom(forkJoin(messages.slice(3).map((each) => producer.send(each))));
      const consumer = await javaConsumer(java(), { group: uniqueName('group'), topic });
      const received = await consumer.messages.take(6);
      await consumer.stop();
      expect(
        received
          .toSorted((one, other) => one.queueOffset - other.queueOffset)
          .map(({ messageId, offsetMessageId, body, tags, keys }) => ({
            messageId,
            offsetMessageId,
            message: { topic, body: body.toString(), tags, keys },
          })),
      ).to.deep.equal(
        [...listed, ...together].map(({ messageId, offsetMessageId }, index) => ({
          messageId,
          offsetMessageId,
          message: messages[index],
        })),
      );
    });

    it('of its producer reach our consumer', async () => {
      const messages = numbered('m', 3).map((body) => ({ topic, body, tags: `tag-${body}`, keys: body }));
      const tour = await javaTour(java());
      await tour.run('batch', { group: 'spec_java_batches', messages });
      await tour.stop();
      const consumer = mq.consumer({
        group: uniqueName('group'),
        subscribe: { [topic]: '*' },
        from: 'first',
      });
      const received = await lastValueFrom(
        consumer
          .run((delivery) => delivery)
          .pipe(
            take(3),
            map(({ delivery }) => delivery),
            toArray(),
          ),
      );
      expect(
        received.map((each) => ({ topic, body: each.text(), tags: each.tags, keys: each.keys[0] })),
      ).to.deep.equal(messages);
    });
  },
  { needsJava: true },
);
