import { expect } from 'chai';
import {
  decodeTopicList,
  DeleteTopicFromNamesrvRequestHeader,
  GetTopicsByClusterRequestHeader,
  RequestCode,
} from '../../../src/protocol/index.js';
import type { RequestTable } from '../../../src/testing/server/request-table.js';
import { createTopicConfig } from '../../../src/testing/topics/topic-table.js';
import { ask, askPlainly, refusalOf } from '../support/ask.js';
import { noRoute, route, serveNames } from './serve-names.js';

const names = (requests: RequestTable, code: number) =>
  decodeTopicList(askPlainly(requests, code).body!).topicList;

const permission = (requests: RequestTable, topic = 'orders') => route(requests, topic).queueDatas[0]?.perm;

describe('createTopicListRequests', () => {
  describe('topics', () => {
    const forget = (requests: RequestTable, topic: string, clusterName?: string) =>
      ask(requests, RequestCode.DELETE_TOPIC_IN_NAMESRV, DeleteTopicFromNamesrvRequestHeader, {
        topic,
        clusterName,
      });

    it('are forgotten until a broker registers them anew', () => {
      const { register, requests, topics } = serveNames();
      register();
      forget(requests, 'orders');
      expect(noRoute(requests, 'orders').code).to.equal(17);
      topics.put(createTopicConfig('orders', 4));
      expect(permission(requests)).to.equal(6);
    });

    it('are forgotten in the named cluster only', () => {
      const { register, requests } = serveNames();
      register();
      register({ brokerName: 'b', clusterName: 'other' });
      forget(requests, 'orders', 'other');
      expect(route(requests, 'orders').queueDatas.map(({ brokerName }) => brokerName)).to.deep.equal(['a']);
    });

    it('are listed: all, those of a cluster, and those that servers have for themselves', () => {
      const { register, requests } = serveNames();
      register();
      register({ brokerName: 'b', clusterName: 'other', topics: () => [createTopicConfig('bills', 1)] });
      const ofCluster = (cluster: string) =>
        decodeTopicList(
          ask(requests, RequestCode.GET_TOPICS_BY_CLUSTER, GetTopicsByClusterRequestHeader, { cluster })
            .body!,
        ).topicList;
      const system = askPlainly(requests, RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS).body!;

      expect(names(requests, RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER)).to.deep.equal([
        'orders',
        'bills',
      ]);
      expect(ofCluster('other')).to.deep.equal(['bills']);
      expect(ofCluster('nowhere')).to.deep.equal([]);
      expect(decodeTopicList(system)).to.deep.equal({
        topicList: ['c', 'a', 'other', 'b'],
        brokerAddr: '10.0.0.1:10911',
      });
    });

    it('are listed by units, as the first broker that has them tells', () => {
      const { register, requests } = serveNames();
      const flagged = (topic: string, topicSysFlag: number) => ({
        ...createTopicConfig(topic, 1),
        topicSysFlag,
      });
      register({
        brokerName: 'a',
        topics: () => [flagged('none', 0), flagged('unit', 1), flagged('subscribed', 2), flagged('both', 3)],
      });
      register({ brokerName: 'b', topics: () => [flagged('none', 3)] });
      expect(names(requests, RequestCode.GET_UNIT_TOPIC_LIST)).to.deep.equal(['unit', 'both']);
      expect(names(requests, RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST)).to.deep.equal(['subscribed', 'both']);
      expect(names(requests, RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST)).to.deep.equal(['subscribed']);
    });

    it('are not listed when that is switched off', () => {
      const { requests } = serveNames({ enableAllTopicList: false, enableTopicList: false });
      for (const code of [
        RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
        RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST,
      ])
        expect(refusalOf(() => askPlainly(requests, code))).to.deep.equal({ code: 1, remark: 'disable' });
    });
  });
});
