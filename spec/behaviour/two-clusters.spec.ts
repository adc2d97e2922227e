import { expect } from 'chai';
import { createClient } from '../../src/index.js';
import { startCluster } from '../../tools/rocketmq/index.js';
import { describeRealBroker } from '../support/rocketmq/real-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered, sendAll, takeTexts } from './support/traffic.js';

describeRealBroker('two clusters in one process @slow', (cluster) => {
  it('do not know of each other, with the same topic and group on both', async function () {
    this.timeout(120_000);
    const topic = uniqueName('topic');
    const group = uniqueName('group');
    await using other = await startCluster({ version: cluster().version, topics: { [topic]: 2 } });
    await cluster().createTopic(topic, { queues: 2 });
    await using here = createClient({ nameServers: cluster().nameServers });
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
    expect(texts.map((list) => list.toSorted())).to.deep.equal([numbered('here', 10), numbered('there', 10)]);
  });
});
