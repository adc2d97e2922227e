import { expect } from 'chai';
import { concat, filter, identity, map, NEVER, Observable, of, retry, switchMap } from 'rxjs';
import sinon from 'sinon';
import { DecodeError } from '../../src/errors/protocol-error.js';
import {
  HandlerFailedError,
  RequestTimeoutError,
  TooManyPendingRequestsError,
} from '../../src/errors/remoting-error.js';
import {
  ConnectFailedError,
  ConnectionLostError,
  OutboxFullError,
} from '../../src/errors/transport-error.js';
import { ClosedError, InvalidArgumentError } from '../../src/errors/usage-error.js';
import { silentLogger } from '../../src/runtime/logger.js';
import type { Connector } from '../../src/transport/link.js';
import { FakeLink } from './fake-link.js';
import { type ToyMessage, toyFrame, toyProtocol } from './toy-protocol.js';
import { answer, echo, endpoint, makeToyNetwork, observe, type ToyClient } from './toy-network.js';

const texts = ({ values }: { values: ToyMessage[] }): string[] => values.map(({ text }) => text);

/** A client that is connected to a server which answers only when it is told to. */
function makeConnected(...[settings]: Parameters<ReturnType<typeof makeToyNetwork>['makeClient']>) {
  const toy = makeToyNetwork();
  const { server, asked } = toy.makeServer();
  const client = toy.makeClient(settings);
  observe(client.invokeOneway({ kind: 'oneway', text: 'hello' }, { waitForConnection: true }));
  toy.clock.flush();
  asked.length = 0;
  const reply = (index: number, text: string): boolean => {
    const { message, peer } = asked[index]!;
    const done = peer.reply(message, answer(text));
    toy.clock.flush();
    return done;
  };
  const ask = (text: string, options = {}) => {
    const asking = observe(client.invoke({ text }, options));
    toy.clock.flush();
    return asking;
  };
  return { ...toy, server, client, asked, ask, reply };
}

const streamsOf = (client: ToyClient) =>
  [
    client.state$,
    client.connected$,
    client.inbound$,
    client.requests$,
    client.lateReplies$,
    client.metrics$,
  ].map((stream) => observe<unknown>(stream));

describe('RemotingClient', () => {
  describe('invoke', () => {
    it('connects when somebody needs it, not before', () => {
      const { clock, makeClient, makeServer } = makeToyNetwork();
      makeServer({ onRequest: echo });
      const client = makeClient();
      const states: string[] = [];
      client.state$.subscribe(({ name }) => states.push(name));
      const call$ = client.invoke({ text: 'hi' });
      clock.flush();
      expect(states).to.deep.equal(['disconnected']);
      const asking = observe(call$);
      clock.flush();
      expect(states).to.deep.equal(['disconnected', 'connecting', 'connected']);
      expect(asking.values).to.deep.equal([{ kind: 'reply', id: 1, text: 'hi' }]);
      expect(asking.complete).to.have.been.calledOnce;
    });

    it('is one request per subscription', () => {
      const { client, asked, clock } = makeConnected();
      const call$ = client.invoke({ text: 'hi' });
      observe(call$);
      observe(call$);
      clock.flush();
      expect(asked.map(({ message }) => message.id)).to.deep.equal([2, 3]);
    });

    it('gives each its answer when they come in another order', () => {
      const { ask, reply } = makeConnected();
      const calls = [ask('a'), ask('b'), ask('c')];
      reply(2, 'for c');
      reply(0, 'for a');
      reply(1, 'for b');
      expect(calls.map(texts)).to.deep.equal([['for a'], ['for b'], ['for c']]);
    });

    it('gives what `read` makes of the reply', () => {
      const { client, reply, clock } = makeConnected();
      const asking = observe(client.invoke({ text: 'hi' }, {}, ({ text }) => text.length));
      clock.flush();
      reply(0, 'four');
      expect(asking.values).to.deep.equal([4]);
    });

    it('fails fast without a server, with the failure of the attempt', () => {
      const { clock, makeClient } = makeToyNetwork();
      const asking = observe(makeClient().invoke({ text: 'hi' }));
      clock.flush();
      expect(asking.failure).to.be.instanceOf(ConnectFailedError);
      clock.tick(100);
      expect(clock.timers, 'nobody wants a connection any more').to.equal(0);
    });

    it('waits through back-off when it is told to', () => {
      const { clock, makeClient, makeServer } = makeToyNetwork();
      const client = makeClient();
      const asking = observe(client.invoke({ text: 'hi' }, { waitForConnection: true }));
      clock.tick(1000);
      expect(asking.failure).to.equal(undefined);
      makeServer({ onRequest: echo });
      clock.tick(1900);
      expect(texts(asking)).to.deep.equal(['hi']);
    });

    it('counts the wait for a connection in its timeout, and says why there was none', () => {
      const { clock, makeClient } = makeToyNetwork();
      const asking = observe(
        makeClient().invoke({ text: 'hi' }, { waitForConnection: true, timeoutMs: 500 }),
      );
      clock.tick(499);
      expect(asking.failure).to.equal(undefined);
      clock.tick(101);
      expect(asking.failure).to.be.instanceOf(RequestTimeoutError);
      expect(asking.failure?.cause).to.be.instanceOf(ConnectFailedError);
      expect(clock.timers, 'nobody dials on').to.equal(0);
    });

    it('times out, drops the late reply and reads what comes after it', () => {
      const { ask, client, clock, reply } = makeConnected();
      const late = observe(client.lateReplies$);
      const slow = ask('slow', { timeoutMs: 1000 });
      clock.tick(1100);
      expect(slow.failure).to.be.instanceOf(RequestTimeoutError);
      const next = ask('next');
      reply(0, 'too late');
      reply(1, 'in time');
      expect(texts(next)).to.deep.equal(['in time']);
      expect(slow.next).not.to.have.been.called;
      expect(texts(late)).to.deep.equal(['too late']);
    });

    it('waits 3 s unless it or the client says otherwise', () => {
      const { ask, clock } = makeConnected({ options: { livenessTimeoutMs: 60_000 } });
      const other = makeConnected({ options: { requestTimeoutMs: 500 } });
      const [asking, short] = [ask('hi'), other.ask('hi')];
      clock.tick(2999);
      other.clock.tick(600);
      expect(asking.failure).to.equal(undefined);
      expect((short.failure as RequestTimeoutError).timeoutMs).to.equal(500);
      clock.tick(101);
      expect((asking.failure as RequestTimeoutError).timeoutMs).to.equal(3000);
    });

    for (const timeoutMs of [0, -1, Number.NaN, Infinity])
      it(`refuses a timeout of ${timeoutMs} ms through the channel`, () => {
        const { ask, asked } = makeConnected();
        expect(ask('hi', { timeoutMs }).failure).to.be.instanceOf(InvalidArgumentError);
        expect(asked).to.deep.equal([]);
      });

    it('frees its slot when it is unsubscribed', () => {
      const { ask, client, reply } = makeConnected({ options: { maxPendingRequests: 1 } });
      const left = ask('left');
      left.subscription.unsubscribe();
      expect(client.metrics().inFlight).to.equal(0);
      const next = ask('next');
      reply(0, 'nobody listens');
      reply(1, 'somebody does');
      expect(left.next).not.to.have.been.called;
      expect(texts(next)).to.deep.equal(['somebody does']);
    });

    it('stops dialling when it is unsubscribed while it waits', () => {
      const { clock, makeClient } = makeToyNetwork();
      const client = makeClient();
      const asking = observe(client.invoke({ text: 'hi' }, { waitForConnection: true, timeoutMs: 60_000 }));
      clock.tick(50);
      asking.subscription.unsubscribe();
      clock.tick(100);
      expect(clock.timers).to.equal(0);
      expect(client.metrics()).to.include({ cancelled: 1, inFlight: 0 });
    });

    it('ends with the reason of its signal, and frees the slot', () => {
      const { client, ask } = makeConnected();
      const controller = new AbortController();
      const asking = ask('hi', { signal: controller.signal });
      const reason = new Error('no longer wanted');
      controller.abort(reason);
      expect(asking.failure).to.equal(reason);
      expect(client.metrics()).to.include({ inFlight: 0, cancelled: 1 });
    });

    it('sends nothing when its signal has aborted before', () => {
      const { ask, asked } = makeConnected();
      const reason = new Error('never wanted');
      expect(ask('hi', { signal: AbortSignal.abort(reason) }).failure).to.equal(reason);
      expect(asked).to.deep.equal([]);
    });

    it('can be awaited, as one request however often', async () => {
      const { client, clock, asked, reply } = makeConnected();
      const call = client.invoke({ text: 'hi' });
      const both = Promise.all([call.then(identity), call.then(identity)]);
      clock.flush();
      reply(0, 'answer');
      expect((await both).map(({ text }) => text)).to.deep.equal(['answer', 'answer']);
      expect(asked).to.have.length(1);
    });
  });

  describe('limits', () => {
    it('refuses one call more than `maxPendingRequests`, parked ones not counted', () => {
      const { ask, reply } = makeConnected({ options: { maxPendingRequests: 2 } });
      ask('poll', { parked: true });
      const calls = [ask('a'), ask('b'), ask('c')];
      ask('another poll', { parked: true });
      expect(calls.map(({ failure }) => failure?.constructor)).to.deep.equal([
        undefined,
        undefined,
        TooManyPendingRequestsError,
      ]);
      reply(1, 'for a');
      expect(ask('d').failure).to.equal(undefined);
    });

    it('counts those that wait for a connection', () => {
      const { clock, makeClient } = makeToyNetwork();
      const client = makeClient({ options: { maxPendingRequests: 1 } });
      const options = { waitForConnection: true };
      const [first, second] = [
        observe(client.invoke({ text: 'a' }, options)),
        observe(client.invoke({ text: 'b' }, options)),
      ];
      expect(second.failure).to.be.instanceOf(TooManyPendingRequestsError);
      first.subscription.unsubscribe();
      clock.tick(200);
      expect(clock.timers).to.equal(0);
    });

    it('have the given defaults', () => {
      const { options } = makeToyNetwork().makeClient();
      expect(options).to.include({
        requestTimeoutMs: 3000,
        maxPendingRequests: 10_000,
        sweepIntervalMs: 100,
        livenessTimeoutMs: 10_000,
      });
    });
  });

  describe('invokeOneway', () => {
    it('emits once the request is written', () => {
      const { client, asked, clock } = makeConnected();
      const telling = observe(client.invokeOneway({ kind: 'oneway', text: 'told' }));
      expect(telling.values).to.deep.equal([undefined]);
      expect(telling.complete).to.have.been.calledOnce;
      clock.flush();
      expect(asked[0]?.message).to.deep.equal({ kind: 'oneway', id: 2, text: 'told' });
    });

    it('fails fast without a connection, or waits for one', () => {
      const { clock, makeClient, makeServer } = makeToyNetwork();
      const client = makeClient();
      const impatient = observe(client.invokeOneway({ kind: 'oneway', text: 'now' }));
      const patient = observe(
        client.invokeOneway({ kind: 'oneway', text: 'later' }, { waitForConnection: true }),
      );
      clock.flush();
      expect(impatient.failure).to.be.instanceOf(ConnectFailedError);
      const { asked } = makeServer();
      clock.tick(2000);
      expect(patient.complete).to.have.been.calledOnce;
      expect(asked.map(({ message }) => message.text)).to.deep.equal(['later']);
    });

    it('gives up waiting after its timeout', () => {
      const { clock, makeClient } = makeToyNetwork();
      const options = { waitForConnection: true, timeoutMs: 300 };
      const telling = observe(makeClient().invokeOneway({ kind: 'oneway', text: 'later' }, options));
      clock.tick(400);
      expect(telling.failure).to.be.instanceOf(RequestTimeoutError);
    });

    it('errs with what the protocol throws, and with its signal', () => {
      const { client } = makeConnected();
      expect(observe(client.invokeOneway({ kind: 'oneway', text: 'unencodable' })).failure).to.have.property(
        'code',
        'ROCKETMQ_DECODE_FAILED',
      );
      const signal = AbortSignal.abort(new Error('never wanted'));
      expect(
        observe(client.invokeOneway({ kind: 'oneway', text: 'x' }, { signal })).failure?.message,
      ).to.equal('never wanted');
    });
  });

  describe('requests of the other side', () => {
    it('are emitted, also with the id of one of ours, and can be answered', () => {
      const { client, server, ask, reply, clock } = makeConnected();
      const requests = observe(client.requests$);
      const ours = ask('ours');
      const [peer] = server.peers;
      const theirs = [observe(peer!.invoke({ text: 'one' })), observe(peer!.invoke({ text: 'two' }))];
      clock.flush();
      expect(
        requests.values.map(({ id }) => id),
        'ours has id 2',
      ).to.deep.equal([1, 2]);
      for (const request of requests.values) client.reply(request, answer(`${request.text}!`));
      clock.flush();
      reply(0, 'ours!');
      expect(theirs.map(texts)).to.deep.equal([['one!'], ['two!']]);
      expect(texts(ours)).to.deep.equal(['ours!']);
    });

    it('are dropped and logged when nobody listens', () => {
      const logger = { ...silentLogger, debug: sinon.spy() };
      const { clock, makeClient, makeServer } = makeToyNetwork({}, logger);
      const { server } = makeServer({ onRequest: echo });
      observe(makeClient().invoke({ text: 'hi' }));
      clock.flush();
      observe(server.peers[0]!.invokeOneway({ kind: 'oneway', text: 'news' }));
      clock.flush();
      expect(logger.debug).to.have.been.calledOnceWith('A request came that nobody listens for');
    });

    it('are answered on the connection they came from, or not at all', () => {
      const { client, server, ask, clock } = makeConnected();
      const requests = observe(client.requests$);
      observe(server.peers[0]!.invoke({ text: 'question' }));
      clock.flush();
      server.peers[0]!.close();
      clock.flush();
      expect(client.reply(requests.values[0]!, answer('too late')), 'without a connection').to.equal(false);
      ask('reconnects');
      expect(client.state.name).to.equal('connected');
      expect(client.reply(requests.values[0]!, answer('too late')), 'on another one').to.equal(false);
    });
  });

  describe('its connection', () => {
    it('takes with it exactly the requests that were on it', () => {
      const { ask, asked, client, server, clock } = makeConnected();
      const lost = ask('lost');
      server.peers[0]!.close();
      clock.flush();
      expect(lost.failure).to.be.instanceOf(ConnectionLostError);
      expect(client.state.name).to.equal('disconnected');
      const next = ask('next');
      asked[1]!.peer.reply(asked[1]!.message, answer('here'));
      clock.flush();
      expect(texts(next)).to.deep.equal(['here']);
    });

    it('shares no ids with the next one, nor with that of another client', () => {
      const { ask, asked, clock, makeClient, server } = makeConnected();
      ask('second id of the first connection');
      server.peers[0]!.close();
      clock.flush();
      ask('first id of the second connection');
      observe(makeClient().invoke({ text: 'first id of another client' }));
      clock.flush();
      expect(asked.map(({ message }) => message.id)).to.deep.equal([2, 1, 1]);
    });

    it('may be asked for again by who hears that it was lost', () => {
      const { client, server, asked, clock } = makeConnected();
      const asking = observe(client.invoke({ text: 'hi' }).pipe(retry(1)));
      clock.flush();
      server.peers[0]!.close();
      clock.flush();
      asked[1]!.peer.reply(asked[1]!.message, answer('second time'));
      clock.flush();
      expect(texts(asking)).to.deep.equal(['second time']);
    });

    it('is lost with bytes that are no message', () => {
      const { clock, network, makeClient } = makeToyNetwork();
      const nonsense = toyFrame({ kind: 'reply', id: 1, text: 'answer' });
      nonsense.writeUInt8(99, 4);
      const onFrame = sinon.spy();
      const listening = network.listen(endpoint, toyProtocol, (link) => {
        link.listen({ onFrame, onClosed: sinon.spy() });
        link.write(nonsense);
      });
      observe(listening);
      const client = makeClient();
      const asking = observe(client.invoke({ text: 'hi' }));
      clock.flush();
      expect(asking.failure).to.be.instanceOf(ConnectionLostError);
      expect(asking.failure?.cause).to.be.instanceOf(DecodeError);
      expect(client.state.name).to.equal('disconnected');
    });

    it('is over when its link says so, whatever else the link of a user does not say', () => {
      const { clock, makeClient } = makeToyNetwork();
      const link = new FakeLink(toyProtocol);
      const connector: Connector = () =>
        new Observable((subscriber) => clock.runtime.defer(() => subscriber.next(link)));
      const client = makeClient({ connector });
      const asking = observe(client.invoke({ text: 'hi' }));
      clock.flush();
      const lost = new ConnectionLostError('peer:1', 'cut');
      link.break(lost);
      expect(asking.failure).to.equal(lost);
      expect(client.state).to.include({ name: 'disconnected', error: lost });
    });

    it('announces itself, so that what is sent then leaves before what waited', () => {
      const { clock, makeClient, makeServer } = makeToyNetwork();
      const { asked } = makeServer();
      const client = makeClient();
      const connections = observe(client.connected$);
      client.connected$.subscribe(() => observe(client.invokeOneway({ kind: 'oneway', text: 'heartbeat' })));
      observe(client.invoke({ text: 'waited' }));
      clock.flush();
      expect(asked.map(({ message }) => message.text)).to.deep.equal(['heartbeat', 'waited']);
      expect(connections.values.map(({ address }) => address)).to.deep.equal(['server:1000']);
    });

    it('can be used by who hears from `state$` that it is there', () => {
      const { clock, makeClient, makeServer } = makeToyNetwork();
      makeServer({ onRequest: echo });
      const client = makeClient();
      const connected$ = client.state$.pipe(filter(({ name }) => name === 'connected'));
      const first = observe(connected$.pipe(switchMap(() => client.invoke({ text: 'first' }))));
      observe(client.invoke({ text: 'second' }));
      clock.flush();
      expect(texts(first)).to.deep.equal(['first']);
    });

    it('is found dead within the liveness timeout after a request was overdue', () => {
      const { ask, client, clock, network } = makeConnected();
      const poll = ask('poll', { parked: true, timeoutMs: 60_000 });
      network.severAll();
      const asking = ask('hi', { timeoutMs: 3000 });
      clock.tick(3100);
      expect(asking.failure).to.be.instanceOf(RequestTimeoutError);
      expect(client.state.name).to.equal('connected');
      clock.tick(6900);
      expect(poll.failure).to.be.instanceOf(ConnectionLostError);
      expect(client.state.name).to.equal('disconnected');
      expect(clock.timers).to.equal(0);
    });

    it('is left alone when there is traffic in between', () => {
      const { ask, client, clock, server } = makeConnected();
      ask('hi', { timeoutMs: 3000 });
      clock.tick(9000);
      observe(server.peers[0]!.invokeOneway({ kind: 'oneway', text: 'news' }));
      clock.tick(30_000);
      expect(client.state.name).to.equal('connected');
    });
  });

  describe('a connection that takes nothing for a while', () => {
    function makeFull() {
      const { clock, makeClient } = makeToyNetwork();
      const link = new FakeLink<ToyMessage>(toyProtocol, () => clock.now);
      const client = makeClient({ connector: () => concat(of(link), NEVER) });
      observe(client.invokeOneway({ kind: 'oneway', text: 'hello' }, { waitForConnection: true }));
      clock.flush();
      link.writable.next(false);
      const written = (): string[] => link.written.map(({ text }) => text);
      return { clock, client, link, written };
    }

    it('lets calls and oneways wait, and has them written in their order when it takes something', () => {
      const { client, link, written } = makeFull();
      const calls = [observe(client.invoke({ text: 'a' })), observe(client.invoke({ text: 'b' }))];
      const told = observe(client.invokeOneway({ kind: 'oneway', text: 'c' }));
      expect([written(), client.inFlight, told.complete.callCount]).to.deep.equal([['hello'], 3, 0]);
      link.writable.next(true);
      expect(written()).to.deep.equal(['hello', 'a', 'b', 'c']);
      expect(told.complete).to.have.callCount(1);
      link.receive(toyFrame({ kind: 'reply', id: link.written[1]!.id, text: 'for a' }));
      expect(calls.map(texts)).to.deep.equal([['for a'], []]);
    });

    it('times out what waits, with the reason, and writes none of it later', () => {
      const { clock, client, link, written } = makeFull();
      const call = observe(client.invoke({ text: 'a' }, { timeoutMs: 500 }));
      clock.tick(600);
      expect(call.failure).to.be.instanceOf(RequestTimeoutError);
      expect(call.failure?.cause).to.be.instanceOf(OutboxFullError);
      expect(call.failure?.message).to.match(
        / within 500 ms: More than 1048576 bytes wait to be written to /,
      );
      link.writable.next(true);
      expect(written()).to.deep.equal(['hello']);
    });

    it('writes nothing of what was given up meanwhile', () => {
      const { client, link, written } = makeFull();
      observe(client.invoke({ text: 'a' })).subscription.unsubscribe();
      link.writable.next(true);
      expect([written(), client.inFlight]).to.deep.equal([['hello'], 0]);
    });

    it('errs what waits when it ends', () => {
      const { client, link } = makeFull();
      const call = observe(client.invoke({ text: 'a' }));
      link.break(new ConnectionLostError('peer:1', 'reset'));
      expect(call.failure).to.include({ name: 'ConnectionLostError', reason: 'reset' });
    });

    it('errs what waits when the client is closed', () => {
      const { client } = makeFull();
      const call = observe(client.invoke({ text: 'a' }));
      observe(client.close());
      expect(call.failure).to.be.instanceOf(ClosedError);
    });
  });

  describe('inbound$', () => {
    it('emits everything that arrives, before who waits for it has it', () => {
      const { ask, client, reply, server, clock } = makeConnected();
      const log: string[] = [];
      client.inbound$.subscribe(({ kind, text }) => log.push(`arrived: ${kind} ${text}`));
      client.invoke({ text: 'hi' }).subscribe(({ text }) => log.push(`answered: ${text}`));
      clock.flush();
      reply(0, 'answer');
      observe(server.peers[0]!.invokeOneway({ kind: 'oneway', text: 'news' }));
      clock.flush();
      expect(log).to.deep.equal(['arrived: reply answer', 'answered: answer', 'arrived: oneway news']);
      expect(ask('bye').failure).to.equal(undefined);
    });
  });

  describe('handlers and interceptors', () => {
    it('wrap a call: interceptors around handlers, with the same tags', () => {
      const log: string[] = [];
      const toy = makeToyNetwork();
      toy.makeServer({ onRequest: echo });
      const client = toy.makeClient({
        handlers: [
          {
            name: 'stamper',
            onWrite: (request, { tags }) => ({
              ...request,
              text: `${request.text} ${String(tags.get('trace'))}`,
            }),
            onMessage: (_, { tags }) => void log.push(`reply of ${String(tags.get('trace'))}`),
          },
        ],
        interceptors: [
          (next) => (request, options, invocation) => {
            invocation.tags.set('trace', 'T1');
            log.push(`${invocation.kind} to ${invocation.address}`);
            return next(request, options, invocation).pipe(
              map((reply) => ({ ...reply, text: `<${reply.text}>` })),
            );
          },
        ],
      });
      const asking = observe(client.invoke({ text: 'hi' }, {}, ({ text }) => text));
      toy.clock.flush();
      expect(asking.values).to.deep.equal(['<hi T1>']);
      expect(log).to.deep.equal(['call to server:1000', 'reply of T1']);
    });

    it('may send a call again', () => {
      const toy = makeToyNetwork();
      let calls = 0;
      toy.makeServer({ onRequest: () => ((calls += 1) === 1 ? undefined : answer('second')) });
      const client = toy.makeClient({
        interceptors: [
          (next) => (request, options, invocation) => next(request, options, invocation).pipe(retry(1)),
        ],
        options: { requestTimeoutMs: 500 },
      });
      const asking = observe(client.invoke({ text: 'hi' }));
      toy.clock.tick(700);
      expect(texts(asking)).to.deep.equal(['second']);
      expect(client.metrics()).to.include({ requests: 2, timeouts: 1, successes: 1 });
    });

    it('err one call when an interceptor throws', () => {
      const { ask } = makeConnected({
        interceptors: [
          () => () => {
            throw new Error('defect');
          },
        ],
      });
      expect(ask('hi').failure?.message).to.equal('defect');
    });

    it('err one call when a handler throws, also while it waits for a connection', () => {
      const toy = makeToyNetwork();
      toy.makeServer({ onRequest: echo });
      const client = toy.makeClient({
        handlers: [
          {
            name: 'picky',
            onWrite: ({ text }) => {
              if (text === 'bad') throw new Error('refused');
            },
          },
        ],
      });
      const [bad, good] = [observe(client.invoke({ text: 'bad' })), observe(client.invoke({ text: 'good' }))];
      toy.clock.flush();
      expect(bad.failure).to.be.instanceOf(HandlerFailedError);
      expect(texts(good)).to.deep.equal(['good']);
    });

    it('err what waits when a handler refuses the connection', () => {
      const toy = makeToyNetwork();
      toy.makeServer({ onRequest: echo });
      const client = toy.makeClient({
        handlers: [
          {
            name: 'guard',
            onActive: () => {
              throw new Error('not this one');
            },
          },
        ],
      });
      const connections = observe(client.connected$);
      const asking = observe(client.invoke({ text: 'hi' }));
      toy.clock.flush();
      const { failure } = asking;
      expect([failure, failure?.cause].some((error) => error instanceof HandlerFailedError)).to.equal(true);
      expect(connections.values, 'there never was one to be used').to.deep.equal([]);
      expect(client.state.name).to.equal('disconnected');
      toy.clock.tick(1000);
      expect(toy.clock.timers).to.equal(0);
    });
  });

  describe('metrics', () => {
    it('count what happens, over all connections', () => {
      const { ask, asked, client, clock, reply, server } = makeConnected();
      ask('answered');
      clock.tick(20);
      reply(0, 'answer');
      ask('unanswered', { timeoutMs: 500 });
      clock.tick(600);
      reply(1, 'late');
      ask('left').subscription.unsubscribe();
      ask('poll', { parked: true });
      ask('lost');
      const before = client.metrics();
      expect(before).to.include({ inFlight: 1, parked: 1, oneways: 1, requests: 5, successes: 1 });
      expect(before.latency).to.include({ count: 1, p50Ms: 20, ewmaMs: 20 });
      server.peers[0]!.close();
      clock.flush();
      ask('again');
      reply(asked.length - 1, 'answer');
      const after = client.metrics();
      expect(after).to.include({
        inFlight: 0,
        parked: 0,
        timeouts: 1,
        lateReplies: 1,
        cancelled: 1,
        failures: 3,
      });
      expect(after.failuresByCode).to.deep.equal({
        ROCKETMQ_REQUEST_TIMEOUT: 1,
        ROCKETMQ_CONNECTION_LOST: 2,
      });
      const frame = toyFrame({ kind: 'reply', id: 1, text: 'answer' }).length;
      expect(after.bytesRead - before.bytesRead).to.equal(frame);
      expect(after.bytesWritten).to.be.greaterThan(before.bytesWritten);
    });

    it('are emitted while somebody listens, and remembered', () => {
      const { client, clock } = makeConnected({ options: { metricsIntervalMs: 1000 } });
      expect(client.lastMetrics).to.equal(undefined);
      const snapshots = observe(client.metrics$);
      clock.tick(2000);
      expect(snapshots.values).to.have.length(3);
      expect(client.lastMetrics).to.equal(snapshots.values[2]);
      snapshots.subscription.unsubscribe();
      expect(clock.timers).to.equal(0);
    });
  });

  describe('close', () => {
    it('errs what is pending, completes all streams and leaves no timer', () => {
      const { ask, client, clock, server } = makeConnected();
      const pending = [ask('a'), ask('b', { parked: true })];
      const streams = streamsOf(client);
      const closing = observe(client.close());
      clock.flush();
      expect(pending.map(({ failure }) => failure?.constructor)).to.deep.equal([ClosedError, ClosedError]);
      expect(streams.map(({ complete }) => complete.callCount)).to.deep.equal([1, 1, 1, 1, 1, 1]);
      expect(closing.complete).to.have.been.calledOnce;
      expect(client.state.name).to.equal('closed');
      expect(server.peers).to.deep.equal([]);
      expect(clock.timers).to.equal(0);
    });

    it('errs what waits for a connection', () => {
      const { clock, makeClient } = makeToyNetwork();
      const client = makeClient();
      const waiting = observe(client.invoke({ text: 'hi' }, { waitForConnection: true }));
      clock.tick(10);
      observe(client.close());
      clock.flush();
      expect(waiting.failure).to.be.instanceOf(ClosedError);
      expect(clock.timers).to.equal(0);
    });

    it('refuses what comes after it', () => {
      const { ask, client, reply } = makeConnected();
      observe(client.close());
      expect(ask('hi').failure).to.be.instanceOf(ClosedError);
      const options = { waitForConnection: true };
      expect(ask('hi', options).failure).to.be.instanceOf(ClosedError);
      expect(observe(client.invokeOneway({ text: 'x' })).failure).to.be.instanceOf(ClosedError);
      expect(client.reply({ kind: 'call', id: 1, text: 'x' }, answer('y'))).to.equal(false);
      expect(() => reply(0, 'x')).to.throw(TypeError);
    });

    it('lets what was written before leave', () => {
      const { client, asked, clock } = makeConnected();
      observe(client.invokeOneway({ kind: 'oneway', text: 'last words' }));
      observe(client.close());
      clock.flush();
      expect(asked.map(({ message }) => message.text)).to.deep.equal(['last words']);
    });

    it('starts when called, is joined by later calls, also from within', () => {
      const { client, clock } = makeConnected();
      const inner: ReturnType<typeof observe>[] = [];
      client.invoke({ text: 'hi' }).subscribe({ error: () => inner.push(observe(client.close())) });
      void client.close();
      expect(client.state.name).to.equal('closed');
      const outer = observe(client.close());
      clock.flush();
      expect(outer.complete).to.have.been.calledOnce;
      expect(inner[0]?.complete).to.have.been.calledOnce;
    });

    it('can be called before there was any connection', () => {
      const { clock, makeClient } = makeToyNetwork();
      const closing = observe(makeClient().close());
      clock.flush();
      expect(closing.values).to.deep.equal([undefined]);
    });
  });

  it('knows its address', () => {
    expect(makeToyNetwork().makeClient().address).to.equal(`${endpoint.host}:${endpoint.port}`);
  });
});
