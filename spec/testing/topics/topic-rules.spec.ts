import { expect } from 'chai';
import { checkTopicName, isSystemTopic } from '../../../src/testing/topics/topic-rules.js';
import { refusalOf } from '../support/ask.js';

describe('checkTopicName', () => {
  it('takes what the real broker takes', () => {
    for (const topic of ['orders', '%RETRY%g', 'a|b_c-1', 'x'.repeat(127)]) checkTopicName(topic);
    expect(refusalOf(() => checkTopicName('größe')).code).to.equal(29);
  });
});

describe('isSystemTopic', () => {
  it('knows them by name or prefix', () => {
    expect(['TBW102', 'rmq_sys_x', 'orders'].map(isSystemTopic)).to.deep.equal([true, true, false]);
  });
});
