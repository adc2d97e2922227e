import { expect } from 'chai';
import { map, Observable } from 'rxjs';
import sinon from 'sinon';
import { ConnectFailedError, ConnectionLostError } from '../../../src/errors/transport-error.js';
import { RequestTimeoutError } from '../../../src/errors/remoting-error.js';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { ConnectionPlayer } from '../../../src/remoting/recording/connection-player.js';
import { makeClock } from '../../support/make-clock.js';
import { answer, echo, endpoint, makeToyNetwork, observe, type ToyClient } from '../toy-network.js';
import type { ToyMessage } from '../toy-protocol.js';
import { makeFile, makePlayer, makeRecorder, toyFormat } from './toy-recording.js';

type Network = ReturnType<typeof makeToyNetwork>;
type Clock = Network['clock'];

describe('ConnectionPlayer', () => {
  let file: string;
  let remove: () => void;

  beforeEach(() => ({ file, remove } = makeFile()));
  afterEach(() => remove());

  /** Records what `run` does with a client of a server, which is up unless the run says otherwise. */
  async function recorded<T>(run: (client: ToyClient, network: Network) => T): Promise<T> {
    const network = makeToyNetwork();
    const { runtime } = network.clock;
    const recorder = makeRecorder({ path: file, connector: network.network.connector, runtime });
    const client = network.makeClient({ connector: recorder.connector });
    const result = run(client, network);
    observe(client.close());
    network.clock.tick(5000);
    await recorder.close();
    return result;
  }

  /** Lives through the recording. */
  function replayed<T>(run: (client: ToyClient, clock: Clock, player: ConnectionPlayer) => T): T {
    const { clock, makeClient } = makeToyNetwork();
    const player = makePlayer(file, clock.runtime);
    const client = makeClient({ connector: player.connector });
    const result = run(client, clock, player);
    observe(client.close());
    clock.tick(5000);
    expect(clock.timers, 'timers left behind').to.equal(0);
    return result;
  }

  const statesOf = (client: ToyClient): string[] =>
    observe(
      client.state$.pipe(
        map((state) => {
          const { name } = state;
          return name === 'disconnected' ? `${name} ${state.attempt} ${state.error?.message}` : name;
        }),
      ),
    ).values;

  it('gives the answers of the recording, when they came then', async () => {
    await recorded((client, { clock, makeServer }) => {
      makeServer({ onRequest: ({ text }) => answer(`${text}!`) });
      observe(client.invoke({ text: 'a' }));
      clock.tick();
      observe(client.invoke({ text: 'b' }));
      clock.tick();
    });
    replayed((client, clock) => {
      const [b, a] = [observe(client.invoke({ text: 'b' })), observe(client.invoke({ text: 'a' }))];
      clock.tick(1000);
      expect([a, b].map(({ values }) => values[0]?.text)).to.deep.equal(['a!', 'b!']);
    });
  });

  it('answers equal requests in order', async () => {
    await recorded((client, { clock, makeServer }) => {
      let count = 0;
      makeServer({ onRequest: () => answer(`${(count += 1)}`) });
      for (let index = 0; index < 3; index++) {
        observe(client.invoke({ text: 'next' }));
        clock.tick();
      }
    });
    replayed((client, clock) => {
      const calls = [1, 2, 3].map(() => observe(client.invoke({ text: 'next' })));
      clock.tick();
      expect(calls.map(({ values }) => values[0]?.text)).to.deep.equal(['1', '2', '3']);
    });
  });

  it('brings the same states and outcomes when the server went away and came back', async () => {
    const run = (client: ToyClient, clock: Clock, down: () => void, up: () => void) => {
      const states = statesOf(client);
      const calls = ['a', 'b', 'c', 'd'].map((text, index) => {
        const call = observe(client.invoke({ text }, { timeoutMs: 400, waitForConnection: index === 3 }));
        clock.tick(100);
        if (index === 1) down();
        if (index === 3) up();
        clock.tick(500);
        return call;
      });
      clock.tick(1000);
      const outcomes = calls.map(({ values, failure }) => failure?.name ?? (values[0] as ToyMessage).text);
      return { states: [...states], outcomes };
    };
    const before = await recorded((client, { clock, makeServer }) => {
      const { server } = makeServer({
        onRequest: (message) => (message.text === 'b' ? undefined : echo(message)),
      });
      return run(
        client,
        clock,
        () => void observe(server.close()),
        () => void makeServer({ onRequest: echo }),
      );
    });
    expect(before.outcomes).to.deep.equal(['a', 'ConnectionLostError', 'ConnectFailedError', 'd']);
    const after = replayed((client, clock) =>
      run(
        client,
        clock,
        () => undefined,
        () => undefined,
      ),
    );
    expect(after).to.deep.equal(before);
  });

  it('asks what the other side asked', async () => {
    await recorded((client, { clock, makeServer }) => {
      const { asked } = makeServer({ onRequest: echo });
      observe(client.invoke({ text: 'a' }));
      clock.tick(20);
      observe(asked[0]!.peer.invoke({ text: 'theirs' }));
      clock.tick();
    });
    replayed((client, clock) => {
      const requests = observe(client.requests$);
      observe(client.invoke({ text: 'a' }));
      clock.tick(19);
      expect(requests.values).to.deep.equal([]);
      clock.tick(1);
      expect(requests.values.map(({ kind, text }) => `${kind} ${text}`)).to.deep.equal(['call theirs']);
    });
  });

  describe('of a connection that was lost between two calls', () => {
    beforeEach(() =>
      recorded((client, { clock, makeServer, network }) => {
        makeServer({ onRequest: echo });
        observe(client.invoke({ text: 'a' }));
        clock.tick(10);
        network.resetAll();
        clock.tick(500);
        observe(client.invoke({ text: 'b' }));
        clock.tick(10);
      }),
    );

    it('answers the call before on the next connection when it is made late', () => {
      replayed((client, clock) => {
        observe(client.invoke({ text: 'c' }));
        clock.tick(2000);
        const a = observe(client.invoke({ text: 'a' }));
        clock.tick(5);
        expect(a.values.map(({ text }) => text)).to.deep.equal(['a']);
      });
    });

    it('loses it under the call after when that is made early, and answers that on the next one', () => {
      replayed((client, clock, player) => {
        observe(client.invoke({ text: 'a' }));
        clock.tick(1);
        const early = observe(client.invoke({ text: 'b' }));
        clock.tick(1);
        expect(early.failure).to.be.instanceOf(ConnectionLostError);
        clock.tick(500);
        const b = observe(client.invoke({ text: 'b' }));
        clock.tick(5);
        expect(b.values.map(({ text }) => text)).to.deep.equal(['b']);
        expect(player.unknown).to.deep.equal([]);
      });
    });
  });

  it('repeats the latest answer to what asks for a state, when that is asked more often', async () => {
    await recorded((client, { clock, makeServer }) => {
      let count = 0;
      makeServer({ onRequest: ({ text }) => answer(`${text} ${(count += 1)}`) });
      for (const text of ['state', 'state', 'other']) {
        observe(client.invoke({ text }));
        clock.tick();
      }
    });
    replayed((client, clock, player) => {
      const texts = ['state', 'state', 'state', 'state', 'other', 'other'];
      const calls = texts.map((text) => observe(client.invoke({ text })));
      clock.tick(100);
      expect(calls.map(({ values }) => values[0]?.text)).to.deep.equal([
        'state 1',
        'state 2',
        'state 2',
        'state 2',
        'other 3',
        'The recording has no (more) toy "other"',
      ]);
      expect(player.unknown).to.deep.equal(['toy "other" at server:1000']);
    });
  });

  it('answers a poll when what it waited for is there again, but does not wait for what asks for a state', async () => {
    await recorded((client, { clock, makeServer }) => {
      let tell = (): void => undefined;
      makeServer({
        onRequest: ({ text }) => {
          if (text.startsWith('poll'))
            return new Observable((subscriber) => {
              tell = () => {
                subscriber.next(answer('news'));
                subscriber.complete();
              };
            });
          if (text === 'send') tell();
          return answer(text);
        },
      });
      observe(client.invoke({ text: 'poll' }));
      clock.tick(10);
      observe(client.invoke({ text: 'state' }));
      clock.tick(10);
      observe(client.invoke({ text: 'send' }));
      clock.tick(10);
    });
    replayed((client, clock) => {
      const poll = observe(client.invoke({ text: 'poll' }));
      clock.tick(300);
      expect(poll.values).to.deep.equal([]);
      observe(client.invoke({ text: 'send' }));
      clock.tick(5);
      expect(poll.values.map(({ text }) => text)).to.deep.equal(['news']);
    });
  });

  it('leaves a call alone that had no answer', async () => {
    await recorded((client, { clock, makeServer }) => {
      makeServer();
      observe(client.invoke({ text: 'a' }, { timeoutMs: 100 }));
      clock.tick(500);
    });
    replayed((client, clock, player) => {
      const a = observe(client.invoke({ text: 'a' }, { timeoutMs: 100 }));
      clock.tick(500);
      expect(a.failure).to.be.instanceOf(RequestTimeoutError);
      expect(player.unknown).to.deep.equal([]);
    });
  });

  it('refuses a call that is not in the recording, by name, and lists it', async () => {
    await recorded((client, { clock, makeServer }) => {
      makeServer({ onRequest: echo });
      observe(client.invoke({ text: 'a' }));
      clock.tick();
    });
    replayed((client, clock, player) => {
      const b = observe(client.invoke({ text: 'b' }));
      observe(client.invokeOneway({ text: 'c', kind: 'oneway' }));
      clock.tick();
      expect(b.values.map(({ text }) => text)).to.deep.equal(['The recording has no (more) toy "b"']);
      expect(player.unknown).to.deep.equal(['toy "b" at server:1000', 'toy "c" at server:1000']);
    });
  });

  it('knows the addresses that were dialled, and refuses others and further dials', async () => {
    await recorded((client, { clock, makeServer, network }) => {
      makeServer({ onRequest: echo });
      observe(client.invoke({ text: 'a' }));
      clock.tick();
      network.resetAll();
      clock.tick();
    });
    replayed((client, clock, player) => {
      expect(player.addresses).to.deep.equal(['server:1000']);
      const first = observe(player.connector({ host: 'other', port: 1 }, { frameLength: () => 0 }));
      observe(client.invoke({ text: 'a' }));
      clock.tick(100);
      const second = observe(client.invoke({ text: 'a' }));
      clock.tick(100);
      for (const { failure } of [first, second]) {
        expect(failure).to.be.instanceOf(ConnectFailedError);
        expect(failure?.message).to.contain('the recording has no more connections to it');
      }
    });
  });

  it('never answers a dial that was given up', async () => {
    await recorded((client, { clock }) => {
      observe(client.invoke({ text: 'a' })).subscription.unsubscribe();
      clock.tick();
    });
    const clock = makeClock();
    const dial = observe(makePlayer(file, clock.runtime).connector(endpoint, { frameLength: () => 0 }));
    clock.tick(60_000);
    expect([dial.values.length, dial.failure]).to.deep.equal([0, undefined]);
    dial.subscription.unsubscribe();
  });

  it('hangs up when a dial is unsubscribed, before it is established and after', async () => {
    await recorded((client, { clock, makeServer }) => {
      makeServer({ onRequest: echo });
      observe(client.invoke({ text: 'a' }));
      clock.tick();
    });
    const clock = makeClock();
    const { connector } = makePlayer(file, clock.runtime);
    observe(connector(endpoint, { frameLength: () => 0 })).subscription.unsubscribe();
    expect(clock.timers).to.equal(0);
    const dial = observe(makePlayer(file, clock.runtime).connector(endpoint, { frameLength: () => 0 }));
    clock.tick();
    const onClosed = sinon.spy();
    dial.values[0]?.listen({ onFrame: () => undefined, onClosed });
    dial.subscription.unsubscribe();
    sinon.assert.calledOnceWithExactly(onClosed, undefined);
    clock.tick(5000);
    expect(clock.timers).to.equal(0);
  });

  it('does nothing any more on a connection that is closed', async () => {
    await recorded((client, { clock, makeServer }) => {
      const { asked } = makeServer({ onRequest: echo });
      observe(client.invoke({ text: 'a' }));
      clock.tick(600_000);
      observe(asked[0]!.peer.invoke({ text: 'theirs' }));
      clock.tick();
    });
    replayed((client, clock) => {
      observe(client.invoke({ text: 'a' }));
      clock.tick(100);
    });
  });

  it('does not take a call of another connection that had no answer for one that it can give', async () => {
    await recorded((client, { clock, makeServer, network }) => {
      makeServer({ onRequest: (message) => (message.text === 'a' ? echo(message) : undefined) });
      observe(client.invoke({ text: 'a' }));
      clock.tick();
      network.resetAll();
      clock.tick();
      observe(client.invoke({ text: 'b' }));
      clock.tick();
    });
    replayed((client, clock) => {
      const b = observe(client.invoke({ text: 'b' }));
      clock.tick();
      expect(b.values.map(({ text }) => text)).to.deep.equal(['The recording has no (more) toy "b"']);
    });
  });

  it('loses a connection with the reason that was recorded', async () => {
    await recorded((client, { clock, makeServer, network }) => {
      makeServer();
      observe(client.invoke({ text: 'a' }));
      clock.tick(10);
      network.resetAll();
      clock.tick();
    });
    replayed((client, clock) => {
      const a = observe(client.invoke({ text: 'a' }));
      clock.tick(10);
      expect(a.failure).to.be.instanceOf(ConnectionLostError);
      expect((a.failure as ConnectionLostError).reason).to.equal('ECONNRESET');
    });
  });

  it('refuses a recording of another protocol', async () => {
    await recorded(() => undefined);
    const { clock } = makeToyNetwork();
    const format = { ...toyFormat, protocol: { ...toyFormat.protocol, name: 'other' } };
    expect(() => new ConnectionPlayer({ path: file, format, runtime: clock.runtime }))
      .to.throw(InvalidArgumentError)
      .with.property('message')
      .that.contains('a recording of other, not of toy');
  });
});
