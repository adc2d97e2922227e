import { expect } from 'chai';
import { map, NEVER, Observable, of, type Subscriber, throwError, timer } from 'rxjs';
import sinon from 'sinon';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { TooManyPendingRequestsError } from '../../src/errors/remoting-error.js';
import { ConnectionLostError } from '../../src/errors/transport-error.js';
import { ClosedError, InvalidArgumentError } from '../../src/errors/usage-error.js';
import { Single } from '../../src/internal/single.js';
import type { RemotingServerOptions } from '../../src/remoting/remoting-options.js';
import { silentLogger } from '../../src/runtime/logger.js';
import type { Listen, Listener } from '../../src/transport/listener.js';
import { FakeLink } from './fake-link.js';
import { type ToyMessage, toyProtocol, type ToyRequest } from './toy-protocol.js';
import { answer, echo, endpoint, makeToyNetwork, observe } from './toy-network.js';

const texts = ({ values }: { values: ToyMessage[] }): string[] => values.map(({ text }) => text);

/** A server with one client that is connected to it. */
function makeServed(settings: Parameters<ReturnType<typeof makeToyNetwork>['makeServer']>[0] = {}) {
  const logger = { ...silentLogger, debug: sinon.spy(), warn: sinon.spy(), error: sinon.spy() };
  const toy = makeToyNetwork({}, logger);
  const { server, asked } = toy.makeServer(settings);
  const client = toy.makeClient();
  observe(client.connected$);
  const ask = (text: string, options = {}) => {
    const asking = observe(client.invoke({ text }, options));
    toy.clock.flush();
    return asking;
  };
  return { ...toy, logger, server, asked, client, ask };
}

/** Answers "ok" to everything but the texts `throw` and `err`. */
const moody = ({ text }: ToyMessage): Observable<ToyRequest> | ToyRequest => {
  if (text === 'throw') throw new Error('thrown');
  if (text === 'err') return throwError(() => new Error('erred'));
  return text === 'later' ? of(answer('ok')) : answer('ok');
};

const excuse = (error: unknown): ToyRequest => ({ kind: 'exception', text: (error as Error).message });

describe('RemotingServer', () => {
  describe('listen', () => {
    it('listens once per subscription and says where', () => {
      const { network, makeServer } = makeToyNetwork();
      const { server, bound } = makeServer();
      const other = observe(server.listen(network.listen, { host: 'server', port: 0 }));
      expect(bound.values).to.deep.equal([endpoint]);
      expect(other.values[0]?.port).to.be.greaterThan(0);
    });

    it('errs when the endpoint is taken', () => {
      const { makeServer } = makeToyNetwork();
      makeServer();
      expect(makeServer().bound.failure).to.have.property('retriable', true);
    });

    it('closes again what has begun to listen, or to connect, when it was closed meanwhile', () => {
      const { clock, makeServer } = makeToyNetwork();
      const { server } = makeServer();
      const close = sinon.spy(() => new Single<void>((subscriber) => subscriber.complete()));
      const link = new FakeLink(toyProtocol);
      let accept: Parameters<Listen>[2] | undefined;
      let bound: Subscriber<Listener> | undefined;
      const slowly: Listen = (_, framer, onLink) => {
        expect(framer).to.equal(toyProtocol);
        accept = onLink;
        return new Single((subscriber) => {
          bound = subscriber;
        });
      };
      const listening = observe(server.listen(slowly, endpoint));
      observe(server.close());
      bound?.next({ endpoint, close });
      accept?.(link);
      clock.flush();
      expect(listening.failure).to.be.instanceOf(ClosedError);
      expect(close).to.have.been.calledOnce;
      expect(link.closings[0]).to.be.instanceOf(ClosedError);
      expect(server.peers).to.deep.equal([]);
    });

    it('errs after close', () => {
      const { network, makeServer } = makeToyNetwork();
      const { server } = makeServer();
      observe(server.close());
      expect(observe(server.listen(network.listen, endpoint)).failure).to.be.instanceOf(ClosedError);
    });
  });

  describe('onRequest', () => {
    it('answers at once with a value', () => {
      expect(texts(makeServed({ onRequest: echo }).ask('hi'))).to.deep.equal(['hi']);
    });

    it('answers with the first value of an Observable, and takes no second', () => {
      const teardown = sinon.spy();
      const { ask } = makeServed({
        onRequest: () =>
          new Observable<ToyRequest>((subscriber) => {
            subscriber.next(answer('first'));
            subscriber.next(answer('second'));
            return teardown;
          }),
      });
      expect(texts(ask('hi'))).to.deep.equal(['first']);
      expect(teardown).to.have.been.calledOnce;
    });

    it('works on requests beside each other', () => {
      const toy = makeToyNetwork();
      const { scheduler } = toy.clock.runtime;
      toy.makeServer({
        onRequest: ({ text }) => timer(Number(text), scheduler).pipe(map(() => answer(text))),
      });
      const client = toy.makeClient();
      const order: string[] = [];
      for (const text of ['30', '10', '20'])
        client.invoke({ text }).subscribe((reply) => order.push(reply.text));
      toy.clock.tick(50);
      expect(order).to.deep.equal(['10', '20', '30']);
    });

    it('may leave the answer to `peer.reply`', () => {
      const { ask, asked, clock } = makeServed();
      const asking = ask('hi');
      const { peer, message } = asked[0]!;
      expect(peer.reply(message, answer('by hand'))).to.equal(true);
      clock.flush();
      expect(texts(asking)).to.deep.equal(['by hand']);
    });

    it('is called for oneways, whose answers go nowhere', () => {
      const { asked, client, clock, logger } = makeServed({ onRequest: () => answer('for nobody') });
      const inbound = observe(client.inbound$);
      observe(client.invokeOneway({ kind: 'oneway', text: 'told' }));
      clock.flush();
      expect(asked.map(({ message }) => message.text)).to.deep.equal(['told']);
      expect(inbound.values).to.deep.equal([]);
      expect(logger.warn).not.to.have.been.called;
    });

    it('is unsubscribed when its peer is gone', () => {
      const teardown = sinon.spy();
      const { ask, client, clock } = makeServed({
        onRequest: () => new Observable<ToyRequest>(() => teardown),
      });
      ask('hi');
      observe(client.close());
      clock.flush();
      expect(teardown).to.have.been.calledOnce;
    });
  });

  describe('a handler that fails', () => {
    for (const text of ['throw', 'err'])
      it(`concerns one request only (${text})`, () => {
        const { ask, client, logger } = makeServed({ onRequest: moody });
        const failing = ask(text);
        expect(texts(ask('fine'))).to.deep.equal(['ok']);
        expect(texts(ask('later'))).to.deep.equal(['ok']);
        expect(failing.values).to.deep.equal([]);
        expect(client.state.name).to.equal('connected');
        expect(logger.warn).to.have.been.calledOnceWith('A request could not be served');
      });

    it('is answered for by onError', () => {
      const { ask } = makeServed({ onRequest: moody, onError: excuse });
      expect([texts(ask('throw')), texts(ask('err'))]).to.deep.equal([['thrown'], ['erred']]);
    });

    it('may be an answer that cannot be written', () => {
      const { ask } = makeServed({ onRequest: () => answer('unencodable'), onError: excuse });
      expect(ask('hi').values[0]).to.include({
        kind: 'exception',
        text: new DecodeError('a toy text', 'it cannot be written').message,
      });
    });

    it('may be onError itself', () => {
      const { ask, logger } = makeServed({
        onRequest: moody,
        onError: () => {
          throw new Error('again');
        },
      });
      ask('throw');
      expect(texts(ask('fine'))).to.deep.equal(['ok']);
      expect(logger.error).to.have.been.calledOnce;
    });
  });

  it('refuses more requests of one peer at once than `maxConcurrentRequests`', () => {
    const toy = makeToyNetwork();
    const errors: unknown[] = [];
    const { scheduler } = toy.clock.runtime;
    toy.makeServer({
      options: { maxConcurrentRequests: 2 },
      onRequest: () => timer(100, scheduler).pipe(map(() => answer('done'))),
      onError: (error) => {
        errors.push(error);
        return excuse(error);
      },
    });
    const [client, other] = [toy.makeClient(), toy.makeClient()];
    const calls = ['a', 'b', 'c'].map((text) => observe(client.invoke({ text })));
    const beside = observe(other.invoke({ text: 'd' }));
    toy.clock.tick(100);
    expect(calls.map(({ values }) => values[0]?.kind)).to.deep.equal(['reply', 'reply', 'exception']);
    expect(texts(beside)).to.deep.equal(['done']);
    expect(errors).to.have.length(1);
    expect(errors[0]).to.be.instanceOf(TooManyPendingRequestsError);
    const later = observe(client.invoke({ text: 'e' }));
    toy.clock.tick(100);
    expect(texts(later)).to.deep.equal(['done']);
  });

  describe('peers', () => {
    it('come and go with their connections', () => {
      const { clock, makeClient, makeServer } = makeToyNetwork();
      const { server } = makeServer({ onRequest: echo });
      const counts: number[] = [];
      server.peers$.subscribe((peers) => counts.push(peers.length));
      const clients = [makeClient(), makeClient()];
      for (const client of clients) observe(client.invoke({ text: 'hi' }));
      clock.flush();
      expect(new Set(server.peers.map(({ address }) => address)).size, 'an address each').to.equal(2);
      for (const client of clients) observe(client.close());
      clock.flush();
      expect(counts).to.deep.equal([0, 1, 2, 1, 0]);
    });

    it('are called with the rules of a client: timeout, limit, loss, signal, cancellation', () => {
      const { clock, server, ask } = makeServed({
        options: { maxPendingRequests: 2, requestTimeoutMs: 500 },
      });
      ask('connects');
      const peer = server.peers[0]!;
      const controller = new AbortController();
      const silent = observe(peer.invoke({ text: 'a' }));
      const aborted = observe(peer.invoke({ text: 'b' }, { signal: controller.signal }));
      expect(observe(peer.invoke({ text: 'c' })).failure).to.be.instanceOf(TooManyPendingRequestsError);
      controller.abort(new Error('enough'));
      expect(aborted.failure?.message).to.equal('enough');
      expect(observe(peer.invoke({ text: 'c' }, { timeoutMs: 0 })).failure).to.be.instanceOf(
        InvalidArgumentError,
      );
      clock.tick(600);
      expect(silent.failure).to.have.property('code', 'ROCKETMQ_REQUEST_TIMEOUT');
    });

    it('cannot be called once they are gone', () => {
      const { ask, client, clock, server } = makeServed({ onRequest: echo });
      ask('connects');
      const peer = server.peers[0]!;
      const pending = observe(peer.invoke({ text: 'a' }));
      observe(client.close());
      clock.flush();
      expect(pending.failure).to.be.instanceOf(ConnectionLostError);
      expect(observe(peer.invoke({ text: 'b' })).failure).to.be.instanceOf(ConnectionLostError);
      expect(observe(peer.invokeOneway({ text: 'c' })).failure).to.be.instanceOf(ConnectionLostError);
    });

    it('that are half open are found out by liveness', () => {
      const { ask, clock, network, server } = makeServed({ onRequest: echo });
      ask('connects');
      network.severAll();
      const asking = observe(server.peers[0]!.invoke({ text: 'there?' }, { timeoutMs: 1000 }));
      clock.tick(10_000);
      expect(asking.failure).to.have.property('code', 'ROCKETMQ_REQUEST_TIMEOUT');
      expect(server.peers).to.deep.equal([]);
    });

    it('see the handlers of the server', () => {
      const { ask } = makeServed({
        onRequest: echo,
        handlers: [
          {
            name: 'shouter',
            onMessage: (message) => ({ ...message, text: message.text.toUpperCase() }),
            onWrite: (request, { role, kind }) => ({ ...request, text: `${request.text} (${role} ${kind})` }),
          },
        ],
      });
      expect(texts(ask('hi'))).to.deep.equal(['HI (server reply)']);
    });
  });

  describe('close', () => {
    it('hangs up, errs what is pending on peers, accepts no more and completes', () => {
      const { ask, client, clock, server } = makeServed({ onRequest: () => NEVER });
      const asking = ask('hi');
      const theirs = observe(server.peers[0]!.invoke({ text: 'a' }));
      const peers = observe(server.peers$);
      const closing = observe(server.close());
      clock.flush();
      expect(theirs.failure).to.be.instanceOf(ClosedError);
      expect(asking.failure).to.be.instanceOf(ConnectionLostError);
      expect(peers.values.at(-1)).to.deep.equal([]);
      expect(peers.complete).to.have.been.calledOnce;
      expect(closing.complete).to.have.been.calledOnce;
      expect(ask('again').failure).to.have.property('code', 'ROCKETMQ_CONNECT_FAILED');
      observe(client.close());
      clock.tick(1000);
      expect(clock.timers).to.equal(0);
    });

    it('is joined by later calls', () => {
      const { clock, makeServer } = makeToyNetwork();
      const { server } = makeServer();
      const [first, second] = [observe(server.close()), observe(server.close())];
      clock.flush();
      expect([first.values, second.values]).to.deep.equal([[undefined], [undefined]]);
    });
  });

  it('refuses options that it does not know', () => {
    const options = { maxConcurrentRequest: 1 } as RemotingServerOptions;
    expect(() => makeToyNetwork().makeServer({ options })).to.throw(
      InvalidArgumentError,
      'maxConcurrentRequests',
    );
  });
});
