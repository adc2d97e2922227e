import { expect } from 'chai';
import sinon from 'sinon';
import { ClosedError } from '../../src/errors/usage-error.js';
import { ConnectionPool } from '../../src/remoting/connection-pool.js';
import { parseEndpoint } from '../../src/transport/endpoint.js';
import type { ToyMessage, ToyRequest } from './toy-protocol.js';
import { echo, makeToyNetwork, observe } from './toy-network.js';

function makePool() {
  const toy = makeToyNetwork();
  toy.makeServer({ onRequest: echo });
  const create = sinon.spy((address: string) => toy.makeClient({ endpoint: parseEndpoint(address) }));
  const pool = new ConnectionPool<ToyRequest, ToyMessage>(create);
  return { ...toy, create, pool };
}

describe('ConnectionPool', () => {
  it('makes one client per address, when it is first asked for', () => {
    const { create, pool } = makePool();
    expect(pool.addresses).to.deep.equal([]);
    const client = pool.get('server:1000');
    expect(pool.get('server:1000')).to.equal(client);
    expect(pool.get('server:2000')).not.to.equal(client);
    expect(create).to.have.been.calledTwice;
    expect(pool.addresses).to.deep.equal(['server:1000', 'server:2000']);
  });

  it('announces a client before anybody has used it', () => {
    const { clock, pool } = makePool();
    const log: string[] = [];
    pool.created$.subscribe((client) => {
      log.push(`created ${client.address} in state ${client.state.name}, known: ${pool.addresses.join()}`);
    });
    observe(pool.get('server:1000').invoke({ text: 'hi' }));
    clock.flush();
    expect(log).to.deep.equal(['created server:1000 in state disconnected, known: server:1000']);
  });

  it('does work with a client, once per subscription', () => {
    const { clock, create, pool } = makePool();
    const work$ = pool.using('server:1000', (client) => client.invoke({ text: 'hi' }));
    expect(create).not.to.have.been.called;
    const works = [observe(work$), observe(work$)];
    clock.flush();
    expect(works.map(({ values }) => values[0]?.text)).to.deep.equal(['hi', 'hi']);
    expect(create).to.have.been.calledOnce;
  });

  it('leaves the client to the others when a piece of work fails', () => {
    const { pool } = makePool();
    const client = pool.get('server:1000');
    const failing = observe(
      pool.using('server:1000', () => {
        throw new Error('defect');
      }),
    );
    expect(failing.failure?.message).to.equal('defect');
    expect(pool.get('server:1000')).to.equal(client);
  });

  it('makes a new client in place of one that was closed', () => {
    const { pool } = makePool();
    const client = pool.get('server:1000');
    observe(client.close());
    expect(pool.get('server:1000')).not.to.equal(client);
  });

  it('closes and forgets what is dropped', () => {
    const { clock, pool } = makePool();
    const client = pool.get('server:1000');
    const dropping = observe(pool.drop('server:1000'));
    clock.flush();
    expect(client.state.name).to.equal('closed');
    expect(pool.addresses).to.deep.equal([]);
    expect(dropping.values).to.deep.equal([undefined]);
    expect(observe(pool.drop('server:1000')).values, 'there is none').to.deep.equal([undefined]);
  });

  it('closes all clients and makes no more', () => {
    const { clock, pool } = makePool();
    const clients = [pool.get('server:1000'), pool.get('server:2000')];
    observe(clients[0]!.invoke({ text: 'hi' }));
    clock.flush();
    const created = observe(pool.created$);
    const closing = [observe(pool.close()), observe(pool.close())];
    clock.flush();
    expect(clients.map(({ state }) => state.name)).to.deep.equal(['closed', 'closed']);
    expect(closing.map(({ complete }) => complete.callCount)).to.deep.equal([1, 1]);
    expect(created.complete).to.have.been.calledOnce;
    expect(() => pool.get('server:1000')).to.throw(ClosedError);
    const work = observe(pool.using('server:1000', (client) => client.close()));
    expect(work.failure).to.be.instanceOf(ClosedError);
    expect(clock.timers).to.equal(0);
  });

  it('waits, when it closes, for what was dropped', () => {
    const { clock, pool } = makePool();
    observe(pool.get('server:1000').invoke({ text: 'hi' }));
    clock.flush();
    const dropping = observe(pool.drop('server:1000'));
    const closing = observe(pool.close());
    expect([dropping.values, closing.values]).to.deep.equal([[], []]);
    clock.flush();
    expect([dropping.values, closing.values]).to.deep.equal([[undefined], [undefined]]);
  });
});
