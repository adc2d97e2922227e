import { expect } from 'chai';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { GroupTable } from '../../../src/testing/groups/group-table.js';

describe('GroupTable', () => {
  it('makes a group that is asked for, when it may', () => {
    const table = new GroupTable();
    expect(table.find('billing', false)).to.equal(undefined);
    expect(table.find('billing', true)).to.deep.equal(createGroupConfig('billing'));
    expect(table.find('billing', false)).to.deep.equal(createGroupConfig('billing'));
    expect(table.version).to.equal(1);
  });

  it('makes none with a name that no group can have', () => {
    const table = new GroupTable();
    const names = ['with space', 'with/slash', 'ä', 'x'.repeat(256)];
    expect(names.map((name) => table.find(name, true))).to.deep.equal(names.map(() => undefined));
    expect(table.find('x'.repeat(255), true)).not.to.equal(undefined);
  });

  it('holds the last config of each name until it is deleted', () => {
    const table = new GroupTable();
    table.put(createGroupConfig('billing'));
    table.put(createGroupConfig('billing', { retryMaxTimes: 3 }));
    expect([...table.all()]).to.deep.equal([createGroupConfig('billing', { retryMaxTimes: 3 })]);
    table.delete('billing');
    table.delete('billing');
    expect([[...table.all()], table.version]).to.deep.equal([[], 3]);
  });
});

describe('createGroupConfig', () => {
  it('makes what a group has that nobody configured', () => {
    expect(createGroupConfig('billing')).to.include({
      consumeEnable: true,
      consumeBroadcastEnable: true,
      retryQueueNums: 1,
      retryMaxTimes: 16,
      brokerId: 0,
      whichBrokerWhenConsumeSlowly: 1,
      notifyConsumerIdsChangedEnable: true,
      consumeTimeoutMinute: 15,
    });
  });
});
