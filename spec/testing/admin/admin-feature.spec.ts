import { expect } from 'chai';
import {
  createRequest,
  createRocketMQProtocol,
  CreateTopicRequestHeader,
  decodeClusterInfo,
  decodeConsumeStats,
  decodeKVTable,
  decodeTopicRouteData,
  EmptyHeader,
  encodeConfigText,
  GetConsumeStatsRequestHeader,
  GetRouteInfoRequestHeader,
  type HeaderCodec,
  PullMessageRequestHeader,
  type RemotingCommand,
  RequestCode,
  SendMessageV2RequestHeader,
} from '../../../src/protocol/index.js';
import { createRemotingClient } from '../../../src/remoting/create-remoting-client.js';
import { startBroker } from '../../../src/testing/start-broker.js';

/** A cluster of its own over TCP, and a way to ask its servers. */
async function start() {
  const broker = await startBroker({ topics: { orders: { queues: 1 } } });
  const dial = (address: string) => createRemotingClient(address, { protocol: createRocketMQProtocol() });
  const clients = { broker: dial(broker.address), nameServer: dial(broker.nameServers[0]!) };
  const ask = async <H>(
    server: keyof typeof clients,
    code: number,
    codec: HeaderCodec<H>,
    header: NoInfer<H>,
    body?: Uint8Array,
  ): Promise<RemotingCommand> => clients[server].invoke(createRequest(code, codec, header, body));
  return {
    broker,
    ask,
    route: async (topic: string) => {
      const { GET_ROUTEINFO_BY_TOPIC } = RequestCode;
      return ask('nameServer', GET_ROUTEINFO_BY_TOPIC, GetRouteInfoRequestHeader, { topic });
    },
    [Symbol.asyncDispose]: async () => {
      await clients.broker.close();
      await clients.nameServer.close();
      await broker.stop();
    },
  };
}

describe('createAdminFeature', () => {
  it('makes topics that name servers route to at once', async () => {
    await using cluster = await start();
    expect((await cluster.route('bills')).code).to.equal(17);
    await cluster.ask('broker', RequestCode.UPDATE_AND_CREATE_TOPIC, CreateTopicRequestHeader, {
      topic: 'bills',
      defaultTopic: 'TBW102',
      readQueueNums: 3,
      writeQueueNums: 3,
      perm: 6,
      topicFilterType: 'SINGLE_TAG',
      order: false,
    });
    const { queueDatas, brokerDatas } = decodeTopicRouteData((await cluster.route('bills')).body!);
    expect(queueDatas).to.deep.equal([
      { brokerName: 'broker-a', readQueueNums: 3, writeQueueNums: 3, perm: 6, topicSysFlag: 0 },
    ]);
    expect(brokerDatas[0]?.brokerAddrs['0']).to.equal(cluster.broker.address);
  });

  it('changes the permission of a broker, which routes show', async () => {
    await using cluster = await start();
    const settings = encodeConfigText({ brokerPermission: 4 });
    await cluster.ask('broker', RequestCode.UPDATE_BROKER_CONFIG, EmptyHeader, {}, settings);
    expect(decodeTopicRouteData((await cluster.route('orders')).body!).queueDatas[0]?.perm).to.equal(4);
  });

  it('counts what the broker stores and hands out', async () => {
    await using cluster = await start();
    const send: SendMessageV2RequestHeader = {
      producerGroup: 'p',
      topic: 'orders',
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 4,
      queueId: 0,
      sysFlag: 0,
      bornTimestamp: 1,
      flag: 0,
      properties: '',
      reconsumeTimes: 0,
      unitMode: false,
      batch: false,
    };
    const body = Buffer.from('hello');
    for (let i = 0; i < 3; i++)
      await cluster.ask('broker', RequestCode.SEND_MESSAGE_V2, SendMessageV2RequestHeader, send, body);
    await cluster.ask('broker', RequestCode.PULL_MESSAGE, PullMessageRequestHeader, {
      consumerGroup: 'g',
      topic: 'orders',
      queueId: 0,
      queueOffset: 0,
      maxMsgNums: 2,
      sysFlag: 4,
      commitOffset: 0,
      suspendTimeoutMillis: 0,
      subscription: '*',
      subVersion: 0,
      expressionType: 'TAG',
    });
    const { GET_BROKER_RUNTIME_INFO } = RequestCode;
    const info = await cluster.ask('broker', GET_BROKER_RUNTIME_INFO, EmptyHeader, {});
    expect(decodeKVTable(info.body!)).to.include({ msgPutTotalTodayNow: '3', msgGetTotalTodayNow: '2' });
    const stats = await cluster.ask('broker', RequestCode.GET_CONSUME_STATS, GetConsumeStatsRequestHeader, {
      consumerGroup: 'g',
      topic: 'orders',
    });
    expect(decodeConsumeStats(stats.body!).offsetTable.map(({ value }) => value)).to.deep.equal([
      { brokerOffset: 3, consumerOffset: 0, pullOffset: 2, lastTimestamp: 0 },
    ]);
  });

  it('belongs to a broker that name servers know', async () => {
    await using cluster = await start();
    const { body } = await cluster.ask('nameServer', RequestCode.GET_BROKER_CLUSTER_INFO, EmptyHeader, {});
    expect(decodeClusterInfo(body!).clusterAddrTable).to.deep.equal({ DefaultCluster: ['broker-a'] });
  });
});
