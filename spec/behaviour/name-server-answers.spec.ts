import { expect } from 'chai';
import { decodeTopicRouteData, Permission, RequestCode } from '../../src/protocol/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { itAnswers } from './support/answers.js';

describeBroker('answers of a name server', (broker, { version }) => {
  const topic = uniqueName('topic');
  const address = (): string => broker().nameServers[0]!;

  before(() => broker().createTopic(topic, { queues: 2, permission: Permission.READ }));

  itAnswers(broker, address, version, [
    {
      title: 'refuse what it does not know',
      ask: () => ({ code: 9999 }),
      answer: { code: 3, remark: ' request type 9999 not supported' },
      on4: 'none',
    },
    {
      title: 'refuse what is for brokers',
      ask: () => ({ code: RequestCode.SEND_MESSAGE_V2 }),
      answer: { code: 3, remark: ' request type 310 not supported' },
      on4: 'none',
    },
    {
      title: 'say that a topic is not there',
      ask: () => ({ code: RequestCode.GET_ROUTEINFO_BY_TOPIC, ext: { topic: 'nope' } }),
      answer: { code: 17, remark: 'No topic route info in name server for the topic: nope\nSee http' },
    },
    {
      title: 'have the template of new topics while brokers create topics',
      ask: () => ({ code: RequestCode.GET_ROUTEINFO_BY_TOPIC, ext: { topic: 'TBW102' } }),
      answer: { code: 0, body: '"perm":7' },
    },
    {
      title: 'have brokers with addresses by unquoted numbers in the list of clusters',
      ask: () => ({ code: RequestCode.GET_BROKER_CLUSTER_INFO }),
      answer: { code: 0, body: '"brokerAddrs":{0:"127.0.0.1:' },
    },
    {
      title: 'list topics',
      ask: () => ({ code: RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER }),
      answer: { code: 0, body: topic },
    },
    {
      title: 'list the topics of a cluster',
      ask: () => ({ code: RequestCode.GET_TOPICS_BY_CLUSTER, ext: { cluster: 'DefaultCluster' } }),
      answer: { code: 0, body: topic },
    },
    {
      title: 'list no topics of a cluster that is not there',
      ask: () => ({ code: RequestCode.GET_TOPICS_BY_CLUSTER, ext: { cluster: 'nope' } }),
      answer: { code: 0, body: '"topicList":[]' },
    },
    {
      title: 'say that a setting is not there',
      ask: () => ({ code: RequestCode.GET_KV_CONFIG, ext: { namespace: 'nope', key: 'k' } }),
      answer: { code: 22, remark: 'No config item, Namespace: nope Key: k' },
    },
  ]);

  it('give routes in standard JSON to those who say that they can read nothing else', async () => {
    const extFields = { topic, acceptStandardJsonOnly: 'true' };
    const answer = await broker().request(address(), { code: RequestCode.GET_ROUTEINFO_BY_TOPIC, extFields });
    const route = JSON.parse(Buffer.from(answer.body ?? []).toString()) as object;
    expect(route).to.deep.include({
      queueDatas: [{ brokerName: 'broker-a', perm: 4, readQueueNums: 2, topicSysFlag: 0, writeQueueNums: 2 }],
    });
    expect(decodeTopicRouteData(answer.body!).brokerDatas[0]?.brokerAddrs).to.deep.equal({
      0: broker().brokers[0]!.address,
    });
  });

  it('keep settings', async () => {
    const ask = (code: number, extFields: Record<string, string>): Promise<{ readonly code: number }> =>
      broker().request(address(), { code, extFields });
    const name = { namespace: topic, key: 'k' };
    await ask(RequestCode.PUT_KV_CONFIG, { ...name, value: 'v' });
    expect(await ask(RequestCode.GET_KV_CONFIG, name)).to.deep.include({
      code: 0,
      extFields: { value: 'v' },
    });
    await ask(RequestCode.DELETE_KV_CONFIG, name);
    expect(await ask(RequestCode.GET_KV_CONFIG, name)).to.include({ code: 22 });
  });
});
