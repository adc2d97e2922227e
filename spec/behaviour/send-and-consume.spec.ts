import { expect } from 'chai';
import { concatMap, filter, firstValueFrom, from, lastValueFrom, merge, take, tap, toArray } from 'rxjs';
import { type Client, createClient, type MessageQueue } from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { committedOffsets } from './support/offsets.js';
import { numbered, sendAll, takeTexts } from './support/traffic.js';

describeBroker('sending and consuming', (broker) => {
  let mq: Client;

  beforeEach(() => {
    mq = createClient({ nameServers: broker().nameServers, missingTopicIntervalMs: 200 });
  });

  afterEach(async () => {
    await mq.close({ timeoutMs: 1000 });
  });

  const newTopic = async (queues = 4): Promise<string> => {
    const topic = uniqueName('topic');
    await broker().createTopic(topic, { queues });
    return topic;
  };

  it('delivers a message as it was sent', async () => {
    const topic = await newTopic();
    const receipt = await mq.producer({ group: 'spec' }).send({
      topic,
      body: 'Grüße, 世界',
      tags: 'paid',
      keys: ['k-1', 'k-2'],
      properties: { region: 'eu', größe: 'groß' },
    });
    const consumer = mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' });
    const delivery = await firstValueFrom(consumer.messages$.pipe(tap((message) => message.ack())));
    expect({
      topic: delivery.topic,
      text: delivery.text(),
      tags: delivery.tags,
      keys: delivery.keys,
      region: delivery.property('region'),
      size: delivery.property('größe'),
      id: delivery.messageId,
      offsetId: delivery.offsetMessageId,
      queue: delivery.queue,
      offset: delivery.offset,
      attempt: delivery.attempt,
    }).to.deep.equal({
      topic,
      text: 'Grüße, 世界',
      tags: 'paid',
      keys: ['k-1', 'k-2'],
      region: 'eu',
      size: 'groß',
      id: receipt.messageId,
      offsetId: receipt.offsetMessageId,
      queue: receipt.queue,
      offset: receipt.queueOffset,
      attempt: 1,
    });
  });

  it('delivers 10,000 messages of 1 KiB to two members of a group that share eight queues, each exactly once', async () => {
    const topic = await newTopic(8);
    const group = uniqueName('group');
    const second = createClient({ nameServers: broker().nameServers });
    try {
      const consumers = [mq, second].map((client) =>
        client.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' }),
      );
      const received = lastValueFrom(
        merge(
          ...consumers.map((consumer) =>
            consumer.run((delivery) => delivery.text().slice(0, 20), { concurrency: 16 }),
          ),
        ).pipe(take(10_000), toArray()),
      );
      const ofTopic = (queues: readonly MessageQueue[]): number =>
        queues.filter((queue) => queue.topic === topic).length;
      await Promise.all(
        consumers.map((consumer) =>
          firstValueFrom(consumer.assignment$.pipe(filter((queues) => ofTopic(queues) === 4))),
        ),
      );
      const bodies = numbered('m', 10_000).map((text) => text.padEnd(1024, '.'));
      await sendAll(mq, topic, bodies);
      const texts = (await received).map(({ result }) => result);
      expect(new Set(texts).size).to.equal(10_000);
      expect(consumers.map((consumer) => ofTopic(consumer.assignment))).to.deep.equal([4, 4]);
    } finally {
      await second.close({ timeoutMs: 1000 });
    }
  });

  it('delivers a message a third time after its handler has failed twice', async () => {
    const topic = await newTopic();
    const consumer = mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' });
    const attempts: number[] = [];
    const settled = lastValueFrom(
      consumer
        .run(
          (delivery) => {
            attempts.push(delivery.attempt);
            if (delivery.attempt < 3) throw new Error('not yet');
            return delivery.topic;
          },
          { onError: () => ({ retry: { level: 1 } }) },
        )
        .pipe(take(3), toArray()),
    );
    const [receipt] = await sendAll(mq, topic, ['try me']);
    const outcomes = await settled;
    expect(attempts).to.deep.equal([1, 2, 3]);
    expect(outcomes.map(({ outcome, delivery }) => `${outcome.type} ${delivery.messageId}`)).to.deep.equal(
      ['retry', 'retry', 'ack'].map((type) => `${type} ${receipt!.messageId}`),
    );
    expect(outcomes[2]?.result).to.equal(topic);
  });

  it('moves a message to the dead letters when it is told to', async () => {
    const topic = await newTopic();
    const group = uniqueName('group');
    const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
    const given = firstValueFrom(
      consumer.run(
        () => {
          throw new Error('never');
        },
        { onError: () => ({ deadLetter: 'spec' }) },
      ),
    );
    const [receipt] = await sendAll(mq, topic, ['poison']);
    expect((await given).outcome).to.deep.equal({ type: 'deadLetter', reason: 'spec' });
    const undertaker = mq.consumer({
      group: uniqueName('group'),
      subscribe: { [`%DLQ%${group}`]: '*' },
      from: 'first',
    });
    const dead = await firstValueFrom(undertaker.messages$.pipe(tap((delivery) => delivery.ack())));
    expect([dead.text(), dead.messageId]).to.deep.equal(['poison', receipt!.messageId]);
  });

  it('delivers only the tags asked for, and still commits past the others', async () => {
    const topic = await newTopic(1);
    const group = uniqueName('group');
    const producer = mq.producer({ group: 'spec' });
    await lastValueFrom(
      from(['AaAa', 'BBBB', 'other', 'AaAa']).pipe(
        concatMap((tags) => producer.send({ topic, body: tags, tags })),
      ),
    );
    const consumer = mq.consumer({
      group,
      subscribe: { [topic]: 'AaAa' },
      from: 'first',
      commitIntervalMs: 50,
    });
    expect(await takeTexts(consumer.messages$, 2)).to.deep.equal(['AaAa', 'AaAa']);
    await consumer.close();
    expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([4]);
  });

  it('keeps one message flowing after the other with a window of one over 64 queues and traffic on one', async () => {
    const topic = await newTopic(64);
    const consumer = mq.consumer({
      group: uniqueName('group'),
      subscribe: { [topic]: '*' },
      from: 'first',
      window: { messages: 1 },
    });
    const producer = mq.producer({ group: 'spec' });
    const bodies = numbered('m', 200);
    let unsettled = 0;
    let most = 0;
    const received = lastValueFrom(
      consumer
        .run(
          async (delivery) => {
            unsettled++;
            most = Math.max(most, unsettled);
            await Promise.resolve();
            unsettled--;
            return delivery.text();
          },
          { concurrency: 100 },
        )
        .pipe(take(bodies.length), toArray()),
    );
    await lastValueFrom(from(bodies).pipe(concatMap((body) => producer.send({ topic, body }))));
    expect(new Set((await received).map(({ result }) => result))).to.deep.equal(new Set(bodies));
    expect(most).to.equal(1);
  });

  it('continues at the committed offset after a restart of the consumer', async () => {
    const topic = await newTopic(1);
    const group = uniqueName('group');
    await sendAll(mq, topic, numbered('first', 5));
    const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
    await takeTexts(consumer.messages$, 5);
    await consumer.close();
    await sendAll(mq, topic, numbered('second', 5));
    const again = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
    const texts = await takeTexts(again.messages$, 5);
    expect(texts.toSorted()).to.deep.equal(numbered('second', 5));
  });

  it('loses nothing that is sent between two lives of a group that begins at the end', async () => {
    const topic = await newTopic(2);
    const group = uniqueName('group');
    await sendAll(mq, topic, numbered('before', 6));
    const idle = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'last' });
    const reading = idle.messages$.subscribe();
    await firstValueFrom(idle.assignment$.pipe(filter((queues) => queues.length >= 2)));
    reading.unsubscribe();
    await idle.close({ timeoutMs: 100 });
    await sendAll(mq, topic, numbered('between', 4));
    const back = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'last' });
    // Brokers of 4.9 tell a group without a committed offset that it is 0, whatever is asked.
    const before = broker().version.startsWith('4.') ? numbered('before', 6) : [];
    const expected = [...before, ...numbered('between', 4)];
    expect((await takeTexts(back.messages$, expected.length)).toSorted()).to.deep.equal(expected.toSorted());
  });

  it('is read by `for await`, which leaves the group when the loop is left', async () => {
    const topic = await newTopic(1);
    const group = uniqueName('group');
    await sendAll(mq, topic, numbered('m', 5));
    const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
    const texts: string[] = [];
    for await (const delivery of consumer) {
      texts.push(delivery.text());
      delivery.ack();
      if (texts.length === 3) break;
    }
    await consumer.close();
    expect(texts).to.have.length(3);
    expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([3]);
  });

  it('creates a topic by sending to it, where brokers do that', async () => {
    const topic = uniqueName('new');
    const receipt = await mq.producer({ group: 'spec' }).send({ topic, body: 'first' });
    expect([receipt.queue.topic, receipt.status]).to.deep.equal([topic, 'ok']);
    expect(receipt.queueOffset).to.equal(0);
    const { queueId } = receipt.queue;
    const { queues } = await mq.admin().topics.statistics(topic);
    expect(queues.map(({ queue, maxOffset }) => [queue.brokerName, maxOffset])).to.deep.equal(
      [0, 1, 2, 3].map((id) => ['broker-a', id === queueId ? 1 : 0]),
    );
  });

  it('spreads messages over all queues of the topic', async () => {
    const topic = await newTopic(4);
    const receipts = await sendAll(mq, topic, numbered('m', 8));
    const places = receipts.map(({ queue, queueOffset }) => `${queue.queueId}:${queueOffset}`);
    expect(places.toSorted()).to.deep.equal(['0:0', '0:1', '1:0', '1:1', '2:0', '2:1', '3:0', '3:1']);
  });

  it('understands answers and is understood with binary headers', async () => {
    const topic = await newTopic();
    const binary = createClient({ nameServers: broker().nameServers, serialize: 'binary' });
    try {
      await sendAll(binary, topic, numbered('m', 20));
      const consumer = binary.consumer({
        group: uniqueName('group'),
        subscribe: { [topic]: '*' },
        from: 'first',
      });
      expect((await takeTexts(consumer.messages$, 20)).toSorted()).to.deep.equal(
        numbered('m', 20).toSorted(),
      );
    } finally {
      await binary.close({ timeoutMs: 1000 });
    }
  });
});
