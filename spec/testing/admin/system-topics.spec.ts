import { expect } from 'chai';
import {
  createSystemGroups,
  createSystemTopics,
  systemTopicNames,
} from '../../../src/testing/admin/system-topics.js';
import { defaultBrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { GroupTable } from '../../../src/testing/groups/group-table.js';
import { createTopicConfig, TopicTable } from '../../../src/testing/topics/topic-table.js';
import { goldenFrames, bodyOf } from '../../protocol/support/golden.js';
import {
  decodeSubscriptionGroupWrapper,
  decodeTopicList,
  isReadable,
  isWritable,
} from '../../../src/protocol/index.js';

const names = { clusterName: 'DefaultCluster', brokerName: 'broker-a' };
/** What a real broker answered, 5.3.3. */
const recorded = (requestCode: number) =>
  bodyOf(goldenFrames.find((frame) => frame.name.startsWith('5.3.3/') && frame.requestCode === requestCode)!);

function topicsOf(config = {}): TopicTable {
  const table = new TopicTable();
  createSystemTopics(table, names, { ...defaultBrokerConfig, ...config });
  return table;
}

describe('createSystemTopics', () => {
  it('makes the topics that a fresh real broker has', () => {
    const made = [...topicsOf().all()].map(({ topicName }) => topicName);
    expect(decodeTopicList(recorded(206)).topicList).to.include.members(made);
    expect(made).to.have.lengthOf(14);
  });

  it('makes templates for topics', () => {
    for (const name of ['TBW102', 'DefaultCluster', 'broker-a'])
      expect(topicsOf().get(name)?.perm, name).to.equal(7);
    expect(topicsOf().get('TBW102')).to.include({ readQueueNums: 8, writeQueueNums: 8 });
    const internal = topicsOf().get('rmq_sys_SYNC_BROKER_MEMBER_broker-a')!.perm;
    expect([isReadable(internal), isWritable(internal)]).to.deep.equal([false, false]);
  });

  it('makes those that the configuration switches off not', () => {
    const table = topicsOf({
      autoCreateTopicEnable: false,
      traceTopicEnable: false,
      timerWheelEnable: false,
    });
    expect(table.get('TBW102')).to.equal(undefined);
    expect(table.get('RMQ_SYS_TRACE_TOPIC')).to.equal(undefined);
    expect(table.get('rmq_sys_wheel_timer')).to.equal(undefined);
  });

  it('leaves topics alone that are there', () => {
    const table = new TopicTable();
    table.put(createTopicConfig('SELF_TEST_TOPIC', 5));
    createSystemTopics(table, names, defaultBrokerConfig);
    expect(table.get('SELF_TEST_TOPIC')?.readQueueNums).to.equal(5);
  });

  it('makes nothing that is not a system topic', () => {
    const own = new Set(systemTopicNames(names));
    expect([...topicsOf().all()].filter(({ topicName }) => !own.has(topicName))).to.deep.equal([]);
  });
});

describe('createSystemGroups', () => {
  it('makes the groups that a fresh real broker has', () => {
    const table = new GroupTable();
    createSystemGroups(table);
    const made = [...table.all()].map(({ groupName }) => groupName);
    const { subscriptionGroupTable } = decodeSubscriptionGroupWrapper(recorded(201));
    expect(Object.keys(subscriptionGroupTable)).to.include.members(made);
    expect(made).to.have.lengthOf(8);
  });
});
