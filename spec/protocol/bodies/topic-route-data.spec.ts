import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { decodeTopicRouteData, encodeTopicRouteData } from '../../../src/protocol/bodies/topic-route-data.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

const raw =
  '{"brokerDatas":[{"brokerAddrs":{0:"10.0.0.1:10911",1:"10.0.0.2:10911"},"brokerName":"broker-a","cluster":"DefaultCluster","enableActingMaster":false}],"filterServerTable":{},"orderTopicConf":"broker-a:4","queueDatas":[{"brokerName":"broker-a","perm":6,"readQueueNums":4,"topicSynFlag":1,"writeQueueNums":2}],"topicQueueMappingByBroker":{"broker-a":{"bname":"broker-a","currIdMap":{0:1},"dirty":false,"epoch":1,"scope":"__global__","topic":"T","totalQueues":8}}}';

const value = {
  orderTopicConf: 'broker-a:4',
  queueDatas: [{ brokerName: 'broker-a', readQueueNums: 4, writeQueueNums: 2, perm: 6, topicSysFlag: 1 }],
  brokerDatas: [
    {
      cluster: 'DefaultCluster',
      brokerName: 'broker-a',
      brokerAddrs: { '0': '10.0.0.1:10911', '1': '10.0.0.2:10911' },
      enableActingMaster: false,
    },
  ],
  filterServerTable: {},
  topicQueueMappingByBroker: {
    'broker-a': {
      topic: 'T',
      scope: '__global__',
      bname: 'broker-a',
      totalQueues: 8,
      epoch: 1,
      dirty: false,
      currIdMap: { '0': 1 },
    },
  },
};

describe('decodeTopicRouteData', () => {
  it('reads integer keys and the old spelling of topicSysFlag', () => {
    expect(decodeTopicRouteData(Buffer.from(raw))).to.deep.equal(value);
  });

  it('reads every recorded route', () => {
    const routes = goldenFrames.filter(
      ({ requestCode, code }) => requestCode === RequestCode.GET_ROUTEINFO_BY_TOPIC && code === 0,
    );
    expect(routes.length).to.be.above(50);
    for (const frame of routes) {
      const { brokerDatas, queueDatas, orderTopicConf } = decodeTopicRouteData(bodyOf(frame));
      const [broker] = brokerDatas;
      expect(broker?.brokerName, frame.name).to.equal('broker-a');
      expect(broker?.brokerAddrs['0'], frame.name).to.match(/:40911$/);
      for (const queue of queueDatas) expect(queue.perm, frame.name).to.be.within(4, 7);
      expect(queueDatas, frame.name).to.not.be.empty;
      expect(orderTopicConf, frame.name).to.equal(undefined);
    }
  });

  it('takes absent and null for the default', () => {
    expect(
      decodeTopicRouteData(Buffer.from('{"brokerDatas":[{"zoneName":"z"}],"orderTopicConf":null}')),
    ).to.deep.equal({
      queueDatas: [],
      brokerDatas: [
        { cluster: '', brokerName: '', brokerAddrs: {}, enableActingMaster: false, zoneName: 'z' },
      ],
      filterServerTable: {},
    });
  });

  it('takes a name such as __proto__ for a name', () => {
    const { filterServerTable } = decodeTopicRouteData(
      Buffer.from('{"filterServerTable":{"__proto__":["s"]}}'),
    );
    expect(Object.entries(filterServerTable)).to.deep.equal([['__proto__', ['s']]]);
  });

  for (const [what, body] of [
    ['no object', '[]'],
    ['a list that is none', '{"brokerDatas":{}}'],
    ['an element that is no object', '{"queueDatas":[1]}'],
    ['a number that is a text', '{"queueDatas":[{"perm":"6"}]}'],
    ['an address that is a number', '{"brokerDatas":[{"brokerAddrs":{0:1}}]}'],
    ['a name that is a list', '{"brokerDatas":[{"brokerName":[]}]}'],
    ['a mapping that is null', '{"topicQueueMappingByBroker":{"b":null}}'],
    ['not even JSON', '{"brokerDatas":'],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(() => decodeTopicRouteData(Buffer.from(body))).to.throw(DecodeError, 'TopicRouteData');
    });
});

describe('encodeTopicRouteData', () => {
  it('writes standard JSON that reads back the same', () => {
    const body = encodeTopicRouteData(value);
    expect(JSON.parse(body.toString())).to.deep.equal(value);
    expect(decodeTopicRouteData(body)).to.deep.equal(value);
  });
});
