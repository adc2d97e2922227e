import { expect } from 'chai';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { ensureRetryTopic } from '../../../src/testing/topics/retry-topic.js';
import { TopicTable } from '../../../src/testing/topics/topic-table.js';

const group = createGroupConfig('g', { retryQueueNums: 3 });

describe('ensureRetryTopic', () => {
  it('makes the topic with the queues of the group, to read and write', () => {
    const topics = new TopicTable();
    const made = ensureRetryTopic(topics, group, { order: false, unitMode: true });
    expect(made).to.include({
      topicName: '%RETRY%g',
      readQueueNums: 3,
      writeQueueNums: 3,
      perm: 6,
      topicSysFlag: 2,
      order: false,
    });
    expect(topics.get('%RETRY%g')).to.equal(made);
  });

  it('leaves it when it is there', () => {
    const topics = new TopicTable();
    const made = ensureRetryTopic(topics, group, { order: false, unitMode: false });
    const { version } = topics;
    expect(ensureRetryTopic(topics, group, { order: false, unitMode: true })).to.equal(made);
    expect(topics.version).to.equal(version);
  });

  it('changes no more than whether it is ordered', () => {
    const topics = new TopicTable();
    const made = ensureRetryTopic(topics, group, { order: false, unitMode: false });
    ensureRetryTopic(topics, createGroupConfig('g'), { order: true, unitMode: true });
    expect(topics.get('%RETRY%g')).to.deep.equal({ ...made, order: true });
  });
});
