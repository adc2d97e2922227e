import { expect } from 'chai';
import { filter, firstValueFrom, interval, lastValueFrom, take, toArray } from 'rxjs';
import { type Client, createClient, type MessageQueue } from '../../src/index.js';
import {
  javaConsumer,
  type JavaConsumer,
  javaProducer,
  type JavaProducer,
} from '../../tools/rocketmq/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered, sendAll } from './support/traffic.js';
import { useJavaClients } from './support/use-java-clients.js';

describeBroker(
  'the official Java client',
  (broker, { version }) => {
    const java = useJavaClients(broker, version);
    let mq: Client;
    let topic: string;
    let peer: JavaProducer | JavaConsumer | undefined;

    beforeEach(async () => {
      mq = createClient({ nameServers: broker().nameServers });
      topic = uniqueName('topic');
      await broker().createTopic(topic);
    });

    afterEach(async () => {
      await mq.close({ timeoutMs: 1000 });
      await peer?.stop();
      peer = undefined;
    });

    for (const serialize of ['json', 'binary'] as const) {
      it(`reads what is sent here with ${serialize} headers`, async () => {
        const sender = createClient({ nameServers: broker().nameServers, serialize });
        const receipt = await sender.producer({ group: 'spec' }).send({
          topic,
          body: 'für Java, 世界',
          tags: '标签',
          keys: ['k-1', 'k-2'],
          properties: { region: 'eu-süd' },
        });
        await sender.close();
        const consumer = await javaConsumer(java(), { group: uniqueName('group'), topic });
        peer = consumer;
        const [message] = await consumer.messages.take(1);
        expect({
          topic: message?.topic,
          tags: message?.tags,
          keys: message?.keys,
          region: message?.properties['region'],
          text: message?.body.toString(),
          id: message?.messageId,
          offsetId: message?.offsetMessageId,
          queueId: message?.queueId,
          offset: message?.queueOffset,
        }).to.deep.equal({
          topic,
          tags: '标签',
          keys: 'k-1 k-2',
          region: 'eu-süd',
          text: 'für Java, 世界',
          id: receipt.messageId,
          offsetId: receipt.offsetMessageId,
          queueId: receipt.queue.queueId,
          offset: receipt.queueOffset,
        });
      });
    }

    it('is read here, compressed bodies included', async () => {
      const producer = await javaProducer(java());
      peer = producer;
      const large = 'compress me, '.repeat(1000);
      const sent = await producer.send([
        { topic, body: 'from Java, 世界', tags: '标签', keys: 'k-1 k-2', properties: { region: 'eu-süd' } },
        { topic, body: large },
      ]);
      const consumer = mq.consumer({
        group: uniqueName('group'),
        subscribe: { [topic]: '*' },
        from: 'first',
      });
      const received = await lastValueFrom(
        consumer.run((delivery) => delivery.text()).pipe(take(2), toArray()),
      );
      const byId = new Map(received.map(({ delivery }) => [delivery.messageId, delivery]));
      const [small, big] = sent.map(({ messageId }) => byId.get(messageId));
      expect({
        text: small?.text(),
        tags: small?.tags,
        keys: small?.keys,
        region: small?.property('region'),
        offsetId: small?.offsetMessageId,
      }).to.deep.equal({
        text: 'from Java, 世界',
        tags: '标签',
        keys: ['k-1', 'k-2'],
        region: 'eu-süd',
        offsetId: sent[0]?.offsetMessageId,
      });
      expect(big?.text()).to.equal(large);
    });

    it('shares the queues of a topic with a member of this client', async () => {
      const group = uniqueName('group');
      const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
      const mine: string[] = [];
      consumer.run((delivery) => mine.push(delivery.text())).subscribe();
      const other = await javaConsumer(java(), { group, topic });
      peer = other;
      const hasTwoQueues = filter(
        (queues: readonly MessageQueue[]) => queues.filter((queue) => queue.topic === topic).length === 2,
      );
      await firstValueFrom(consumer.assignment$.pipe(hasTwoQueues));
      const bodies = numbered('m', 40);
      await sendAll(mq, topic, bodies);
      const theirs = (await other.messages.take(20)).map(({ body }) => body.toString());
      await firstValueFrom(interval(10).pipe(filter(() => mine.length >= 20)));
      expect([...mine, ...theirs].toSorted()).to.deep.equal(bodies.toSorted());
    });
  },
  { needsJava: true },
);
