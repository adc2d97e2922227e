import { expect } from 'chai';
import { BrokerClient } from '../../src/broker/broker-client.js';
import { ClusterTopicNames, SystemTopicNames } from '../../src/naming/calls/topic-names.js';
import {
  createResponse,
  createRocketMQProtocol,
  encodeConsumeMessageDirectlyResult,
  encodeConsumerRunningInfo,
  encodeGetConsumerStatusBody,
  type RemotingCommand,
  RequestCode,
  ResponseCode,
  SysFlag,
} from '../../src/protocol/index.js';
import { createRemotingClient } from '../../src/remoting/create-remoting-client.js';
import type { RemotingClient } from '../../src/remoting/remoting-client.js';
import { untilTrue } from '../../tools/rocketmq/sequence.js';
import { consumerOf, heartbeat, sendRequest } from '../broker/subjects/embedded.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { codeOf } from './support/code-of.js';

type Remoting = RemotingClient<RemotingCommand, RemotingCommand>;

describeBroker('typed calls of administrators', (broker, { version }) => {
  const isFour = version.startsWith('4.');
  const open: Remoting[] = [];
  let client: BrokerClient;
  let remoting: Remoting;
  let topic: string;
  let group: string;

  const connect = (address: string): Remoting => {
    const connection = createRemotingClient(address, { protocol: createRocketMQProtocol() });
    open.push(connection);
    return connection;
  };

  beforeEach(async () => {
    remoting = connect(broker().brokers[0]!.address);
    client = new BrokerClient(remoting, 5000);
    topic = uniqueName('topic');
    group = uniqueName('group');
    await broker().createTopic(topic, { queues: 1 });
    await broker().updateGroup(group);
  });

  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
  });

  const queue = () => ({ topic, brokerName: 'broker-a', queueId: 0 });

  /** Answers what the broker asks of this client; returns the codes that it asked by. */
  const serve = (bodyOf: Readonly<Partial<Record<number, Buffer>>>): number[] => {
    const asked: number[] = [];
    remoting.requests$.subscribe((request) => {
      const body = bodyOf[request.code];
      if (body === undefined) return;
      asked.push(request.code);
      remoting.reply(request, createResponse(ResponseCode.SUCCESS, { body }));
    });
    return asked;
  };

  describe('about a consumer', () => {
    let clientId: string;

    beforeEach(async () => {
      clientId = uniqueName('client');
      await client.heartbeat(heartbeat({ clientID: clientId, consumerDataSet: [consumerOf(group, topic)] }));
    });

    it('ask it how it is', async () => {
      const asked = serve({
        [RequestCode.GET_CONSUMER_RUNNING_INFO]: encodeConsumerRunningInfo({
          properties: { PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY' },
          subscriptionSet: [],
          mqTable: [],
          mqPopTable: [],
          statusTable: {},
          userConsumerInfo: {},
        }),
      });
      const { properties } = await client.clients.runningInfo({ group, clientId });
      expect(properties).to.include({ PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY' });
      expect(asked).to.deep.equal([RequestCode.GET_CONSUMER_RUNNING_INFO]);
      expect(await codeOf(client.clients.runningInfo({ group, clientId: 'nobody' }))).to.equal(1);
    });

    it('ask it where it is', async () => {
      serve({
        [RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT]: encodeGetConsumerStatusBody({
          messageQueueTable: [{ messageQueue: queue(), value: 4 }],
          consumerTable: {},
        }),
      });
      const { consumerTable } = await client.clients.consumerStatus({ group, topic });
      expect(consumerTable[clientId]).to.deep.equal([{ messageQueue: queue(), value: 4 }]);
    });

    it('make it handle a message', async () => {
      const result = {
        order: false,
        autoCommit: true,
        consumeResult: 'CR_SUCCESS',
        spentTimeMills: 3,
      } as const;
      serve({ [RequestCode.CONSUME_MESSAGE_DIRECTLY]: encodeConsumeMessageDirectlyResult(result) });
      const { offsetMessageId } = await client.sendMessage(sendRequest({ topic, producerGroup: group }));
      const request = { ...queue(), group, clientId, offsetMessageId };
      await untilTrue('The message is not there', async () => (await client.maxOffset(queue())) === 1);
      expect(await client.clients.consumeDirectly(request)).to.include(result);
    });

    it('check what it wants', async () => {
      const [subscription] = consumerOf(group, topic).subscriptionDataSet;
      const check = (expressionType: string, subString: string): Promise<number | undefined> =>
        codeOf(
          client.groups.checkSubscription({
            clientId,
            group,
            subscriptionData: { ...subscription!, expressionType, subString },
          }),
        );
      expect(await check('TAG', 'a || b')).to.equal(0);
      expect(await check('SQL92', 'price > 20')).to.equal(0);
      expect(await check('SQL92', 'price >')).to.equal(ResponseCode.SUBSCRIPTION_PARSE_FAILED);
    });
  });

  it('reply to a requester by either version of the header', async () => {
    const clientId = uniqueName('client');
    await client.heartbeat(heartbeat({ clientID: clientId, producerDataSet: [{ groupName: group }] }));
    const asked = serve({ [RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT]: Buffer.alloc(0) });
    const reply = (requester: string) =>
      sendRequest(
        { topic: 'DefaultCluster_REPLY_TOPIC', producerGroup: group, bornAt: Date.now() },
        { MSG_TYPE: 'reply', REPLY_TO_CLIENT: requester, CORRELATION_ID: 'c', TTL: '3000' },
      );
    await client.sending.reply(reply(clientId));
    await client.sending.replyV1(reply(clientId));
    expect(asked).to.deep.equal([
      RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT,
      RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT,
    ]);
    expect(await codeOf(client.sending.replyV1(reply('nobody')))).to.equal(1);
  });

  it('ask about a transaction again that was given up', async () => {
    const half = await client.sendMessage(
      sendRequest(
        { topic, producerGroup: group, sysFlag: SysFlag.TRANSACTION_PREPARED },
        { TRAN_MSG: 'true', PGROUP: group },
      ),
    );
    expect(
      await codeOf(client.messages.resumeCheck({ topic, offsetMessageId: half.offsetMessageId })),
    ).to.equal(0);
  });

  it('list topics of clusters, and of the servers', async () => {
    const names = new BrokerClient(connect(broker().nameServers[0]!), 5000);
    expect(await names.call(ClusterTopicNames, 'DefaultCluster')).to.include(topic);
    expect(await names.call(ClusterTopicNames, 'nobody')).to.deep.equal([]);
    const { topicList, brokerAddr } = await names.call(SystemTopicNames, undefined);
    expect(topicList).to.include.members(['DefaultCluster', 'broker-a']);
    expect(brokerAddr).to.be.a('string');
  });

  it('remove what is past its time', async () => {
    expect(await codeOf(client.server.deleteExpiredCommitLog())).to.equal(0);
  });

  const many = ['one', 'two'].map((name) => uniqueName(name));

  const topics = many.map((topicName) => ({
    topicName,
    readQueueNums: 2,
    writeQueueNums: 1,
    perm: 6,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: 0,
    order: false,
    attributes: {},
  }));

  const groups = many.map((groupName) => ({
    groupName,
    consumeEnable: true,
    consumeFromMinEnable: true,
    consumeBroadcastEnable: false,
    consumeMessageOrderly: false,
    retryQueueNums: 2,
    retryMaxTimes: 5,
    groupRetryPolicy: { type: 'CUSTOMIZED' as const },
    brokerId: 0,
    whichBrokerWhenConsumeSlowly: 1,
    notifyConsumerIdsChangedEnable: true,
    groupSysFlag: 0,
    consumeTimeoutMinute: 15,
    attributes: {},
  }));

  if (isFour) {
    it('err for lists of topics and groups', async () => {
      expect(await codeOf(client.topics.updateAll(topics))).to.equal(3);
      expect(await codeOf(client.groups.updateAll(groups))).to.equal(3);
    });
    return;
  }

  it('create many topics and groups at once, and tell each', async () => {
    await client.topics.updateAll(topics);
    await client.groups.updateAll(groups);
    for (const [index, name] of many.entries()) {
      expect(await client.topics.config(name)).to.deep.equal(topics[index]);
      expect(await client.groups.config(name)).to.deep.include({ groupName: name, retryMaxTimes: 5 });
    }
    expect(await codeOf(client.topics.config('nothing'))).to.equal(ResponseCode.TOPIC_NOT_EXIST);
  });
});
