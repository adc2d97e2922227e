import { expect } from 'chai';
import { TopicRoute } from '../../src/naming/topic-route.js';
import type { TopicRouteData } from '../../src/protocol/bodies/topic-route-data.js';

const data = (overrides: Partial<TopicRouteData> = {}): TopicRouteData => ({
  filterServerTable: {},
  brokerDatas: [
    {
      brokerName: 'broker-a',
      cluster: 'c',
      enableActingMaster: false,
      brokerAddrs: { '0': '10.0.0.1:10911', '1': '10.0.0.2:10911' },
    },
    {
      brokerName: 'broker-b',
      cluster: 'c',
      enableActingMaster: false,
      brokerAddrs: { '0': '10.0.0.3:10911' },
    },
  ],
  queueDatas: [
    { brokerName: 'broker-b', readQueueNums: 1, writeQueueNums: 2, perm: 6, topicSysFlag: 0 },
    { brokerName: 'broker-a', readQueueNums: 2, writeQueueNums: 1, perm: 6, topicSysFlag: 0 },
  ],
  ...overrides,
});

const names = (queues: readonly { brokerName: string; queueId: number }[]): string[] =>
  queues.map(({ brokerName, queueId }) => `${brokerName}:${queueId}`);

describe('TopicRoute', () => {
  it('lists the queues to write to, by broker name', () => {
    expect(names(new TopicRoute('T', data()).writeQueues)).to.deep.equal([
      'broker-a:0',
      'broker-b:0',
      'broker-b:1',
    ]);
  });

  it('lists the queues to read from, sorted as every member sorts them', () => {
    expect(names(new TopicRoute('T', data()).readQueues)).to.deep.equal([
      'broker-a:0',
      'broker-a:1',
      'broker-b:0',
    ]);
  });

  it('honours permissions', () => {
    const queueDatas = [
      { brokerName: 'broker-a', readQueueNums: 1, writeQueueNums: 1, perm: 4, topicSysFlag: 0 },
      { brokerName: 'broker-b', readQueueNums: 1, writeQueueNums: 1, perm: 2, topicSysFlag: 0 },
    ];
    const route = new TopicRoute('T', data({ queueDatas }));
    expect([names(route.writeQueues), names(route.readQueues)]).to.deep.equal([
      ['broker-b:0'],
      ['broker-a:0'],
    ]);
  });

  it('reads from a broker without a master, and does not write to it', () => {
    const brokerDatas = [
      {
        brokerName: 'broker-a',
        cluster: 'c',
        enableActingMaster: false,
        brokerAddrs: { '1': '10.0.0.2:10911' },
      },
    ];
    const queueDatas = [
      { brokerName: 'broker-a', readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0 },
    ];
    const route = new TopicRoute('T', data({ brokerDatas, queueDatas }));
    expect([route.writeQueues.length, names(route.readQueues), route.readAddress('broker-a')]).to.deep.equal([
      0,
      ['broker-a:0'],
      '10.0.0.2:10911',
    ]);
  });

  it('takes the queues of an order topic from its configuration', () => {
    const route = new TopicRoute('T', data({ orderTopicConf: 'broker-b:1;broker-a:2;broker-x:4' }));
    expect(names(route.writeQueues)).to.deep.equal(['broker-b:0', 'broker-a:0', 'broker-a:1']);
  });

  it('knows the suggested broker, else the master', () => {
    const route = new TopicRoute('T', data());
    expect([
      route.readAddress('broker-a', 1),
      route.readAddress('broker-b', 1),
      route.readAddress('x'),
    ]).to.deep.equal(['10.0.0.2:10911', '10.0.0.3:10911', undefined]);
  });

  it('lists every broker with its name and id', () => {
    expect(new TopicRoute('T', data()).brokers()).to.have.deep.members([
      { brokerName: 'broker-a', brokerId: 0, address: '10.0.0.1:10911' },
      { brokerName: 'broker-a', brokerId: 1, address: '10.0.0.2:10911' },
      { brokerName: 'broker-b', brokerId: 0, address: '10.0.0.3:10911' },
    ]);
  });

  it('equals a route with the same content in another order', () => {
    const { brokerDatas, queueDatas } = data();
    const shuffled = data({ brokerDatas: brokerDatas.toReversed(), queueDatas: queueDatas.toReversed() });
    expect(new TopicRoute('T', data()).equals(new TopicRoute('T', shuffled))).to.equal(true);
  });

  it('differs when a queue count, a permission or an address differs', () => {
    const [first, second] = data().queueDatas;
    const changed = [
      data({ queueDatas: [first!, { ...second!, readQueueNums: 3 }] }),
      data({ queueDatas: [first!, { ...second!, perm: 4 }] }),
      data({ brokerDatas: data().brokerDatas.slice(0, 1) }),
    ];
    const route = new TopicRoute('T', data());
    expect(changed.map((other) => route.equals(new TopicRoute('T', other)))).to.deep.equal([
      false,
      false,
      false,
    ]);
  });

  it('serves as the template of a topic that does not exist yet', () => {
    const queueDatas = [
      { brokerName: 'broker-a', readQueueNums: 8, writeQueueNums: 8, perm: 7, topicSysFlag: 0 },
    ];
    const template = new TopicRoute('TBW102', data({ queueDatas })).asTemplateFor('new', 4);
    expect([template.topic, template.writeQueues.length, template.writeQueues[0]?.topic]).to.deep.equal([
      'new',
      4,
      'new',
    ]);
  });
});
