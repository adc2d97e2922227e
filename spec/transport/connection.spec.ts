import { expect } from 'chai';
import fc from 'fast-check';
import { concat, EMPTY, finalize, NEVER, type Observable, of, Subject, type Subscription } from 'rxjs';
import sinon from 'sinon';
import {
  ConnectFailedError,
  ConnectionLostError,
  ConnectTimeoutError,
} from '../../src/errors/transport-error.js';
import { ClosedError } from '../../src/errors/usage-error.js';
import { Connection, type ConnectionSettings } from '../../src/transport/connection.js';
import type { ConnectionState } from '../../src/transport/connection-state.js';
import type { Connector, Link } from '../../src/transport/link.js';
import type { Listener } from '../../src/transport/listener.js';
import { MemoryNetwork } from '../../src/transport/memory-network.js';
import { resolveTransportOptions, type TransportOptions } from '../../src/transport/transport-options.js';
import { makeClock } from '../support/make-clock.js';
import { frameOf, lengthFramer } from '../support/length-framer.js';
import { FrameLog } from './frame-log.js';

const endpoint = { host: 'broker', port: 10_911 };

/** `disconnected 1 in 50`, `connecting 2`, `connected`, `closed`. */
function brief(state: ConnectionState): string {
  if (state.name === 'connecting') return `connecting ${state.attempt}`;
  if (state.name !== 'disconnected') return state.name;
  return `disconnected ${state.attempt}${state.retryInMs === undefined ? '' : ` in ${state.retryInMs}`}`;
}

interface Seen {
  readonly links: Link[];
  error?: Error;
  completed: boolean;
  readonly subscription: Subscription;
}

function watch(source: Observable<Link>, onLink?: (link: Link) => void): Seen {
  const seen = { links: [] as Link[], completed: false } as { -readonly [Key in keyof Seen]: Seen[Key] };
  seen.subscription = source.subscribe({
    next: (link) => {
      seen.links.push(link);
      onLink?.(link);
    },
    error: (error: Error) => (seen.error = error),
    complete: () => (seen.completed = true),
  });
  return seen;
}

/** A connection on a network in memory, in virtual time; jitter is always one half. */
function makeConnection(options: TransportOptions = {}, settings: Partial<ConnectionSettings> = {}) {
  const clock = makeClock();
  const { runtime } = clock;
  const resolved = resolveTransportOptions(options);
  const network = new MemoryNetwork(resolved, runtime);
  const accepted: Link[] = [];
  const logs: FrameLog[] = [];
  let dials = 0;
  const connector: Connector = (...target) => {
    dials++;
    return (settings.connector ?? network.connector)(...target);
  };
  const connection = new Connection({
    endpoint,
    framer: lengthFramer,
    options: resolved,
    runtime,
    onLink: (link) => logs.push(FrameLog.of(link)),
    ...settings,
    connector,
  });
  const states: string[] = [];
  connection.state$.subscribe({
    next: (state) => states.push(brief(state)),
    complete: () => states.push('|'),
  });
  let listener: Listener | undefined;
  /** Servers greet, so that their links count as good. */
  const startServer = ({ greets = true } = {}): void => {
    if (listener !== undefined) return;
    const onLink = (link: Link): void => {
      accepted.push(link);
      FrameLog.of(link);
      if (greets) link.write(frameOf('welcome'));
    };
    network.listen(endpoint, lengthFramer, onLink).subscribe((made) => (listener = made));
  };
  const stopServer = (): void => {
    void listener?.close();
    listener = undefined;
    clock.flush();
  };
  return {
    accepted,
    clock,
    connection,
    dials: () => dials,
    logs,
    network,
    startServer,
    states,
    stopServer,
  };
}

type Made = ReturnType<typeof makeConnection>;

/** With a server, and connected to it. */
function makeConnected(options?: TransportOptions, settings?: Partial<ConnectionSettings>): Made {
  const made = makeConnection(options, settings);
  made.startServer();
  made.connection.connect().subscribe();
  made.clock.flush();
  return made;
}

const closed = (connection: Connection): { done: boolean } => {
  const seen = { done: false };
  connection.close().subscribe(() => (seen.done = true));
  return seen;
};

const foreign = (link: Partial<Link>): Link =>
  ({ writable$: NEVER, bytesRead: 1, localAddress: 'here:1', close: () => undefined, ...link }) as Link;

describe('Connection', () => {
  describe('without demand', () => {
    it('dials nothing', () => {
      const { clock, connection, dials, states } = makeConnection();
      connection.connect();
      connection.attempt();
      clock.tick(60_000);
      expect([dials(), states, connection.link]).to.deep.equal([0, ['disconnected 0'], undefined]);
      expect(connection.state).to.deep.equal({
        name: 'disconnected',
        attempt: 0,
        retryInMs: undefined,
        error: undefined,
      });
    });

    it('stays disconnected after a loss', () => {
      const { accepted, clock, connection, dials, states } = makeConnected();
      accepted[0]?.close();
      clock.tick(60_000);
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1', 'connected', 'disconnected 0']);
      expect([dials(), clock.timers, connection.link]).to.deep.equal([1, 0, undefined]);
      expect(connection.state)
        .to.have.property('error')
        .that.is.instanceOf(ConnectionLostError)
        .with.property('reason', 'the other side closed it');
    });
  });

  describe('connect()', () => {
    it('dials, emits the link and completes', () => {
      const { clock, connection, startServer, states } = makeConnection();
      startServer();
      clock.tick(500);
      const seen = watch(connection.connect());
      expect(seen.links).to.deep.equal([]);
      clock.flush();
      expect(seen).to.deep.include({ links: [connection.link], completed: true });
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1', 'connected']);
      expect(connection.state).to.deep.equal({
        name: 'connected',
        since: 500,
        localAddress: connection.link?.localAddress,
      });
    });

    it('emits the present link at once', () => {
      const { connection, dials } = makeConnected();
      const seen = watch(connection.connect());
      expect(seen).to.deep.include({ links: [connection.link], completed: true });
      expect(dials()).to.equal(1);
    });

    it('shares one dial among all who wait, and serves them in the order of coming', () => {
      const { clock, connection, dials, startServer } = makeConnection();
      startServer();
      const order: string[] = [];
      connection.connect().subscribe(() => order.push('first'));
      connection.attempt().subscribe(() => order.push('second'));
      connection.connect().subscribe(() => order.push('third'));
      clock.flush();
      expect([dials(), order]).to.deep.equal([1, ['first', 'second', 'third']]);
    });

    it('dials again after a failure, later each time, until it succeeds', () => {
      const { clock, connection, startServer, states } = makeConnection();
      const seen = watch(connection.connect());
      clock.tick(50 + 100);
      startServer();
      clock.tick(199);
      expect(seen.links).to.deep.equal([]);
      clock.tick(1);
      expect(seen.links).to.deep.equal([connection.link]);
      expect(states).to.deep.equal([
        'disconnected 0',
        'connecting 1',
        'disconnected 1 in 50',
        'connecting 2',
        'disconnected 2 in 100',
        'connecting 3',
        'disconnected 3 in 200',
        'connecting 4',
        'connected',
      ]);
    });

    it('tells why it waits', () => {
      const { clock, connection } = makeConnection();
      watch(connection.connect());
      clock.flush();
      expect(connection.state).to.deep.include({ name: 'disconnected', attempt: 1, retryInMs: 50 });
      expect(connection.state)
        .to.have.property('error')
        .that.is.instanceOf(ConnectFailedError)
        .with.property('message', 'Cannot connect to broker:10911: ECONNREFUSED');
    });

    it('never waits longer than maxDelayMs', () => {
      const { clock, connection, states } = makeConnection({ reconnect: { maxDelayMs: 1000 } });
      watch(connection.connect());
      clock.tick(60_000);
      expect(states.at(-1)).to.match(/^disconnected 1\d\d in 500$/);
    });

    it('errs with the last failure when maxRetries are used up; who comes then has them anew', () => {
      const { clock, connection, dials, states } = makeConnection({ reconnect: { maxRetries: 2 } });
      const seen = watch(connection.connect());
      clock.tick(1000);
      expect(seen.error).to.be.instanceOf(ConnectFailedError);
      expect([dials(), clock.timers]).to.deep.equal([3, 0]);
      expect(states.slice(-3)).to.deep.equal(['disconnected 2 in 100', 'connecting 3', 'disconnected 3']);
      const again = watch(connection.connect());
      clock.tick(10_000);
      expect([dials(), again.error instanceof ConnectFailedError]).to.deep.equal([6, true]);
    });

    it('errs with the first failure without retries', () => {
      const { clock, connection, dials } = makeConnection({ reconnect: { maxRetries: 0 } });
      const seen = watch(connection.connect());
      clock.tick(1000);
      expect([dials(), seen.error instanceof ConnectFailedError]).to.deep.equal([1, true]);
    });

    it('gives up a dial that takes too long, and dials again', () => {
      const left = sinon.spy();
      const silent: Connector = () => NEVER.pipe(finalize(left));
      const { clock, connection, states } = makeConnection({}, { connector: silent });
      watch(connection.connect());
      clock.tick(2999);
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1']);
      clock.tick(1);
      expect(states.at(-1)).to.equal('disconnected 1 in 50');
      expect(connection.state).to.have.property('error').that.is.instanceOf(ConnectTimeoutError);
      expect(left).to.have.been.calledOnce;
      clock.tick(50);
      expect(states.at(-1)).to.equal('connecting 2');
    });

    it('dials at once after the loss of a good link', () => {
      const { accepted, clock, connection, states } = makeConnected();
      accepted[0]?.close();
      clock.flush();
      watch(connection.connect());
      clock.flush();
      expect(states.slice(3)).to.deep.equal(['disconnected 0', 'connecting 1', 'connected']);
    });

    it('takes a link that is lost before its first byte for a failure, so that it cannot spin', () => {
      const { accepted, clock, connection, startServer, states } = makeConnection();
      startServer({ greets: false });
      for (let count = 0; count < 3; count++) {
        watch(connection.connect());
        clock.tick(200);
        accepted.at(-1)?.close();
        clock.flush();
      }
      expect(states).to.deep.equal([
        'disconnected 0',
        'connecting 1',
        'connected',
        'disconnected 1',
        'disconnected 1 in 50',
        'connecting 2',
        'connected',
        'disconnected 2',
        'disconnected 2 in 100',
        'connecting 3',
        'connected',
        'disconnected 3',
      ]);
    });
  });

  describe('attempt()', () => {
    it('errs with the failure of its dial, and leaves nothing behind', () => {
      const { clock, connection, dials, states } = makeConnection();
      const seen = watch(connection.attempt());
      clock.flush();
      expect(seen.error).to.be.instanceOf(ConnectFailedError);
      clock.tick(60_000);
      expect([dials(), clock.timers]).to.deep.equal([1, 0]);
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1', 'disconnected 1']);
    });

    it('joins a dial in progress and errs with it, while others go on waiting', () => {
      const { clock, connection, dials, states } = makeConnection();
      const patient = watch(connection.connect());
      const impatient = watch(connection.attempt());
      clock.flush();
      expect([dials(), impatient.error instanceof ConnectFailedError]).to.deep.equal([1, true]);
      expect([patient.error, states.at(-1)]).to.deep.equal([undefined, 'disconnected 1 in 50']);
    });

    it('errs at once with the last failure right after it, so that a burst of requests is one dial', () => {
      const { clock, connection, dials } = makeConnection();
      watch(connection.attempt());
      clock.flush();
      clock.tick(99);
      const seen = watch(connection.attempt());
      expect(seen.error).to.equal((connection.state as { error?: Error }).error);
      expect(dials()).to.equal(1);
    });

    it('dials anew a moment after a failure', () => {
      const { clock, connection, startServer } = makeConnection();
      watch(connection.attempt());
      clock.flush();
      startServer();
      clock.tick(100);
      const seen = watch(connection.attempt());
      clock.flush();
      expect(seen.links).to.deep.equal([connection.link]);
    });

    it('cuts the back-off of others short, and they gain from it', () => {
      const { clock, connection, startServer, states } = makeConnection({ reconnect: { multiplier: 100 } });
      const patient = watch(connection.connect());
      clock.tick(1500);
      expect(states.at(-1)).to.match(/^disconnected \d+ in \d+$/);
      startServer();
      const impatient = watch(connection.attempt());
      clock.flush();
      expect([patient.links, impatient.links]).to.deep.equal([[connection.link], [connection.link]]);
    });

    it('can be repeated from within its error', () => {
      const { clock, connection, dials } = makeConnection();
      let tries = 0;
      const again = (): void => {
        if (++tries <= 3) connection.attempt().subscribe({ error: again });
      };
      again();
      clock.flush();
      expect([dials(), tries]).to.deep.equal([1, 4]);
    });
  });

  describe('demand that goes away', () => {
    it('ends the dial with the last who waits', () => {
      const { accepted, clock, connection, startServer, states } = makeConnection();
      startServer();
      const [one, two] = [watch(connection.connect()), watch(connection.attempt())];
      one.subscription.unsubscribe();
      expect(states.at(-1)).to.equal('connecting 1');
      two.subscription.unsubscribe();
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1', 'disconnected 0']);
      clock.tick(60_000);
      expect([accepted.length, clock.timers]).to.deep.equal([0, 0]);
    });

    it('ends the back-off with the last who waits', () => {
      const { clock, connection, dials, states } = makeConnection();
      const [one, two] = [watch(connection.connect()), watch(connection.connect())];
      clock.flush();
      one.subscription.unsubscribe();
      expect(states.at(-1)).to.equal('disconnected 1 in 50');
      two.subscription.unsubscribe();
      expect([states.at(-1), clock.timers]).to.deep.equal(['disconnected 1', 0]);
      clock.tick(60_000);
      expect(dials()).to.equal(1);
    });

    it('does not shorten the back-off for who comes next', () => {
      const { clock, connection, states } = makeConnection();
      const one = watch(connection.connect());
      clock.flush();
      one.subscription.unsubscribe();
      clock.tick(20);
      watch(connection.connect());
      expect(states.at(-1)).to.equal('disconnected 1 in 30');
      clock.tick(30);
      expect(states.at(-2)).to.equal('connecting 2');
    });

    it('is not asked for after the link is there', () => {
      const { connection, states } = makeConnected();
      watch(connection.connect()).subscription.unsubscribe();
      expect([states.at(-1), connection.link === undefined]).to.deep.equal(['connected', false]);
    });
  });

  describe('onLink', () => {
    it('gets each new link before states and waiters tell of it', () => {
      const order: string[] = [];
      const { clock, connection, startServer } = makeConnection(
        {},
        { onLink: (link) => order.push(`onLink, ${connection.link === link ? 'current' : 'too early'}`) },
      );
      startServer();
      connection.state$.subscribe(({ name }) => order.push(name));
      connection.connect().subscribe(() => order.push('waiter'));
      clock.flush();
      expect(order).to.deep.equal(['disconnected', 'connecting', 'onLink, current', 'connected', 'waiter']);
    });

    it('ends the link when it throws; that counts as a failed dial', () => {
      const refusal = new Error('not this one');
      const { clock, connection, startServer, states } = makeConnection(
        {},
        {
          onLink: () => {
            throw refusal;
          },
        },
      );
      startServer();
      const seen = watch(connection.attempt());
      clock.flush();
      expect([seen.error, connection.link]).to.deep.equal([refusal, undefined]);
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1', 'disconnected 1']);
    });

    it('may close the link: who waits goes on waiting', () => {
      let refuse = true;
      const { clock, connection, startServer, states } = makeConnection(
        {},
        {
          onLink: (link) => {
            FrameLog.of(link);
            if (refuse) link.close(new ConnectionLostError('broker:10911', 'not yet'));
          },
        },
      );
      startServer();
      const seen = watch(connection.connect());
      clock.flush();
      expect(states.at(-1)).to.equal('disconnected 1 in 50');
      refuse = false;
      clock.tick(50);
      expect(seen.links).to.deep.equal([connection.link]);
    });
  });

  describe('lose()', () => {
    it('destroys the link, with the reason for listener and state', () => {
      const { clock, connection, logs, states } = makeConnected();
      const { link } = connection;
      const reason = new ConnectionLostError('broker:10911', 'it does not answer');
      connection.lose(reason);
      clock.flush();
      expect([connection.link, link?.closeReason, logs[0]?.ends]).to.deep.equal([undefined, reason, 1]);
      expect(connection.state).to.have.property('error', reason);
      expect(states.at(-1)).to.equal('disconnected 0');
    });

    it('does nothing without a link', () => {
      const { connection, states } = makeConnection();
      connection.lose(new Error('what?'));
      expect(states).to.deep.equal(['disconnected 0']);
    });

    it('is over before the listener hears, so that a request can be repeated from there', () => {
      const made = makeConnected(
        {},
        {
          onLink: (link) => {
            link.listen({
              onFrame: () => undefined,
              onClosed: () => {
                made.connection.lose(new Error('heard so'));
                repeated.push(watch(made.connection.connect()));
              },
            });
          },
        },
      );
      const repeated: Seen[] = [];
      made.accepted[0]?.close();
      made.clock.flush();
      expect(repeated.map(({ links }) => links)).to.deep.equal([[made.connection.link]]);
    });
  });

  describe('idleTimeoutMs', () => {
    it('ends a link that carries nothing, and is off by default', () => {
      const lively = makeConnected();
      lively.clock.tick(3_600_000);
      expect(lively.states.at(-1)).to.equal('connected');
      const { clock, connection, states } = makeConnected({ idleTimeoutMs: 1000 });
      clock.tick(1000);
      expect(states.at(-1)).to.equal('connected');
      clock.tick(250);
      expect(states.at(-1)).to.equal('disconnected 0');
      expect(connection.state)
        .to.have.property('error')
        .with.property('message')
        .that.matches(/no byte went either way for 1000 ms/);
      expect(clock.timers).to.equal(0);
    });

    it('spares a link that is used', () => {
      const { clock, connection, states } = makeConnected({ idleTimeoutMs: 1000 });
      for (let count = 0; count < 10; count++) {
        connection.link?.write(frameOf('x'));
        clock.tick(900);
      }
      expect(states.at(-1)).to.equal('connected');
    });

    it('leaves no timer when the link ends otherwise', () => {
      const { accepted, clock } = makeConnected({ idleTimeoutMs: 1000 });
      accepted[0]?.close();
      clock.flush();
      expect(clock.timers).to.equal(0);
    });
  });

  describe('release()', () => {
    it('leaves the link to its user, and has another for who wants one next', () => {
      const { accepted, clock, connection, dials, states } = makeConnected();
      const { link } = connection;
      connection.release();
      clock.flush();
      expect([connection.link, accepted.length]).to.deep.equal([undefined, 1]);
      connection.attempt().subscribe();
      clock.flush();
      expect([dials(), connection.link === link, link?.closeReason]).to.deep.equal([2, false, undefined]);
      expect(states.slice(-3)).to.deep.equal(['disconnected 0', 'connecting 1', 'connected']);
    });

    it('does not mind how a link ends that it has let go of', () => {
      const { clock, connection, states } = makeConnected();
      const { link } = connection;
      connection.release();
      connection.attempt().subscribe();
      clock.flush();
      link?.close(new Error('done with it'));
      clock.flush();
      expect([connection.state.name, states.at(-1)]).to.deep.equal(['connected', 'connected']);
    });

    it('is waited for by close()', () => {
      const { clock, connection } = makeConnected({ closeTimeoutMs: 500 });
      connection.release();
      const closing = closed(connection);
      clock.tick(490);
      expect(closing.done).to.equal(false);
      clock.tick(10);
      expect(closing.done).to.equal(true);
    });

    it('does nothing without a link', () => {
      const { connection, states } = makeConnection();
      connection.release();
      expect(states).to.deep.equal(['disconnected 0']);
    });

    it('leaves no timer for idleness', () => {
      const { clock, connection } = makeConnected({ idleTimeoutMs: 1000 });
      connection.release();
      expect(clock.timers).to.equal(0);
    });
  });

  describe('close()', () => {
    it('ends an unused connection at once', () => {
      const { connection, states } = makeConnection();
      expect(closed(connection).done).to.equal(true);
      expect(states).to.deep.equal(['disconnected 0', 'closed', '|']);
      expect(connection.state).to.deep.equal({ name: 'closed' });
    });

    it('starts without a subscriber, and is joined by later calls', () => {
      const { clock, connection, states } = makeConnected();
      void connection.close();
      expect(states.slice(-2)).to.deep.equal(['closed', '|']);
      clock.flush();
      expect([closed(connection).done, closed(connection).done]).to.deep.equal([true, true]);
    });

    it('hangs up in order, and ends when the socket is gone', () => {
      const { accepted, clock, connection, logs, states } = makeConnected();
      connection.link?.write(frameOf('goodbye'));
      const seen = closed(connection);
      expect([seen.done, connection.link]).to.deep.equal([false, undefined]);
      clock.flush();
      expect(seen.done).to.equal(true);
      expect(logs[0]?.ends).to.equal(1);
      expect(accepted[0]?.bytesRead).to.equal(frameOf('goodbye').length);
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1', 'connected', 'closed', '|']);
      expect(clock.timers).to.equal(0);
    });

    it('ends in time when the other side does not', () => {
      const { clock, connection, network } = makeConnected({ closeTimeoutMs: 700 });
      network.severAll();
      const seen = closed(connection);
      clock.tick(699);
      expect(seen.done).to.equal(false);
      clock.tick(1);
      expect([seen.done, clock.timers]).to.deep.equal([true, 0]);
    });

    it('ends in time when a connector never says that its link is gone', () => {
      const link = { writable$: NEVER, bytesRead: 0, localAddress: 'here:1', close: () => undefined };
      const { clock, connection } = makeConnection(
        { closeTimeoutMs: 700 },
        { connector: () => concat(of(link as unknown as Link), NEVER), onLink: () => undefined },
      );
      watch(connection.connect());
      const seen = closed(connection);
      clock.tick(700);
      expect(seen.done).to.equal(true);
    });

    it('ends a dial', () => {
      const { accepted, clock, connection, startServer, states } = makeConnection();
      startServer();
      const seen = watch(connection.connect());
      expect(closed(connection).done).to.equal(true);
      clock.flush();
      expect(seen.error).to.be.instanceOf(ClosedError);
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1', 'closed', '|']);
      expect([accepted.length, clock.timers]).to.deep.equal([0, 0]);
    });

    it('ends a back-off', () => {
      const { clock, connection, dials, states } = makeConnection();
      const seen = watch(connection.connect());
      clock.flush();
      expect(closed(connection).done).to.equal(true);
      clock.tick(60_000);
      expect(seen.error).to.be.instanceOf(ClosedError).with.property('message', 'The connection is closed');
      expect(states.slice(-3)).to.deep.equal(['disconnected 1 in 50', 'closed', '|']);
      expect([dials(), clock.timers]).to.deep.equal([1, 0]);
    });

    it('errs whoever comes later', () => {
      const { connection } = makeConnection();
      void connection.close();
      expect(watch(connection.connect()).error).to.be.instanceOf(ClosedError);
      expect(watch(connection.attempt()).error).to.be.instanceOf(ClosedError);
    });

    it('waits for links that were lost before and are still ending', () => {
      const { clock, connection, network } = makeConnected({ closeTimeoutMs: 700 });
      network.severAll();
      connection.link?.close();
      expect(connection.state.name).to.equal('disconnected');
      const seen = closed(connection);
      expect(seen.done).to.equal(false);
      clock.tick(700);
      expect([seen.done, clock.timers]).to.deep.equal([true, 0]);
    });
  });

  describe('re-entrancy', () => {
    for (const name of ['connecting', 'connected', 'disconnected'] as const) {
      it(`lets an observer close on "${name}"`, () => {
        const { accepted, clock, connection, startServer, states } = makeConnection();
        if (name !== 'disconnected') startServer();
        const seen = watch(connection.connect());
        const isDue = ({ length }: readonly string[]): boolean => name !== 'disconnected' || length > 1;
        connection.state$.subscribe((state) => {
          if (state.name === name && isDue(states)) void connection.close();
        });
        clock.tick(60_000);
        expect(states.slice(-2)).to.deep.equal(['closed', '|']);
        expect(seen.error ?? seen.completed).to.satisfy(
          (end: unknown) => end === true || end instanceof ClosedError,
        );
        expect([
          accepted.filter(({ closeReason }) => closeReason === undefined).length,
          clock.timers,
        ]).to.deep.equal([0, 0]);
      });
    }

    it('lets an observer close before the dial begins', () => {
      const { clock, connection, dials, states } = makeConnection();
      connection.state$.subscribe(({ name }) => {
        if (name === 'connecting') void connection.close();
      });
      const seen = watch(connection.connect());
      clock.flush();
      expect(seen.error).to.be.instanceOf(ClosedError);
      expect([dials(), states]).to.deep.equal([0, ['disconnected 0', 'connecting 1', 'closed', '|']]);
    });

    it('errs those who come after one who closes in next', () => {
      const { clock, connection, startServer } = makeConnection();
      startServer();
      const first = watch(connection.connect(), () => void connection.close());
      const second = watch(connection.connect());
      clock.flush();
      expect([first.links.length, first.completed, second.links.length]).to.deep.equal([1, true, 0]);
      expect(second.error).to.be.instanceOf(ClosedError);
    });

    it('keeps those waiting who come after one who loses the link in next', () => {
      const { clock, connection, startServer, states } = makeConnection();
      startServer();
      const reason = new ConnectionLostError('broker:10911', 'unusable');
      watch(connection.connect(), () => connection.lose(reason));
      const [patient, impatient] = [watch(connection.connect()), watch(connection.attempt())];
      clock.flush();
      expect(impatient.error).to.equal(reason);
      expect(states.slice(-2)).to.deep.equal(['connected', 'disconnected 1 in 50']);
      clock.tick(50);
      expect(patient.links).to.deep.equal([connection.link]);
    });

    it('has an error for those who come after one who closes the link in next', () => {
      const { clock, connection, startServer } = makeConnection();
      startServer();
      watch(connection.connect(), (link) => link.close());
      const impatient = watch(connection.attempt());
      clock.flush();
      expect(impatient.error)
        .to.be.instanceOf(ConnectionLostError)
        .with.property('reason', 'it was closed by this side');
    });
  });

  describe('connectors of users', () => {
    it('may give a link that ends only with its connector', () => {
      const ended = new Subject<Link>();
      const link = foreign({});
      const { clock, connection, states } = makeConnection(
        {},
        { connector: () => ended, onLink: () => undefined },
      );
      const seen = watch(connection.connect());
      ended.next(link);
      expect(seen.links).to.deep.equal([link]);
      ended.complete();
      expect(states.at(-1)).to.equal('disconnected 0');
      expect(connection.state).to.have.property('error').with.property('reason', 'the link ended');
      expect(clock.timers).to.equal(0);
    });

    it('may err after they gave a link', () => {
      const ended = new Subject<Link>();
      const { connection } = makeConnection({}, { connector: () => ended, onLink: () => undefined });
      watch(connection.connect());
      ended.next(foreign({}));
      ended.error(new Error('proxy gone'));
      expect(connection.state).to.have.property('error').that.is.instanceOf(ConnectFailedError);
    });

    it('may close the connection while they are asked, and fail', () => {
      const { connection, states } = makeConnection(
        {},
        {
          connector: () => {
            void connection.close();
            throw new Error('too late');
          },
        },
      );
      expect(watch(connection.connect()).error).to.be.instanceOf(ClosedError);
      expect(states).to.deep.equal(['disconnected 0', 'connecting 1', 'closed', '|']);
    });

    it('may give a link that has ended already', () => {
      const reason = new ConnectionLostError('broker:10911', 'stillborn');
      const link = foreign({ writable$: EMPTY, closeReason: reason, bytesRead: 0 });
      const { clock, connection, states } = makeConnection({}, { connector: () => of(link) });
      const seen = watch(connection.attempt());
      expect([seen.error, states.at(-1), clock.timers]).to.deep.equal([reason, 'disconnected 1', 0]);
    });
  });

  it('comes to rest, whatever happens in whatever order', () => {
    const steps = [
      'connect',
      'attempt',
      'leave',
      'up',
      'down',
      'reset',
      'lose',
      'tick',
      'wait',
      'long',
    ] as const;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...steps), { maxLength: 40, size: 'max' }),
        fc.boolean(),
        (what, closes) => {
          const made = makeConnection({
            reconnect: { maxRetries: 3 },
            idleTimeoutMs: 4000,
            receiveBufferBytes: 64,
            outboxSlabBytes: 64,
          });
          const { clock, connection, network, startServer, states, stopServer } = made;
          const waiting: Seen[] = [];
          for (const step of what) {
            if (step === 'connect' || step === 'attempt') waiting.push(watch(connection[step]()));
            else if (step === 'leave') waiting.shift()?.subscription.unsubscribe();
            else if (step === 'up') startServer({ greets: waiting.length % 2 === 0 });
            else if (step === 'down') stopServer();
            else if (step === 'reset') network.resetAll();
            else if (step === 'lose') connection.lose(new ConnectionLostError('broker:10911', 'lost'));
            else if (step === 'tick') clock.flush();
            else clock.tick(step === 'wait' ? 30 : 5000);
            expect(connection.state.name === 'connected').to.equal(connection.link !== undefined);
          }
          if (closes) void connection.close();
          else for (const { subscription } of waiting) subscription.unsubscribe();
          stopServer();
          clock.tick(10_000);
          expect(clock.timers).to.equal(0);
          expect(states.at(-1)).to.match(closes ? /^\|$/ : /^disconnected \d+$/);
          expect(waiting.filter(({ subscription }) => !subscription.closed)).to.deep.equal([]);
        },
      ),
    );
  });
});
