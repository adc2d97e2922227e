import { expect } from 'chai';
import { filter, firstValueFrom, skip } from 'rxjs';
import { createClient, TopicNotFoundError } from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { throughProxy } from './support/through-proxy.js';
import { sendAll } from './support/traffic.js';

describeBroker(
  'topics that brokers do not create',
  (broker) => {
    it('err a send with the name of the topic', async () => {
      await using mq = createClient({ nameServers: broker().nameServers });
      const topic = uniqueName('none');
      const error = await mq
        .producer({ group: 'g' })
        .send({ topic, body: 'x' })
        .catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(TopicNotFoundError);
      expect((error as TopicNotFoundError).context.topic).to.equal(topic);
    });

    it('lose the trace that is to go there, and no message', async () => {
      await using mq = createClient({ nameServers: broker().nameServers });
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 1 });
      const producer = mq.producer({ group: 'g', trace: { topic: uniqueName('trace'), intervalMs: 50 } });
      const lost = firstValueFrom(producer.events$.pipe(filter((event) => event.type === 'trace-lost')));
      const { status } = await producer.send({ topic, body: 'x' });
      expect(status).to.equal('ok');
      const { records, error } = await lost;
      expect([records, error instanceof TopicNotFoundError]).to.deep.equal([1, true]);
    });

    it('are consumed from their first message on once they exist', async () => {
      const [nameServer = ''] = broker().nameServers;
      const proxy = await TcpProxy.start(nameServer);
      await using mq = createClient({
        nameServers: nameServer,
        missingTopicIntervalMs: 200,
        connector: throughProxy(proxy, nameServer),
      });
      const topic = uniqueName('late');
      const consumer = mq.consumer({ group: uniqueName('g'), subscribe: { [topic]: '*' }, from: 'last' });
      // The routes of the topic and of the retry topic, and one more: that the topic is missing is known by then.
      const isKnownToBeMissing = firstValueFrom(proxy.answers$.pipe(skip(2)));
      const first = firstValueFrom(consumer.messages$);
      await isKnownToBeMissing;
      await broker().createTopic(topic, { queues: 1 });
      await using sender = createClient({ nameServers: nameServer });
      await sendAll(sender, topic, ['early bird']);
      const delivery = await first;
      delivery.ack();
      expect(delivery.text()).to.equal('early bird');
      await mq.close();
      await proxy.stop();
    });
  },
  { setup: { brokerConfig: { autoCreateTopicEnable: false } }, slow: true },
);
