import { expect } from 'chai';
import { createClient } from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered, sendAll, takeTexts } from './support/traffic.js';

describeBroker(
  'two clusters in one process',
  (broker, { another }) => {
    it('do not know of each other, with the same topic and group on both', async function () {
      this.timeout(120_000);
      const topic = uniqueName('topic');
      const group = uniqueName('group');
      const other = await another({ topics: { [topic]: 2 } });
      try {
        await broker().createTopic(topic, { queues: 2 });
        await using here = createClient({ nameServers: broker().nameServers });
        await using there = createClient({ nameServers: other.nameServers });
        await Promise.all([
          sendAll(here, topic, numbered('here', 10)),
          sendAll(there, topic, numbered('there', 10)),
        ]);
        const texts = await Promise.all(
          [here, there].map((mq) => {
            const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
            return takeTexts(consumer.messages$, 10);
          }),
        );
        expect(texts.map((list) => list.toSorted())).to.deep.equal([
          numbered('here', 10),
          numbered('there', 10),
        ]);
      } finally {
        await other.stop();
      }
    });
  },
  { slow: true },
);
