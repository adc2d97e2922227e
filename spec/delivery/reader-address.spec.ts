import { expect } from 'chai';
import sinon from 'sinon';
import { readerAddress } from '../../src/delivery/reader-address.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';

const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };

function makeRoutes() {
  const { layers, nameServer, tick } = makeStubCluster();
  const { routes } = layers();
  nameServer.routes.set(
    'orders',
    routeData([{ name: 'broker-a', addresses: { 0: 'master:1', 1: 'slave:1' } }]),
  );
  observe(routes.lookup('orders'));
  tick();
  return routes;
}

describe('readerAddress', () => {
  it('is the suggested broker of the route, by default the master', () => {
    const routes = makeRoutes();
    expect([readerAddress(queue, { routes }), readerAddress(queue, { routes }, 1)]).to.deep.equal([
      'master:1',
      'slave:1',
    ]);
  });

  it('is what is said by those who know how brokers are', () => {
    const readAddress = sinon.stub().returns('slave:2');
    expect(readerAddress(queue, { routes: makeRoutes(), readAddress }, 1)).to.equal('slave:2');
    expect(readAddress).to.have.been.calledOnceWithExactly('broker-a', 1);
  });

  it('is that of the route when they do not know the broker', () => {
    expect(readerAddress(queue, { routes: makeRoutes(), readAddress: () => undefined })).to.equal('master:1');
  });

  it('is none of a broker that no route names', () => {
    expect(readerAddress({ ...queue, brokerName: 'broker-x' }, { routes: makeRoutes() })).to.equal(undefined);
  });
});
