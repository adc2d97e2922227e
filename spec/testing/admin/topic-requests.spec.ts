import { expect } from 'chai';
import {
  CreateTopicRequestHeader,
  decodeTopicConfig,
  decodeTopicConfigSerializeWrapper,
  decodeTopicList,
  DeleteTopicRequestHeader,
  encodeCreateTopicListRequestBody,
  GetTopicConfigRequestHeader,
  RequestCode,
} from '../../../src/protocol/index.js';
import { createTopicConfig } from '../../../src/testing/topics/topic-table.js';
import { refusalOf } from '../support/ask.js';
import { administer } from './administer.js';

const wanted: CreateTopicRequestHeader = {
  topic: 'bills',
  defaultTopic: 'TBW102',
  readQueueNums: 3,
  writeQueueNums: 2,
  perm: 4,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: true,
};

function setUp(...settings: Parameters<typeof administer>) {
  const broker = administer(...settings);
  return {
    ...broker,
    create: (parts: Partial<CreateTopicRequestHeader> = {}) =>
      broker.ask(RequestCode.UPDATE_AND_CREATE_TOPIC, CreateTopicRequestHeader, { ...wanted, ...parts }),
    createAll: (...topics: Parameters<typeof encodeCreateTopicListRequestBody>[0]) =>
      broker.askPlainly(RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, encodeCreateTopicListRequestBody(topics)),
    remove: (topic: string) =>
      broker.ask(RequestCode.DELETE_TOPIC_IN_BROKER, DeleteTopicRequestHeader, { topic }),
    tell: (topic: string) =>
      decodeTopicConfig(
        broker.ask(RequestCode.GET_TOPIC_CONFIG, GetTopicConfigRequestHeader, { topic }).body!,
      ),
  };
}

describe('createTopicRequests', () => {
  it('makes topics and tells them', () => {
    const { create, tell } = setUp();
    expect(create({ attributes: '+message.type=FIFO' }).remark).to.equal('not set any response code');
    expect(tell('bills')).to.deep.equal({
      topicName: 'bills',
      readQueueNums: 3,
      writeQueueNums: 2,
      perm: 4,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: 0,
      order: true,
      attributes: { 'message.type': 'FIFO' },
    });
  });

  it('takes an absent flag for none', () => {
    const { create, tell } = setUp();
    create({ topicSysFlag: undefined });
    expect(tell('bills').topicSysFlag).to.equal(0);
  });

  it('changes topics, and their attributes by sign', () => {
    const { create, tell } = setUp();
    create({ attributes: '+message.type=FIFO,+queue.type=BatchCQ' });
    create({ perm: 6, attributes: '-message.type,+reserve.time=5' });
    expect(tell('bills')).to.deep.include({
      perm: 6,
      attributes: { 'queue.type': 'BatchCQ', 'reserve.time': '5' },
    });
  });

  it('leaves a topic alone that is as wanted', () => {
    const { create, state } = setUp();
    create();
    const { version } = state.topics;
    create();
    expect(state.topics.version).to.equal(version);
    create({ order: false });
    expect(state.topics.version).to.equal(version + 1);
  });

  it('refuses names that the real one refuses', () => {
    const { create } = setUp();
    const remarks = [' ', 'a b', 'a'.repeat(128), 'TBW102', 'rmq_sys_x'].map((topic) =>
      refusalOf(() => create({ topic })),
    );
    expect(remarks).to.deep.equal([
      { code: 29, remark: 'The specified topic is blank.' },
      {
        code: 29,
        remark: 'The specified topic contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$',
      },
      { code: 29, remark: 'The specified topic is longer than topic max length.' },
      { code: 29, remark: 'The topic[TBW102] is conflict with system topic.' },
      { code: 29, remark: 'The topic[rmq_sys_x] is conflict with system topic.' },
    ]);
  });

  it('lets system topics be changed where that is configured', () => {
    const { create, tell } = setUp({ config: { validateSystemTopicWhenUpdateTopic: false } });
    create({ topic: 'TBW102' });
    expect(tell('TBW102').perm).to.equal(4);
  });

  it('refuses the type MIXED unless it is configured', () => {
    const attributes = '+message.type=MIXED';
    expect(refusalOf(() => setUp().create({ attributes }))).to.deep.equal({
      code: 29,
      remark: 'MIXED message type is not supported.',
    });
    const { create, tell } = setUp({ config: { enableMixedMessageType: true } });
    create({ attributes });
    expect(tell('bills').attributes).to.deep.equal({ 'message.type': 'MIXED' });
  });

  it('makes a list of topics', () => {
    const { createAll, state } = setUp();
    createAll(
      { ...createTopicConfig('a', 1), attributes: { '+message.type': 'DELAY' } },
      createTopicConfig('b', 2),
    );
    expect(state.topics.get('a')).to.deep.include({ attributes: { 'message.type': 'DELAY' } });
    expect(state.topics.get('b')).to.include({ readQueueNums: 2 });
  });

  it('makes nothing of a list with a topic that is there already', () => {
    const { createAll, state } = setUp();
    expect(createAll(createTopicConfig('a', 1), createTopicConfig('orders', 2)).code).to.equal(0);
    expect(state.topics.get('a')).to.equal(undefined);
  });

  it('deletes topics with their queues, offsets and POP retry topics', () => {
    const { put, remove, state, tell } = setUp();
    put();
    state.offsets.set('g', 'orders', 0, 1);
    state.topics.ensure('%RETRY%g_orders', 1);
    remove('orders');
    expect(refusalOf(() => tell('orders'))).to.deep.equal({
      code: 17,
      remark: 'No topic in this broker. topic: orders',
    });
    expect(state.topics.get('%RETRY%g_orders')).to.equal(undefined);
    expect(state.offsets.get('g', 'orders', 0)).to.equal(undefined);
    expect(state.store.queue('orders', 0).maxOffset).to.equal(0);
  });

  it('deletes no system topic and none without a name', () => {
    const { remove } = setUp();
    expect(refusalOf(() => remove('SCHEDULE_TOPIC_XXXX')).code).to.equal(29);
    expect(refusalOf(() => remove(' ')).remark).to.equal('The specified topic is blank.');
  });

  it('tells all topics, with a version that grows', () => {
    const { askPlainly, create } = setUp();
    const all = () => decodeTopicConfigSerializeWrapper(askPlainly(RequestCode.GET_ALL_TOPIC_CONFIG).body!);
    const { dataVersion } = all();
    create();
    expect(all().topicConfigTable).to.have.all.keys('orders', 'bills');
    expect(all().dataVersion).to.deep.equal({
      counter: dataVersion.counter + 1,
      stateVersion: 0,
      timestamp: 0,
    });
  });

  it('tells the names that the broker has for itself', () => {
    const { askPlainly } = setUp();
    const { body } = askPlainly(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER);
    expect(decodeTopicList(body!).topicList).to.include.members([
      'TBW102',
      'cluster',
      'broker-a',
      'cluster_REPLY_TOPIC',
    ]);
  });
});
