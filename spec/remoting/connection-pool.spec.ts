import { expect } from 'chai';
import { NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import sinon from 'sinon';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { PoolExhaustedError } from '../../src/errors/remoting-error.js';
import { ConnectionLostError } from '../../src/errors/transport-error.js';
import { ClosedError, InvalidArgumentError } from '../../src/errors/usage-error.js';
import { ConnectionPool, type ConnectionPoolSettings } from '../../src/remoting/connection-pool.js';
import { parseEndpoint } from '../../src/transport/endpoint.js';
import type { ToyMessage, ToyRequest } from './toy-protocol.js';
import { echo, makeToyNetwork, observe, type ToyClient } from './toy-network.js';

function makePool(settings: Partial<ConnectionPoolSettings<ToyRequest, ToyMessage>> = {}) {
  const toy = makeToyNetwork();
  toy.makeServer({ onRequest: echo });
  const create = sinon.spy((address: string) => toy.makeClient({ endpoint: parseEndpoint(address) }));
  const pool = new ConnectionPool<ToyRequest, ToyMessage>(create, {
    runtime: toy.clock.runtime,
    ...settings,
  });
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

  it('knows which client of an address is the shared one', () => {
    const { pool } = makePool({ options: { size: 2 } });
    const first = pool.get('server:1000');
    const leased: ToyClient[] = [];
    const work = (client: ToyClient): Observable<never> => {
      leased.push(client);
      return NEVER;
    };
    const leases = [1, 2].map(() => observe(pool.using('server:1000', work)));
    expect(leased.map((client) => pool.isShared(client))).to.deep.equal([true, false]);
    observe(first.close());
    expect(pool.get('server:1000')).to.equal(leased[1]);
    expect(leased.map((client) => pool.isShared(client))).to.deep.equal([false, true]);
    for (const { subscription } of leases) subscription.unsubscribe();
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

  describe('with several connections per address', () => {
    /** Work that ends when the test says so. */
    const makeWork = () => {
      const end = new Subject<string>();
      const clients: ToyClient[] = [];
      const work = (client: ToyClient): Subject<string> => {
        clients.push(client);
        return end;
      };
      return { end, clients, work };
    };

    it('gives each piece of work an idle one, else a new one, else the one that the fewest use', () => {
      const { create, pool } = makePool({ options: { size: 2 } });
      const [first, second, third] = [makeWork(), makeWork(), makeWork()];
      for (const { work } of [first, second, third]) observe(pool.using('server:1000', work));
      expect(create).to.have.been.calledTwice;
      expect(second.clients[0]).not.to.equal(first.clients[0]);
      expect(third.clients[0]).to.equal(first.clients[0]);
      expect(pool.stats()).to.include({ connections: 2, leases: 3, created: 2, reused: 1 });
      second.end.complete();
      const fourth = makeWork();
      observe(pool.using('server:1000', fourth.work));
      expect(fourth.clients[0], 'the idle one').to.equal(second.clients[0]);
    });

    it('always gives the same one to those who ask for no lease', () => {
      const { pool } = makePool({ options: { size: 3 } });
      const client = pool.get('server:1000');
      observe(pool.using('server:1000', makeWork().work));
      observe(pool.using('server:1000', makeWork().work));
      expect(pool.get('server:1000')).to.equal(client);
      expect(pool.clients('server:1000')).to.have.length(2);
    });

    it('lets work wait its turn when each connection has maxLeases', () => {
      const { pool } = makePool({ options: { maxLeases: 1 } });
      const [first, second, third] = [makeWork(), makeWork(), makeWork()];
      const [one, , three] = [first, second, third].map(({ work }) =>
        observe(pool.using('server:1000', work)),
      );
      expect([second.clients.length, pool.stats().waiting]).to.deep.equal([0, 2]);
      one?.subscription.unsubscribe();
      expect([second.clients.length, third.clients.length]).to.deep.equal([1, 0]);
      second.end.next('done');
      second.end.complete();
      third.end.next('done too');
      expect(three?.values).to.deep.equal(['done too']);
      expect(pool.stats()).to.include({ waiting: 0, leases: 1, created: 1, reused: 2 });
    });

    it('gives a turn up when the one who waits leaves', () => {
      const { pool } = makePool({ options: { maxLeases: 1 } });
      const [first, second] = [makeWork(), makeWork()];
      observe(pool.using('server:1000', first.work));
      observe(pool.using('server:1000', second.work)).subscription.unsubscribe();
      first.end.complete();
      expect(second.clients).to.deep.equal([]);
      expect(pool.stats()).to.include({ waiting: 0, leases: 0 });
    });

    it('refuses who would wait behind too many', () => {
      const { pool } = makePool({ options: { maxLeases: 1, maxWaiting: 1 } });
      for (let count = 0; count < 2; count += 1) observe(pool.using('server:1000', makeWork().work));
      const refused = observe(pool.using('server:1000', makeWork().work));
      expect(refused.failure).to.be.instanceOf(PoolExhaustedError).with.property('reason');
      expect(pool.stats()).to.include({ waiting: 1, refused: 1 });
    });

    it('refuses who has waited too long, and leaves no timer', () => {
      const { clock, pool } = makePool({ options: { maxLeases: 1, waitTimeoutMs: 1000 } });
      const first = makeWork();
      observe(pool.using('server:1000', first.work));
      const timers = clock.timers;
      const late = observe(pool.using('server:1000', makeWork().work));
      clock.tick(990);
      expect(late.failure).to.equal(undefined);
      clock.tick(110);
      expect(late.failure?.message).to.equal(
        'No connection to server:1000 is free: none was free within 1000 ms',
      );
      clock.tick(100);
      expect(clock.timers).to.equal(timers);
      first.end.complete();
      expect(pool.stats().leases).to.equal(0);
    });

    it('closes what has been idle, but not the first', () => {
      const { clock, pool } = makePool({ options: { size: 2, idleTimeoutMs: 10_000 } });
      const [first, second] = [makeWork(), makeWork()];
      for (const { work } of [first, second]) observe(pool.using('server:1000', work));
      first.end.complete();
      clock.tick(30_000);
      expect(pool.clients('server:1000'), 'one of them is in use').to.have.length(2);
      second.end.complete();
      clock.tick(12_500);
      expect(pool.clients('server:1000')).to.deep.equal([first.clients[0]]);
      expect(pool.stats().closed).to.include({ idle: 1 });
      expect(second.clients[0]?.state.name).to.equal('closed');
    });

    it('takes a connection out when the error of its work tells against it', () => {
      const { pool } = makePool({ options: { size: 2 } });
      const [first, second] = [makeWork(), makeWork()];
      observe(pool.using('server:1000', first.work));
      first.end.error(new DecodeError('a frame', 'it makes no sense'));
      observe(pool.using('server:1000', second.work));
      expect(second.clients[0]).not.to.equal(first.clients[0]);
      expect(first.clients[0]?.state.name).to.equal('closed');
      second.end.error(new ConnectionLostError('server:1000', 'it mends itself'));
      expect(pool.get('server:1000')).to.equal(second.clients[0]);
      expect(pool.stats().closed).to.include({ discarded: 1 });
    });

    it('lets the others finish on a connection that was taken out', () => {
      const { pool } = makePool({ discardOn: () => true });
      const [first, second] = [makeWork(), makeWork()];
      for (const { work } of [first, second]) observe(pool.using('server:1000', work));
      first.end.error(new Error('any'));
      expect(second.clients[0]?.state.name).to.equal('disconnected');
      expect(pool.get('server:1000')).not.to.equal(second.clients[0]);
      second.end.complete();
      expect(second.clients[0]?.state.name).to.equal('closed');
    });
  });

  describe('check', () => {
    /** A connected client that has been idle for long enough. */
    const makeIdle = (check: (client: ToyClient) => Observable<unknown>) => {
      const made = makePool({ check, options: { checkAfterIdleMs: 1000 } });
      const client = made.pool.get('server:1000');
      observe(client.invoke({ text: 'hi' }));
      made.clock.tick(2000);
      return { ...made, client };
    };

    it('comes before work with a connection that was idle', () => {
      const asked: string[] = [];
      const { clock, client, pool } = makeIdle((idle) => {
        asked.push('check');
        return idle.invoke({ text: 'alive?' });
      });
      const work = (leased: ToyClient) => {
        asked.push('work');
        return leased.invoke({ text: 'work' });
      };
      const done = observe(pool.using('server:1000', work));
      clock.tick();
      expect(done.values.map(({ text }) => text)).to.deep.equal(['work']);
      expect(asked).to.deep.equal(['check', 'work']);
      observe(pool.using('server:1000', work));
      expect(asked, 'it is not idle any more').to.deep.equal(['check', 'work', 'work']);
      expect(pool.get('server:1000')).to.equal(client);
    });

    it('makes a connection give way to a new one when it errs', () => {
      const { clock, client, pool } = makeIdle(() => throwError(() => new Error('no')));
      const events = observe(pool.events$);
      const done = observe(pool.using('server:1000', (leased) => leased.invoke({ text: 'work' })));
      clock.tick();
      expect(done.values.map(({ text }) => text)).to.deep.equal(['work']);
      expect(client.state.name).to.equal('closed');
      expect(pool.clients('server:1000')).to.have.length(1);
      expect(events.values).to.deep.equal([
        { type: 'connection-reused', address: 'server:1000' },
        { type: 'connection-closed', address: 'server:1000', reason: 'unhealthy' },
        { type: 'connection-created', address: 'server:1000' },
      ]);
      expect(pool.stats()).to.include({ leases: 0 });
    });
  });

  it('forgets an address that nobody has used for long', () => {
    const { clock, pool } = makePool({ options: { forgetAfterMs: 100_000 } });
    const client = pool.get('server:1000');
    const parked = observe(client.invoke({ text: 'hi' }));
    for (let minute = 0; minute < 5; minute += 1) {
      clock.tick(60_000);
      observe(client.invoke({ text: 'still there' }));
    }
    expect(parked.values).to.have.length(1);
    expect(pool.get('server:1000')).to.equal(client);
    clock.tick(130_000);
    expect(pool.addresses).to.deep.equal([]);
    expect(client.state.name).to.equal('closed');
    expect(pool.stats().closed).to.include({ forgotten: 1 });
    expect(clock.timers).to.equal(0);
  });

  it('does not forget an address while something waits for its answer', () => {
    const { clock, pool } = makePool({ options: { forgetAfterMs: 100_000 } });
    const client = pool.get('server:1000');
    observe(client.invoke({ text: 'hi', kind: 'oneway' }, { parked: true, timeoutMs: 1_000_000 }));
    clock.tick(500_000);
    expect(pool.get('server:1000')).to.equal(client);
  });

  it('tells of connections that are made, leased again and closed, and why', () => {
    const { pool } = makePool();
    const events = observe(pool.events$);
    const work = () => of('done');
    for (let count = 0; count < 2; count += 1) observe(pool.using('server:1000', work));
    observe(pool.get('server:1000').close());
    pool.get('server:1000');
    void pool.drop('server:1000');
    pool.get('server:2000');
    void pool.close();
    const [first, second] = ['server:1000', 'server:2000'];
    expect(events.values).to.deep.equal([
      { type: 'connection-created', address: first },
      { type: 'connection-reused', address: first },
      { type: 'connection-closed', address: first, reason: 'ended' },
      { type: 'connection-created', address: first },
      { type: 'connection-closed', address: first, reason: 'dropped' },
      { type: 'connection-created', address: second },
      { type: 'connection-closed', address: second, reason: 'closed' },
    ]);
    expect(events.complete).to.have.been.calledOnce;
  });

  it('errs work that waits when its address is dropped or the pool is closed', () => {
    const { pool } = makePool({ options: { maxLeases: 1 } });
    const waiting = ['server:1000', 'server:2000'].map((address) => {
      observe(pool.using(address, () => NEVER));
      return observe(pool.using(address, () => NEVER));
    });
    void pool.drop('server:1000');
    expect(waiting.map(({ failure }) => failure?.name)).to.deep.equal(['ClosedError', undefined]);
    void pool.close();
    expect(waiting[1]?.failure).to.be.instanceOf(ClosedError);
  });

  it('refuses options that do not fit together', () => {
    expect(() => makePool({ options: { idleTimeoutMs: 2000, forgetAfterMs: 1000 } })).to.throw(
      InvalidArgumentError,
      'pool.forgetAfterMs must be 0 or at least idleTimeoutMs, which is 2000, not 1000',
    );
  });
});
