import { expect } from 'chai';
import {
  ConnectFailedError,
  ConnectionLostError,
  ListenFailedError,
} from '../../src/errors/transport-error.js';
import type { Link } from '../../src/transport/link.js';
import type { Listener } from '../../src/transport/listener.js';
import { MemoryNetwork } from '../../src/transport/memory-network.js';
import { resolveTransportOptions, type TransportOptions } from '../../src/transport/transport-options.js';
import { makeClock } from '../support/make-clock.js';
import { bodyOf, frameOf, lengthFramer } from '../support/length-framer.js';
import { FrameLog } from './frame-log.js';

const endpoint = { host: 'broker', port: 10_911 };

function makeNetwork(options?: TransportOptions) {
  const clock = makeClock();
  const network = new MemoryNetwork(resolveTransportOptions(options), clock.runtime);
  const accepted: Link[] = [];
  const listen = (at = endpoint): Listener | Error => {
    let outcome: Listener | Error | undefined;
    network
      .listen(at, lengthFramer, (link) => accepted.push(link))
      .subscribe({
        next: (listener) => (outcome = listener),
        error: (error: Error) => (outcome = error),
      });
    return outcome!;
  };
  const dial = (at = endpoint) => {
    const seen: { link?: Link; error?: Error; completed?: true } = {};
    const subscription = network.connector(at, lengthFramer).subscribe({
      next: (link) => (seen.link = link),
      error: (error: Error) => (seen.error = error),
      complete: () => (seen.completed = true),
    });
    return { seen, subscription };
  };
  const pair = () => {
    listen();
    const { seen, subscription } = dial();
    clock.flush();
    const [near, far] = [seen.link!, accepted[0]!];
    const logs = { near: FrameLog.of(near), far: FrameLog.of(far) };
    return { near, far, logs, seen, subscription };
  };
  return { accepted, clock, dial, listen, network, pair };
}

/** What arrives where, in order, of two frames one way and one the other. */
const exchange = (): string[] => {
  const { clock, pair } = makeNetwork();
  const { near, far, logs } = pair();
  near.write(frameOf('a'));
  far.write(frameOf('b'));
  near.write(frameOf('c'));
  expect([logs.near.frames, logs.far.frames]).to.deep.equal([[], []]);
  clock.flush();
  return [...logs.far.frames, ...logs.near.frames].map(bodyOf);
};

describe('MemoryNetwork', () => {
  it('connects who dials with who listens, after the present tick', () => {
    const { accepted, clock, dial, listen } = makeNetwork();
    listen();
    const { seen } = dial();
    expect([seen.link, accepted.length]).to.deep.equal([undefined, 0]);
    clock.flush();
    expect(seen.link?.address).to.equal('broker:10911');
    expect(accepted[0]?.address).to.equal(seen.link?.localAddress);
  });

  it('refuses where nobody listens, or not any more', () => {
    const { clock, dial, listen } = makeNetwork();
    const early = dial();
    clock.flush();
    expect(early.seen.error)
      .to.be.instanceOf(ConnectFailedError)
      .with.property('message')
      .that.matches(/ECONNREFUSED/);
    void (listen() as Listener).close();
    const late = dial();
    clock.flush();
    expect(late.seen.error).to.be.instanceOf(ConnectFailedError);
  });

  it('accepts nothing for a dial that was left', () => {
    const { accepted, clock, dial, listen } = makeNetwork();
    listen();
    dial().subscription.unsubscribe();
    clock.flush();
    expect(accepted).to.deep.equal([]);
  });

  it('has room for one listener per endpoint, and chooses ports', () => {
    const { listen } = makeNetwork();
    listen();
    expect(listen()).to.be.instanceOf(ListenFailedError);
    const [one, two] = [listen({ ...endpoint, port: 0 }), listen({ ...endpoint, port: 0 })] as Listener[];
    expect(one?.endpoint.port).to.be.greaterThan(0).and.not.equal(two?.endpoint.port);
  });

  it('moves bytes in deferred tasks only, in the same order every time', () => {
    expect(exchange()).to.deep.equal(['a', 'c', 'b']);
    expect(exchange()).to.deep.equal(exchange());
  });

  it('tells both sides of a reset, and loses what was on its way', () => {
    const { clock, network, pair } = makeNetwork();
    const { near, logs, seen } = pair();
    near.write(frameOf('lost'));
    network.resetAll();
    clock.flush();
    expect(near.closeReason).to.be.instanceOf(ConnectionLostError).with.property('reason', 'ECONNRESET');
    expect([logs.near.ends, logs.far.ends, seen.completed]).to.deep.equal([1, 1, true]);
  });

  it('resets the other side when an end leaves bytes unread, as a socket does', () => {
    const { accepted, clock, dial, listen } = makeNetwork();
    listen();
    const { seen } = dial();
    clock.flush();
    FrameLog.of(seen.link!);
    seen.link?.write(frameOf('unread'));
    clock.flush();
    accepted[0]?.close(new Error('no time'));
    clock.flush();
    expect(seen.link?.closeReason).to.have.property('reason', 'ECONNRESET');
  });

  it('does not wait for somebody who is gone to take what is written', () => {
    const { clock, pair } = makeNetwork();
    const { near, far, logs, seen } = pair();
    far.close(new Error('gone'));
    near.write(frameOf('hello?'));
    clock.flush();
    expect([logs.near.ends, seen.completed, clock.timers]).to.deep.equal([1, true, 0]);
  });

  it('resets who writes to somebody who is gone, though it does not read', () => {
    const { accepted, clock, dial, listen } = makeNetwork();
    listen();
    const { seen } = dial();
    clock.flush();
    accepted[0]?.close(new Error('gone'));
    clock.flush();
    expect(seen.link?.closeReason).to.equal(undefined);
    seen.link?.write(frameOf('hello?'));
    clock.flush();
    expect(seen.link?.closeReason).to.have.property('reason', 'ECONNRESET');
  });

  it('tells nobody when it is severed: both go on, and nothing arrives', () => {
    const { clock, network, pair } = makeNetwork();
    const { near, far, logs } = pair();
    network.severAll();
    near.write(frameOf('into the void'));
    far.write(frameOf('too'));
    network.resetAll();
    clock.tick(60_000);
    expect([logs.near.frames, logs.far.frames]).to.deep.equal([[], []]);
    expect([logs.near.ends, logs.far.ends]).to.deep.equal([0, 0]);
    expect(near.bufferedBytes).to.equal(0);
  });

  it('ends a severed link within closeTimeoutMs, unheard by the other side', () => {
    const { clock, network, pair } = makeNetwork({ closeTimeoutMs: 500 });
    const { near, logs, seen } = pair();
    network.severAll();
    near.close();
    clock.tick(499);
    expect(seen.completed).to.equal(undefined);
    clock.tick(1);
    expect(seen.completed).to.equal(true);
    expect([logs.near.ends, logs.far.ends, clock.timers]).to.deep.equal([1, 0, 0]);
  });

  it('holds a bounded number of bytes between two sides: the rest waits with the writer', () => {
    const { accepted, clock, dial, listen } = makeNetwork();
    listen();
    const { seen } = dial();
    clock.flush();
    const frame = frameOf(Buffer.alloc(100_000));
    for (let count = 0; count < 20; count++) {
      seen.link?.write(frame);
      clock.flush();
    }
    expect(seen.link?.bufferedBytes).to.be.greaterThan(1_000_000);
    const log = FrameLog.of(accepted[0]!);
    clock.flush();
    expect([log.frames.length, seen.link?.bufferedBytes]).to.deep.equal([20, 0]);
  });

  it('ends with its listener, links and all', () => {
    const { accepted, clock, dial, listen } = makeNetwork();
    const listener = listen() as Listener;
    const { seen } = dial();
    clock.flush();
    const logs = [FrameLog.of(seen.link!), FrameLog.of(accepted[0]!)];
    let closed = false;
    listener.close().subscribe(() => (closed = true));
    expect(closed).to.equal(false);
    clock.flush();
    expect([closed, seen.completed, ...logs.map(({ ends }) => ends)]).to.deep.equal([true, true, 1, 1]);
    expect(clock.timers).to.equal(0);
  });
});
