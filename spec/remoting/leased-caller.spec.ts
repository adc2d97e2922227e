import { expect } from 'chai';
import { Observable } from 'rxjs';
import { PoolExhaustedError } from '../../src/errors/remoting-error.js';
import { ConnectionPool } from '../../src/remoting/connection-pool.js';
import type { ConnectionPoolOptions } from '../../src/remoting/connection-pool-options.js';
import { LeasedCaller } from '../../src/remoting/leased-caller.js';
import { parseEndpoint } from '../../src/transport/endpoint.js';
import { answer, makeToyNetwork, observe } from './toy-network.js';
import type { ToyMessage, ToyRequest } from './toy-protocol.js';

/** A caller of a server which answers when it is told to. */
function makeCaller(options: ConnectionPoolOptions) {
  const { clock, makeClient, makeServer } = makeToyNetwork();
  const { asked } = makeServer();
  const pool = new ConnectionPool<ToyRequest, ToyMessage>(
    (address) => makeClient({ endpoint: parseEndpoint(address) }),
    { runtime: clock.runtime, options },
  );
  const caller = new LeasedCaller('server:1000', pool);
  const ask = (text: string, callOptions = {}) => {
    const asking = observe(caller.invoke({ text }, callOptions));
    clock.flush();
    return asking;
  };
  const reply = (index: number, text: string): void => {
    const { message, peer } = asked[index]!;
    peer.reply(message, answer(text));
    clock.flush();
  };
  return { clock, pool, caller, asked, ask, reply };
}

describe('LeasedCaller', () => {
  it('makes each call over a connection that no other uses, while there are any', () => {
    const { ask, asked, pool } = makeCaller({ size: 2 });
    for (const text of ['a', 'b', 'c']) ask(text);
    expect(new Set(asked.map(({ peer }) => peer.address))).to.have.property('size', 2);
    expect(pool.stats()).to.include({ connections: 2, leases: 3 });
  });

  it('emits the reply, and gives the connection back', () => {
    const { ask, reply, pool } = makeCaller({ size: 2 });
    const asking = ask('a');
    reply(0, 'yes');
    expect(asking.values.map(({ text }) => text)).to.deep.equal(['yes']);
    expect(asking.complete).to.have.been.calledOnce;
    expect(pool.stats().leases).to.equal(0);
  });

  it('emits what is read from the reply', () => {
    const { caller, clock, reply } = makeCaller({ size: 2 });
    const asking = observe(caller.invoke({ text: 'a' }, {}, ({ text }) => text.length));
    clock.flush();
    reply(0, 'yes');
    expect(asking.values).to.deep.equal([3]);
  });

  it('begins a call for an observer, and gives it and its connection up', () => {
    const { caller, clock, reply, pool } = makeCaller({ size: 2 });
    const begin = () =>
      observe(
        new Observable((subscriber) =>
          caller.begin({ text: 'a' }, {}, ({ text }) => text.length, subscriber),
        ),
      );
    const [served, left] = [begin(), begin()];
    clock.flush();
    expect(pool.stats().leases).to.equal(2);
    reply(0, 'yes');
    left.subscription.unsubscribe();
    expect([served.values, left.values, pool.stats().leases]).to.deep.equal([[3], [], 0]);
  });

  it('is one request per subscription', () => {
    const { caller, clock, asked } = makeCaller({ size: 2 });
    const call$ = caller.invoke({ text: 'a' });
    observe(call$);
    observe(call$);
    clock.flush();
    expect(asked).to.have.length(2);
  });

  it('tells oneways over a connection of its own', () => {
    const { ask, caller, clock, asked, pool } = makeCaller({ size: 2 });
    ask('a');
    const telling = observe(caller.invokeOneway({ kind: 'oneway', text: 'b' }));
    clock.flush();
    expect(telling.complete).to.have.been.calledOnce;
    expect(asked.map(({ message }) => message.text)).to.deep.equal(['a', 'b']);
    expect(new Set(asked.map(({ peer }) => peer.address))).to.have.property('size', 2);
    expect(pool.stats().leases).to.equal(1);
  });

  it('waits for a connection when all are in use, for so long', () => {
    const { ask, reply, asked, clock } = makeCaller({ size: 1, maxLeases: 1, waitTimeoutMs: 500 });
    ask('a');
    const [second, third] = [ask('b', { timeoutMs: 100 }), ask('c', { timeoutMs: 100 })];
    clock.tick(300);
    reply(0, 'done');
    expect(asked.map(({ message }) => message.text)).to.deep.equal(['a', 'b']);
    expect(second.failure).to.equal(undefined);
    clock.tick(90);
    reply(1, 'done');
    expect(second.values.map(({ text }) => text)).to.deep.equal(['done']);
    clock.tick(1000);
    expect(third.failure?.name).to.equal('RequestTimeoutError');
  });

  it('errs when none is returned in time', () => {
    const { ask, clock } = makeCaller({ size: 1, maxLeases: 1, waitTimeoutMs: 500 });
    ask('a', { timeoutMs: 5000 });
    const waiting = ask('b');
    clock.tick(600);
    expect(waiting.failure).to.be.instanceOf(PoolExhaustedError);
  });

  it('ends the wait for a connection with the signal', () => {
    const { ask, reply, asked, pool } = makeCaller({ size: 1, maxLeases: 1 });
    ask('a');
    const leaving = new AbortController();
    const waiting = ask('b', { signal: leaving.signal });
    const reason = new Error('changed our mind');
    leaving.abort(reason);
    expect(waiting.failure).to.equal(reason);
    expect(pool.stats().waiting).to.equal(0);
    reply(0, 'done');
    expect(asked).to.have.length(1);
  });
});
