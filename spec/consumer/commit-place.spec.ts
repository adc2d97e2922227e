import { expect } from 'chai';
import { commitPlace } from '../../src/consumer/commit-place.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';

const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };

function makePlace() {
  const { layers, broker, tick } = makeStubCluster();
  const { routes, heartbeats } = layers();
  observe(routes.lookup('orders'));
  tick();
  return { routes, heartbeats, master: broker.address };
}

describe('commitPlace', () => {
  it('stays the same while nothing happens', () => {
    const settings = makePlace();
    expect(commitPlace(queue, settings)).to.equal(commitPlace(queue, settings));
  });

  it('is another one over another connection', () => {
    const settings = makePlace();
    const before = commitPlace(queue, settings);
    observe(settings.heartbeats.reconnected(settings.master));
    expect(commitPlace(queue, settings)).not.to.equal(before);
  });

  it('is another one at another broker', () => {
    const settings = makePlace();
    const readAddress = (): string => '10.0.1.1:10911';
    expect(commitPlace(queue, { ...settings, readAddress })).not.to.equal(commitPlace(queue, settings));
  });

  it('is none of a broker that is in no route', () => {
    expect(commitPlace({ ...queue, brokerName: 'broker-x' }, makePlace())).to.equal(undefined);
  });
});
