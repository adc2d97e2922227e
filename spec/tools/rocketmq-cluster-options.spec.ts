import { expect } from 'chai';
import { brokerSettings } from '../../tools/rocketmq/cluster-options.js';

describe('brokerSettings', () => {
  it('is one broker unless said otherwise', () => {
    expect(brokerSettings()).to.deep.equal([{ name: 'broker-a' }]);
  });

  it('names brokers by letter', () => {
    expect(brokerSettings(3).map(({ name }) => name)).to.deep.equal(['broker-a', 'broker-b', 'broker-c']);
  });

  it('keeps names and settings that are given', () => {
    expect(brokerSettings([{ slaves: 1 }, { name: 'east', config: { brokerPermission: 4 } }])).to.deep.equal([
      { name: 'broker-a', slaves: 1 },
      { name: 'east', config: { brokerPermission: 4 } },
    ]);
  });
});
