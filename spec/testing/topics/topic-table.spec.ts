import { expect } from 'chai';
import { Permission } from '../../../src/protocol/index.js';
import { createTopicConfig, TopicTable } from '../../../src/testing/topics/topic-table.js';

describe('TopicTable', () => {
  it('holds the last config of each name', () => {
    const table = new TopicTable();
    table.put(createTopicConfig('orders', 4));
    table.put(createTopicConfig('orders', 8));
    expect([...table.all()]).to.deep.equal([createTopicConfig('orders', 8)]);
    expect(table.get('orders')?.readQueueNums).to.equal(8);
    expect(table.get('others')).to.equal(undefined);
  });

  it('counts its changes, and only those', () => {
    const table = new TopicTable();
    const versions = [
      () => table.put(createTopicConfig('orders', 4)),
      () => table.ensure('orders', 8),
      () => table.ensure('others', 1),
      () => table.delete('nothing'),
      () => table.delete('orders'),
    ].map((change) => {
      change();
      return table.version;
    });
    expect(versions).to.deep.equal([1, 1, 2, 2, 3]);
  });

  it('makes no more queues than can be listed', () => {
    const table = new TopicTable();
    table.put({ ...createTopicConfig('orders', 4), writeQueueNums: 2_147_483_647 });
    expect(table.get('orders')).to.include({ readQueueNums: 4, writeQueueNums: 65_535 });
  });

  it('adds a topic only where there is none', () => {
    const table = new TopicTable();
    const added = table.ensure('orders', 4, Permission.WRITE);
    expect(added).to.include({ readQueueNums: 4, writeQueueNums: 4, perm: Permission.WRITE });
    expect(table.ensure('orders', 8)).to.equal(added);
  });
});

describe('createTopicConfig', () => {
  it('makes what a broker makes when nothing is said', () => {
    expect(createTopicConfig('orders', 4)).to.deep.equal({
      topicName: 'orders',
      readQueueNums: 4,
      writeQueueNums: 4,
      perm: 6,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: 0,
      order: false,
      attributes: {},
    });
  });
});
