import { expect } from 'chai';
import {
  decodeClusterInfo,
  decodeConfigText,
  decodeKVTable,
  DeleteKVConfigRequestHeader,
  GetKVConfigRequestHeader,
  GetKVListByNamespaceRequestHeader,
  PutKVConfigRequestHeader,
  RequestCode,
} from '../../../src/protocol/index.js';
import type { RequestTable } from '../../../src/testing/server/request-table.js';
import { ask, askPlainly, refusalOf } from '../support/ask.js';
import { serveNames } from './serve-names.js';

describe('createNameServerRequests', () => {
  it('tells all clusters and brokers', () => {
    const { register, requests } = serveNames();
    register();
    register({ brokerId: 1, address: '10.0.0.2:10911' });
    register({ brokerName: 'b', address: '10.0.0.3:10911' });
    const { body } = askPlainly(requests, RequestCode.GET_BROKER_CLUSTER_INFO);
    const { brokerAddrTable, clusterAddrTable } = decodeClusterInfo(body!);
    expect({ ...clusterAddrTable }).to.deep.equal({ c: ['a', 'b'] });
    expect({ ...brokerAddrTable['a'], brokerAddrs: { ...brokerAddrTable['a']?.brokerAddrs } }).to.deep.equal({
      brokerName: 'a',
      cluster: 'c',
      brokerAddrs: { 0: '10.0.0.1:10911', 1: '10.0.0.2:10911' },
      enableActingMaster: false,
    });
  });

  describe('KV configuration', () => {
    const get = (requests: RequestTable, key: string) =>
      ask(requests, RequestCode.GET_KV_CONFIG, GetKVConfigRequestHeader, { namespace: 'NS', key });

    it('is kept, told and deleted', () => {
      const { requests } = serveNames();
      ask(requests, RequestCode.PUT_KV_CONFIG, PutKVConfigRequestHeader, {
        namespace: 'NS',
        key: 'k',
        value: 'v',
      });
      expect(get(requests, 'k').extFields).to.deep.equal({ value: 'v' });
      const list = ask(requests, RequestCode.GET_KVLIST_BY_NAMESPACE, GetKVListByNamespaceRequestHeader, {
        namespace: 'NS',
      });
      expect({ ...decodeKVTable(list.body!) }).to.deep.equal({ k: 'v' });
      ask(requests, RequestCode.DELETE_KV_CONFIG, DeleteKVConfigRequestHeader, { namespace: 'NS', key: 'k' });
      expect(refusalOf(() => get(requests, 'k'))).to.deep.equal({
        code: 22,
        remark: 'No config item, Namespace: NS Key: k',
      });
    });

    it('has no list of an unknown namespace', () => {
      const { requests } = serveNames();
      const list = () =>
        ask(requests, RequestCode.GET_KVLIST_BY_NAMESPACE, GetKVListByNamespaceRequestHeader, {
          namespace: 'NS',
        });
      expect(refusalOf(list)).to.deep.equal({ code: 22, remark: 'No config item, Namespace: NS' });
    });
  });

  it('tells its settings, changed ones too', () => {
    const { requests } = serveNames();
    const change = Buffer.from('enableTopicList=false\nclusterTest=true\n');
    askPlainly(requests, RequestCode.UPDATE_NAMESRV_CONFIG, change);
    const { body } = askPlainly(requests, RequestCode.GET_NAMESRV_CONFIG);
    expect(decodeConfigText(body!)).to.include({
      enableTopicList: 'false',
      clusterTest: 'true',
      enableAllTopicList: 'true',
    });
  });

  it('does not let anyone change the settings that the real one protects', () => {
    const { requests } = serveNames();
    const change = () =>
      askPlainly(requests, RequestCode.UPDATE_NAMESRV_CONFIG, Buffer.from('kvConfigPath=x'));
    expect(refusalOf(change)).to.deep.equal({ code: 16, remark: 'Can not update config in black list.' });
  });
});
