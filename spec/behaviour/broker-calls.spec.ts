import { expect } from 'chai';
import { BrokerClient } from '../../src/broker/broker-client.js';
import type { PullRequest } from '../../src/broker/calls/pull-message.js';
import type { SendRequest } from '../../src/broker/calls/send-message.js';
import {
  createRequest,
  createRocketMQProtocol,
  decodeOffsetMessageId,
  decodeStoredMessages,
  encodeBatch,
  encodeProperties,
  QueryCorrectionOffsetHeader,
  receiptHandlesOf,
  renewReceiptHandle,
  type RemotingCommand,
  RequestCode,
  SysFlag,
} from '../../src/protocol/index.js';
import { createRemotingClient } from '../../src/remoting/create-remoting-client.js';
import type { RemotingClient } from '../../src/remoting/remoting-client.js';
import { untilTrue } from '../../tools/rocketmq/sequence.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { consumerOf, heartbeat } from '../broker/subjects/embedded.js';
import { codeOf } from './support/code-of.js';

describeBroker('typed calls to a broker', (broker, { version }) => {
  const isFour = version.startsWith('4.');
  let remoting: RemotingClient<RemotingCommand, RemotingCommand>;
  let client: BrokerClient;
  let topic: string;
  let group: string;

  beforeEach(async () => {
    remoting = createRemotingClient(broker().brokers[0]!.address, { protocol: createRocketMQProtocol() });
    client = new BrokerClient(remoting, 5000);
    topic = uniqueName('topic');
    group = uniqueName('group');
    await broker().createTopic(topic, { queues: 1 });
    await broker().updateGroup(group);
  });

  afterEach(async () => {
    await remoting.close();
  });

  const queueOf = () => ({ topic, brokerName: 'broker-a', queueId: 0 });
  const request = (parts: Partial<SendRequest> = {}, properties: object = {}): SendRequest => ({
    ...queueOf(),
    producerGroup: group,
    defaultTopic: 'TBW102',
    defaultTopicQueues: 4,
    sysFlag: 0,
    flag: 0,
    bornAt: Date.now(),
    properties: encodeProperties({ UNIQ_KEY: uniqueName('id'), ...properties }),
    reconsumeTimes: 0,
    maxReconsumeTimes: undefined,
    body: Buffer.from('hello'),
    ...parts,
  });
  const stored = (count: number): Promise<void> =>
    untilTrue('Messages are missing', async () => (await client.maxOffset(queueOf())) === count);

  it('send in every way', async () => {
    expect(await client.sendMessage(request())).to.include({ status: 'ok', queueOffset: 0 });
    expect(await client.sending.sendV1(request())).to.include({ status: 'ok', queueOffset: 1 });
    await client.sending.oneway(request());
    await stored(3);
    const entries = ['a', 'b'].map((body) => ({
      flag: 0,
      body: Buffer.from(body),
      properties: encodeProperties({ UNIQ_KEY: uniqueName('id') }),
    }));
    const batch = await client.sending.batch(request({ body: encodeBatch(entries) }));
    expect(batch).to.include({ status: 'ok', queueOffset: 3 });
    expect(batch.offsetMessageIds).to.have.length(2);
    await stored(5);
    const found = await client.messages.view({
      commitLogOffset: decodeOffsetMessageId(batch.offsetMessageIds[1]!).physicalOffset,
      topic,
    });
    expect(decodeStoredMessages(found).map(({ body }) => body.toString())).to.deep.equal(['b']);
  });

  it('end transactions', async () => {
    await client.heartbeat(heartbeat({ clientID: group, producerDataSet: [{ groupName: group }] }));
    const half = await client.sendMessage(
      request({ sysFlag: SysFlag.TRANSACTION_PREPARED }, { TRAN_MSG: 'true', PGROUP: group, UNIQ_KEY: 'u' }),
    );
    const end = {
      topic,
      producerGroup: group,
      brokerName: 'broker-a',
      halfOffset: half.queueOffset,
      commitLogOffset: decodeOffsetMessageId(half.offsetMessageId).physicalOffset,
      messageId: 'u',
      isAnswer: false,
    };
    await client.sending.endTransaction({ ...end, outcome: 'commit' });
    await stored(1);
    const missing = client.sending.endTransaction({
      ...end,
      halfOffset: 99_999,
      commitLogOffset: 9_999_999,
      outcome: 'commit',
    });
    expect(await codeOf(missing)).to.equal(1);
  });

  it('lock queues', async () => {
    const of = (clientId: string) => ({ group, clientId, queues: [queueOf()] });
    expect(await client.locks.lock(of('me'))).to.deep.equal([queueOf()]);
    expect(await client.locks.lock(of('you'))).to.deep.equal([]);
    await client.locks.unlock(of('me'));
    expect(await client.locks.lock(of('you'))).to.deep.equal([queueOf()]);
  });

  it('tell who is connected', async () => {
    const data = heartbeat({
      clientID: group,
      producerDataSet: [{ groupName: group }],
      consumerDataSet: [consumerOf(group, topic)],
      heartbeatFingerprint: 5,
    });
    expect(await client.clients.heartbeatV2(data)).to.include({ supportsV2: !isFour });
    const { connectionSet, subscriptionTable } = await client.clients.consumers(group);
    expect(connectionSet.map(({ clientId }) => clientId)).to.deep.equal([group]);
    expect(subscriptionTable).to.include.keys(topic);
    const [producer] = await client.clients.producers(group);
    expect(producer).to.include({ clientId: group });
    expect(await client.clients.allProducers()).to.include.keys(group);
    expect(await codeOf(client.clients.consumers('nobody'))).to.equal(206);
    expect(await codeOf(client.clients.producers('nobody'))).to.equal(1);
    if (!isFour) {
      const subscription = await client.groups.subscription({ group, topic });
      expect(subscription).to.include({ topic, subString: '*' });
    }
  });

  it('tell of queues, topics, groups and the broker', async () => {
    await client.sendMessage(request());
    await stored(1);
    expect(await client.offsets.earliestStoreTime(queueOf())).to.be.within(
      Date.now() - 60_000,
      Date.now() + 1000,
    );
    await client.offsets.commitOneway({ ...queueOf(), group, offset: 1 });
    await untilTrue(
      'The offset is not committed',
      async () => (await client.queryConsumerOffset({ ...queueOf(), group })) === 1,
    );
    expect(await client.topics.groups(topic)).to.include(group);
    const spans = await client.offsets.timeSpans({ group, topic });
    expect(spans.map(({ messageQueue }) => messageQueue)).to.deep.equal([queueOf()]);
    const all = await client.offsets.allProgress({ onlyOrderTopics: false });
    expect(all.consumeStatsList.flatMap((each) => Object.keys(each))).to.include(group);
    const { queueData } = await client.topics.entries({ topic, queueId: 0, offset: 0, count: 1, group });
    expect(queueData).to.have.length(1);
    expect((await client.topics.configs()).topicConfigTable).to.include.keys(topic);
    expect((await client.groups.configs()).subscriptionGroupTable).to.include.keys(group);
    expect(await client.topics.system()).to.include('SCHEDULE_TOPIC_XXXX');
    const counts = await client.server.statistic({ name: 'TOPIC_PUT_NUMS', key: topic });
    expect(counts).to.have.keys('statsMinute', 'statsHour', 'statsDay');
    await client.server.cleanExpiredQueues();
    await client.server.cleanUnusedTopics();
    await client.offsets.clone({ fromGroup: group, toGroup: `${group}-copy`, topic, alsoUnsubscribed: true });
    expect(await client.queryConsumerOffset({ ...queueOf(), group: `${group}-copy` })).to.equal(1);
  });

  it('tell what the slowest group has committed', async () => {
    const slower = uniqueName('group');
    await broker().updateGroup(slower);
    await client.sendMessage(request());
    await client.sendMessage(request());
    await stored(2);
    await client.updateConsumerOffset({ ...queueOf(), group }, 2);
    await client.updateConsumerOffset({ ...queueOf(), group: slower }, 1);
    expect([...(await client.offsets.smallest(topic))]).to.deep.equal([[0, 1]]);
    expect(await client.queryConsumerOffset({ ...queueOf(), group })).to.equal(2);
    expect((await client.offsets.smallest(uniqueName('topic'))).size).to.equal(0);
  });

  it('forget the offsets of groups that a correction is to leave out, which is why none can be given', async () => {
    await client.sendMessage(request());
    await stored(1);
    await client.updateConsumerOffset({ ...queueOf(), group }, 1);
    const command = createRequest(RequestCode.QUERY_CORRECTION_OFFSET, QueryCorrectionOffsetHeader, {
      topic,
      filterGroups: group,
    });
    const asIs = { encode: () => command, decode: ({ code }: RemotingCommand) => code };
    expect(await client.call(asIs, undefined)).to.equal(0);
    // 4.9 says 0 for nothing.
    const nothing = isFour ? 0 : undefined;
    expect(await client.queryConsumerOffset({ ...queueOf(), group })).to.equal(nothing);
  });

  const pullOf = (parts: Partial<PullRequest> = {}): PullRequest => ({
    ...queueOf(),
    group,
    offset: 0,
    maxMessages: 32,
    maxBytes: 1_000_000,
    suspendTimeoutMs: 0,
    expression: '*',
    expressionType: 'TAG',
    subVersion: 0,
    ...parts,
  });

  if (isFour) {
    it('err where the broker does not know the request', async () => {
      const queue = { ...queueOf(), group };
      const unknown = [
        client.pullMessage(pullOf({ lite: true })),
        client.users.list({}),
        client.accessControl.read('nobody'),
        client.pop.peek({ ...queue, maxMessages: 1 }),
        client.pop.modes(),
        client.groups.topics(group),
      ];
      for (const call of unknown) expect(await codeOf(call)).to.equal(3);
    });
    return;
  }

  it('pull the lite way', async () => {
    await client.sendMessage(request());
    await stored(1);
    const { status, records } = await client.pullMessage(pullOf({ lite: true }));
    expect(status).to.equal('found');
    expect(decodeStoredMessages(records!).map(({ body }) => body.toString())).to.deep.equal(['hello']);
    expect(await client.pullMessage(pullOf({ lite: true, offset: 1, suspendTimeoutMs: 100 }))).to.include({
      status: 'none',
      nextOffset: 1,
    });
  });

  it('tell that a broker that checks nobody has no users', async () => {
    for (const call of [client.users.list({}), client.users.read('nobody'), client.accessControl.list({})])
      expect(await codeOf(call)).to.equal(1);
  });

  it('pop, hide and acknowledge', async () => {
    await client.sendMessage(request());
    await client.sendMessage(request());
    await stored(2);
    const queue = { ...queueOf(), group };
    const pop = {
      ...queue,
      maxMessages: 32,
      invisibleTimeMs: 60_000,
      pollTimeMs: 3000,
      from: 'first',
      expression: '*',
      expressionType: 'TAG',
    } as const;
    expect(await client.pop.peek({ ...queue, maxMessages: 1 })).to.include({ status: 'found' });
    const waited = await client.pop.waitForMessage({ ...queue, pollTimeMs: 1000, bornAt: Date.now() });
    expect(waited).to.include({ hasMessage: true });
    const result = await client.pop.pop({ ...pop, bornAt: Date.now() });
    if (result.status !== 'found') throw new Error(`The pop ended with ${result.status}`);
    const messages = decodeStoredMessages(result.records);
    const [first, second] = receiptHandlesOf(result.header, 'broker-a', messages);
    expect([first?.queueOffset, second?.queueOffset]).to.deep.equal([0, 1]);
    const popped = { group, topic };
    const renewal = await client.pop.changeInvisibleTime({
      ...popped,
      handle: first!,
      invisibleTimeMs: 90_000,
    });
    await client.pop.ack({ ...popped, handle: renewReceiptHandle(first!, renewal) });
    const { startOffset, popTime, invisibleTime, reviveQid, retryMark, queueId } = second!;
    await client.pop.ackBatch({
      brokerName: 'broker-a',
      acks: [
        {
          consumerGroup: group,
          topic,
          retryMark,
          startOffset,
          queueId,
          reviveQueueId: reviveQid,
          popTime,
          invisibleTime,
          offsets: [second!.queueOffset],
        },
      ],
    });
    expect(await client.pop.pollingInfo(queue)).to.equal(0);
    expect(await codeOf(client.pop.ack({ ...popped, handle: { ...first!, queueOffset: 99 } }))).to.equal(208);
  });

  it('share out queues', async () => {
    await client.heartbeat(heartbeat({ clientID: group, consumerDataSet: [consumerOf(group, topic)] }));
    const setting = { topic, consumerGroup: group, mode: 'POP', popShareQueueNum: 0 } as const;
    await client.pop.setMode(setting);
    const assignments = await client.pop.assignment({
      topic,
      consumerGroup: group,
      clientId: group,
      strategyName: 'AVG',
      messageModel: 'CLUSTERING',
    });
    expect(assignments).to.deep.equal([{ topic, brokerName: 'broker-a', queueId: -1, mode: 'POP' }]);
    expect(await client.pop.modes()).to.deep.include(setting);
    expect(await client.groups.readability({ group, topic, readable: false })).to.equal(false);
    expect(await client.groups.topics(group)).to.be.an('array');
  });
});
