import { expect } from 'chai';
import {
  type JavaClients,
  javaClientsOf,
  javaConsumer,
  javaProducer,
  type JavaProducer,
} from '../../tools/rocketmq/index.js';
import { untilTrue } from '../../tools/rocketmq/sequence.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered } from './support/traffic.js';

/** A sender that does not give up: the client itself does after two more attempts. */
async function sendStubbornly(
  producer: JavaProducer,
  topic: string,
  bodies: readonly string[],
): Promise<void> {
  for (const body of bodies) {
    await untilTrue(`${body} cannot be sent`, () =>
      producer.send([{ topic, body }]).then(
        () => true,
        () => false,
      ),
    );
  }
}

describeBroker(
  'the official Java client and a broker that dies',
  (broker, { version }) => {
    let clients: JavaClients;

    before(async () => {
      clients = await javaClientsOf(broker().nameServers, { version });
    });

    after(async () => {
      await clients.stop();
    });

    it('goes on with what was stored and with what comes when the broker is back', async function () {
      this.timeout(120_000);
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 2 });
      const producer = await javaProducer(clients);
      const consumer = await javaConsumer(clients, { group: uniqueName('group'), topic });
      const texts = new Set<string>();
      const receive = async (count: number): Promise<void> => {
        while (texts.size < count) texts.add((await consumer.messages.next())?.body.toString() ?? '');
      };
      await sendStubbornly(producer, topic, numbered('before', 5));
      await receive(5);
      await broker().brokers[0]!.restart();
      await sendStubbornly(producer, topic, numbered('after', 5));
      await receive(10);
      await Promise.all([producer.stop(), consumer.stop()]);
      expect(texts).to.deep.equal(new Set([...numbered('before', 5), ...numbered('after', 5)]));
    });
  },
  { setup: {}, needsJava: true, slow: true },
);
