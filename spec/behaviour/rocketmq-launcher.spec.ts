import { expect } from 'chai';
import { existsSync } from 'node:fs';
import {
  decodeTopicRouteData,
  GetMaxOffsetRequestHeader,
  GetMaxOffsetResponseHeader,
  RequestCode,
} from '../../src/protocol/index.js';
import { isProcessAlive } from '../../tools/rocketmq/process-identity.js';
import {
  javaConsumer,
  javaProducer,
  mqadmin,
  startCluster,
  type Cluster,
} from '../../tools/rocketmq/index.js';
import { killParentOf, untilProcessEnds } from '../support/rocketmq/kill-parent.js';
import { realVersion } from '../support/rocketmq/broker-choice.js';
import { describeRealBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

async function maxOffset(cluster: Cluster, topic: string): Promise<number> {
  const extFields = GetMaxOffsetRequestHeader.write({ topic, queueId: 0 });
  const request = { code: RequestCode.GET_MAX_OFFSET, extFields };
  return GetMaxOffsetResponseHeader.read(await cluster.request(cluster.brokers[0]!.address, request)).offset;
}

function routeOf(cluster: Cluster, topic: string): ReturnType<Cluster['request']> {
  return cluster.request(cluster.nameServers[0]!, {
    code: RequestCode.GET_ROUTEINFO_BY_TOPIC,
    extFields: { topic },
  });
}

const because = 'they are what it launches';

describeRealBroker('the launcher of real servers', because, (real) => {
  const cluster = (): Cluster => real().cluster;

  it('creates topics that the name server knows at once', async () => {
    const topic = uniqueName('topic');
    await cluster().createTopic(topic, { queues: 3 });
    const { body } = await routeOf(cluster(), topic);
    expect(decodeTopicRouteData(body!).queueDatas).to.deep.equal([
      { brokerName: 'broker-a', readQueueNums: 3, writeQueueNums: 3, perm: 6, topicSysFlag: 0 },
    ]);
  });

  it('changes topics too', async () => {
    const topic = uniqueName('topic');
    await cluster().createTopic(topic, { queues: 1 });
    await cluster().createTopic(topic, { queues: 2 });
    const { body } = await routeOf(cluster(), topic);
    expect(decodeTopicRouteData(body!).queueDatas[0]).to.include({ writeQueueNums: 2 });
  });

  it('says what a broker did not like', async () => {
    const failure = await cluster()
      .createTopic('not a topic')
      .catch((error: unknown) => error);
    expect(failure)
      .to.be.an('error')
      .with.property('message')
      .that.match(/^Request 17 to .* was answered \d+: /);
  });

  it('lets the Java client send and consume @slow', async () => {
    const topic = uniqueName('topic');
    await cluster().createTopic(topic, { queues: 1 });
    const producer = await javaProducer(cluster());
    const [sent] = await producer.send([
      { topic, body: 'Grüße', tags: 'a', keys: 'k1 k2', properties: { region: 'eu' } },
      { topic, body: 'not wanted', tags: 'b' },
    ]);
    const consumer = await javaConsumer(cluster(), { group: uniqueName('group'), topic, expression: 'a' });
    const [received] = await consumer.messages.take(1);
    await Promise.all([producer.stop(), consumer.stop()]);
    expect(received).to.deep.include({
      topic,
      tags: 'a',
      keys: 'k1 k2',
      body: Buffer.from('Grüße'),
      queueId: 0,
    });
    expect(received?.properties).to.include({ region: 'eu' });
    expect(received?.messageId).to.equal(sent?.messageId);
    expect(received?.offsetMessageId).to.equal(sent?.offsetMessageId);
    expect(await consumer.messages.next()).to.equal(undefined);
  });

  it('runs mqadmin @slow', async () => {
    expect(await mqadmin(cluster(), ['clusterList']))
      .to.include('DefaultCluster')
      .and.include('broker-a');
  });
});

describeRealBroker(
  'a real broker',
  because,
  (real) => {
    const cluster = (): Cluster => real().cluster;

    it('keeps its store when it is killed and comes back', async () => {
      const [broker] = cluster().brokers;
      const { address, pid } = broker!;
      const producer = await javaProducer(cluster());
      await producer.send([{ topic: 'kept', body: 'one' }]);
      await producer.stop();
      await broker!.kill();
      expect([broker!.state, isProcessAlive(pid)]).to.deep.equal(['stopped', false]);
      await broker!.restart();
      expect([broker!.state, broker!.address]).to.deep.equal(['running', address]);
      expect(broker!.pid).to.not.equal(pid);
      expect(await maxOffset(cluster(), 'kept')).to.equal(1);
    });

    it('answers what it was asked while it was paused', async () => {
      const [broker] = cluster().brokers;
      broker!.pause();
      let isAnswered = false;
      const answer = maxOffset(cluster(), 'kept').finally(() => {
        isAnswered = true;
      });
      // The name server answers meanwhile: that is time enough for a broker that runs.
      await routeOf(cluster(), 'kept');
      expect([broker!.state, isAnswered]).to.deep.equal(['paused', false]);
      broker!.resume();
      expect(await answer).to.be.a('number');
    });

    it('is in the route of a name server that was restarted as soon as it announces itself', async () => {
      await cluster().nameServerNodes[0]!.restart();
      await cluster().brokers[0]!.announce();
      expect((await routeOf(cluster(), 'kept')).code).to.equal(0);
    });

    it('leaves no process and no file when it is stopped', async () => {
      const pids = [...cluster().brokers, ...cluster().nameServerNodes].map(({ pid }) => pid);
      await cluster().stop();
      expect(pids.filter((pid) => isProcessAlive(pid))).to.deep.equal([]);
      expect(existsSync(cluster().runFolder)).to.equal(false);
    });
  },
  { topics: { kept: 1 } },
);

describeRealBroker('real servers', because, () => {
  it('do not outlive a parent that is killed @slow', async () => {
    const pids = await killParentOf(realVersion());
    expect(pids).to.have.length(2);
    await Promise.all(pids.map((pid) => untilProcessEnds(pid)));
  });

  it('fail to start with their own words', async () => {
    const failure = await startCluster({ version: realVersion(), jvmArgs: ['-Xmx1k'] }).catch(
      (error: unknown) => error,
    );
    expect((failure as Error).message).to.match(/^Start of name-server-\d+: exited with code 1\n[^]*heap/);
  });
});
