import { expect } from 'chai';
import {
  AddWritePermOfBrokerRequestHeader,
  PutKVConfigRequestHeader,
  RequestCode,
  WipeWritePermOfBrokerRequestHeader,
} from '../../../src/protocol/index.js';
import { createNameServerRequests } from '../../../src/testing/naming/create-name-server-requests.js';
import type { RequestTable } from '../../../src/testing/server/request-table.js';
import { createTopicConfig } from '../../../src/testing/topics/topic-table.js';
import { ask, askPlainly } from '../support/ask.js';
import { noRoute, route, serveNames } from './serve-names.js';

const permission = (requests: RequestTable, topic = 'orders') => route(requests, topic).queueDatas[0]?.perm;

describe('createRouteRequests', () => {
  describe('routes', () => {
    it('name the queues and the processes of every broker that has the topic', () => {
      const { register, requests } = serveNames();
      register();
      register({ brokerId: 1, address: '10.0.0.2:10911' });
      register({ brokerName: 'b', address: '10.0.0.3:10911' });
      register({ brokerName: 'empty', topics: () => [] });

      const queues = { readQueueNums: 4, writeQueueNums: 4, perm: 6, topicSysFlag: 0 };
      const { queueDatas, brokerDatas, topicQueueMappingByBroker } = route(requests, 'orders');
      expect(queueDatas).to.deep.equal([
        { brokerName: 'a', ...queues },
        { brokerName: 'b', ...queues },
      ]);
      expect(
        brokerDatas.map(({ brokerName, brokerAddrs }) => [brokerName, { ...brokerAddrs }]),
      ).to.deep.equal([
        ['a', { 0: '10.0.0.1:10911', 1: '10.0.0.2:10911' }],
        ['b', { 0: '10.0.0.3:10911' }],
      ]);
      expect(topicQueueMappingByBroker).to.equal(undefined);
    });

    it('follow the topics of the brokers', () => {
      const { register, requests, topics } = serveNames();
      register();
      topics.put(createTopicConfig('orders', 9, 4));
      expect(route(requests, 'orders').queueDatas[0]).to.include({ writeQueueNums: 9, perm: 4 });
      topics.delete('orders');
      expect(noRoute(requests, 'orders').code).to.equal(17);
    });

    it('are limited to what the broker permits', () => {
      const { register, requests } = serveNames();
      register({ permission: () => 4 });
      expect(permission(requests)).to.equal(4);
    });

    it('are refused for unknown topics with the words of the real one', () => {
      const { requests } = serveNames();
      expect(noRoute(requests, 'Nope')).to.deep.equal({
        code: 17,
        remark:
          'No topic route info in name server for the topic: Nope\n' +
          'See https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.',
      });
    });

    it('end with the last broker', () => {
      const { register, requests } = serveNames();
      const stopMaster = register();
      const stopSlave = register({ brokerId: 1, address: '10.0.0.2:10911' });
      stopMaster();
      expect({ ...route(requests, 'orders').brokerDatas[0]?.brokerAddrs }).to.deep.equal({
        1: '10.0.0.2:10911',
      });
      stopSlave();
      expect(noRoute(requests, 'orders').code).to.equal(17);
    });

    it('keep a broker that has registered anew when its earlier life is taken back', () => {
      const { register, requests } = serveNames();
      const stopFirst = register();
      register({ address: '10.0.0.1:20911' });
      stopFirst();
      expect(route(requests, 'orders').brokerDatas[0]?.brokerAddrs['0']).to.equal('10.0.0.1:20911');
    });

    it('tell the order that is configured for the topic, when that is switched on', () => {
      const { register, requests } = serveNames();
      register();
      const order = { namespace: 'ORDER_TOPIC_CONFIG', key: 'orders', value: 'a:4' };
      ask(requests, RequestCode.PUT_KV_CONFIG, PutKVConfigRequestHeader, order);
      expect(route(requests, 'orders').orderTopicConf).to.equal(undefined);
      askPlainly(requests, RequestCode.UPDATE_NAMESRV_CONFIG, Buffer.from('orderMessageEnable=true\n'));
      expect(route(requests, 'orders').orderTopicConf).to.equal('a:4');
    });

    it('show an acting master when brokers and name server allow it', () => {
      const { register, requests } = serveNames({ supportActingMaster: true });
      const stopMaster = register({ enableActingMaster: true });
      register({ enableActingMaster: true, brokerId: 2, address: '10.0.0.2:10911' });
      register({ enableActingMaster: true, brokerId: 3, address: '10.0.0.3:10911' });
      expect(permission(requests)).to.equal(6);
      stopMaster();
      const { brokerDatas, queueDatas } = route(requests, 'orders');
      expect(queueDatas[0]?.perm).to.equal(4);
      expect({ ...brokerDatas[0]?.brokerAddrs }).to.deep.equal({ 0: '10.0.0.2:10911', 3: '10.0.0.3:10911' });
    });
  });

  describe('permission to write', () => {
    const wipe = (requests: RequestTable, brokerName: string) =>
      ask(requests, RequestCode.WIPE_WRITE_PERM_OF_BROKER, WipeWritePermOfBrokerRequestHeader, { brokerName })
        .extFields;
    const add = (requests: RequestTable, brokerName: string) =>
      ask(requests, RequestCode.ADD_WRITE_PERM_OF_BROKER, AddWritePermOfBrokerRequestHeader, { brokerName })
        .extFields;

    it('is taken from one broker, and given back', () => {
      const { register, requests, topics } = serveNames();
      topics.ensure('bills', 1, 7);
      register();
      register({ brokerName: 'b' });
      expect(wipe(requests, 'a')).to.deep.equal({ wipeTopicCount: '2' });
      expect(route(requests, 'bills').queueDatas.map(({ perm }) => perm)).to.deep.equal([5, 7]);
      expect(add(requests, 'a')).to.deep.equal({ addTopicCount: '2' });
      expect(route(requests, 'bills').queueDatas.map(({ perm }) => perm)).to.deep.equal([6, 7]);
    });

    it('comes back when the broker changes the topic or registers anew', () => {
      const { register, requests, topics } = serveNames();
      register();
      wipe(requests, 'a');
      topics.put(createTopicConfig('orders', 8));
      expect(permission(requests)).to.equal(6);
      wipe(requests, 'a');
      expect(permission(requests)).to.equal(4);
      register();
      expect(permission(requests)).to.equal(6);
    });

    it('is not known of unknown brokers', () => {
      const { requests } = serveNames();
      expect(wipe(requests, 'x')).to.deep.equal({ wipeTopicCount: '0' });
    });

    it('is a matter of one name server', () => {
      const { register, registry, requests } = serveNames();
      const other = createNameServerRequests(registry);
      register();
      wipe(requests, 'a');
      expect(permission(other)).to.equal(6);
    });
  });
});
