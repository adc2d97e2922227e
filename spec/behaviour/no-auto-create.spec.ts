import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { createClient, TopicNotFoundError } from '../../src/index.js';
import { describeRealBroker } from '../support/rocketmq/real-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { sendAll } from './support/traffic.js';

describeRealBroker(
  'topics that brokers do not create @slow',
  (cluster) => {
    it('err a send with the name of the topic', async () => {
      await using mq = createClient({ nameServers: cluster().nameServers });
      const topic = uniqueName('none');
      const error = await mq
        .producer({ group: 'g' })
        .send({ topic, body: 'x' })
        .catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(TopicNotFoundError);
      expect((error as TopicNotFoundError).context.topic).to.equal(topic);
    });

    it('are consumed from their first message on once they exist', async () => {
      await using mq = createClient({ nameServers: cluster().nameServers, missingTopicIntervalMs: 200 });
      const topic = uniqueName('late');
      const consumer = mq.consumer({ group: uniqueName('g'), subscribe: { [topic]: '*' }, from: 'last' });
      const first = firstValueFrom(consumer.messages$);
      await cluster().createTopic(topic, { queues: 1 });
      await sendAll(mq, topic, ['early bird']);
      const delivery = await first;
      delivery.ack();
      expect(delivery.text()).to.equal('early bird');
    });
  },
  { brokerConfig: { autoCreateTopicEnable: false } },
);
