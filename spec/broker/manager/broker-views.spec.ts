import { expect } from 'chai';
import { unknownHealth } from '../../../src/broker/health/broker-health.js';
import { BrokerViews } from '../../../src/broker/manager/broker-views.js';
import { observe } from '../../remoting/toy-network.js';

const broker = (address: string) => ({ address, brokerName: 'broker-a', brokerId: 0 });

describe('BrokerViews', () => {
  it('tells of several changes at once, when it is told to', () => {
    const views = new BrokerViews();
    const list = observe(views.list$);
    views.set(broker('a'), unknownHealth(0));
    views.set(broker('b'), unknownHealth(0));
    views.update('a', { ...unknownHealth(0), state: 'healthy' });
    views.update('c', unknownHealth(0));
    expect(list.values).to.deep.equal([[]]);
    views.publish();
    expect(list.values[1]?.map(({ address, health }) => [address, health.state])).to.deep.equal([
      ['a', 'healthy'],
      ['b', 'unknown'],
    ]);
  });

  it('ends with the newest list for every observer, also when one changes it from within next', () => {
    const views = new BrokerViews();
    const first = observe(views.list$);
    views.list$.subscribe((list) => {
      if (list.length !== 1) return;
      views.set(broker('b'), unknownHealth(0));
      views.publish();
    });
    const last = observe(views.list$);
    views.set(broker('a'), unknownHealth(0));
    views.publish();
    for (const { values } of [first, last])
      expect(values.map((list) => list.length)).to.deep.equal([0, 1, 2]);
  });
});
