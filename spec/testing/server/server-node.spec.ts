import { expect } from 'chai';
import { Subject } from 'rxjs';
import { RequestCode } from '../../../src/protocol/index.js';
import { accept } from '../../../src/testing/server/accept.js';
import type { Exchange } from '../../../src/testing/server/exchange.js';
import { ServerNode, type ServerLife } from '../../../src/testing/server/server-node.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { observe } from '../../remoting/toy-network.js';
import { makeClock } from '../../support/make-clock.js';
import { createTestClient } from '../support/create-test-client.js';

describe('ServerNode', () => {
  /** A server that notes what happens to it, on a network without sockets. */
  function makeNode(port = 0) {
    const clock = makeClock();
    const { runtime } = clock;
    const network = new MemoryNetwork(resolveTransportOptions(), runtime);
    const setting = {
      runtime,
      listen: () => network.listen,
      protocol: {},
      exchanges: new Subject<Exchange>(),
    };
    const notes: string[] = [];
    const makeServer = (begin?: () => ServerLife): ServerNode =>
      new ServerNode('broker-a', setting, { host: '127.0.0.1', port }, ({ port: actual }): ServerLife => {
        notes.push(`begins at ${actual}`);
        if (begin !== undefined) return begin();
        return {
          requests: { [RequestCode.HEART_BEAT]: () => accept() },
          onPeerGone: () => notes.push('a peer is gone'),
          stop: () => notes.push('stops'),
        };
      });
    return { clock, network, notes, node: makeServer(), makeServer, runtime };
  }

  it('runs from its start to its stop', () => {
    const { clock, node, notes } = makeNode(10_911);
    expect(node.isRunning).to.equal(false);
    expect(observe(node.start()).complete).to.have.callCount(1);
    expect([node.isRunning, node.address]).to.deep.equal([true, '127.0.0.1:10911']);
    const stopped = observe(node.stop());
    clock.flush();
    expect(stopped.complete).to.have.callCount(1);
    expect([node.isRunning, notes]).to.deep.equal([false, ['begins at 10911', 'stops']]);
  });

  it('has the port that it got first, whenever it is started again', () => {
    const { clock, node, notes } = makeNode();
    observe(node.start());
    const { address } = node;
    observe(node.stop());
    clock.flush();
    observe(node.start());
    expect(node.address).to.equal(address);
    expect(notes).to.deep.equal(['begins at 49152', 'stops', 'begins at 49152']);
  });

  it('starts once, however many want it', () => {
    const { node, notes } = makeNode();
    const starting = node.start();
    expect(notes, 'it is cold').to.deep.equal([]);
    const all = [observe(starting), observe(node.start()), observe(starting)];
    expect(all.map(({ complete }) => complete.callCount)).to.deep.equal([1, 1, 1]);
    expect(notes).to.deep.equal(['begins at 49152']);
  });

  it('starts once after a stop, however many want it', () => {
    const { clock, network, node, notes, runtime } = makeNode();
    observe(node.start());
    const endpoint = { host: '127.0.0.1', port: 49_152 };
    const settle = (): void => clock.flush();
    const client = createTestClient({ endpoint, connector: network.connector, runtime, settle });
    client.askPlainly(RequestCode.HEART_BEAT);
    const works = [node.stop(), node.start(), node.start()].map((work) => observe(work));
    expect(
      works.map(({ complete }) => complete.callCount),
      'a client is being hung up on',
    ).to.deep.equal([0, 0, 0]);
    clock.flush();
    expect(works.map(({ complete, error }) => [complete.callCount, error.callCount])).to.deep.equal(
      works.map(() => [1, 0]),
    );
    expect(notes).to.deep.equal(['begins at 49152', 'stops', 'a peer is gone', 'begins at 49152']);
    client.close();
  });

  it('is stopped when it has started, if that is asked for meanwhile', () => {
    const { clock, network, node, notes, runtime } = makeNode();
    observe(node.start());
    const endpoint = { host: '127.0.0.1', port: 49_152 };
    const client = createTestClient({
      endpoint,
      connector: network.connector,
      runtime,
      settle: () => clock.flush(),
    });
    client.askPlainly(RequestCode.HEART_BEAT);
    observe(node.stop());
    const started = observe(node.start());
    const stopped = observe(node.stop());
    clock.flush();
    expect([started.complete.callCount, stopped.complete.callCount, node.isRunning]).to.deep.equal([
      1,
      1,
      false,
    ]);
    expect(notes.at(-1)).to.equal('stops');
    client.close();
  });

  it('does not start any more when it is retired, not even if it was about to', () => {
    const { clock, network, node, notes, runtime } = makeNode();
    observe(node.start());
    const endpoint = { host: '127.0.0.1', port: 49_152 };
    const client = createTestClient({
      endpoint,
      connector: network.connector,
      runtime,
      settle: () => clock.flush(),
    });
    client.askPlainly(RequestCode.HEART_BEAT);
    observe(node.stop());
    const started = observe(node.start());
    const retired = observe(node.retire());
    clock.flush();
    expect([started.failure?.name, retired.complete.callCount, node.isRunning]).to.deep.equal([
      'ClosedError',
      1,
      false,
    ]);
    expect(observe(node.start()).failure?.name).to.equal('ClosedError');
    expect(notes.filter((note) => note.startsWith('begins'))).to.have.length(1);
    client.close();
  });

  it('errs when its port is taken, and can try again', () => {
    const { clock, node, makeServer } = makeNode(10_911);
    observe(node.start());
    const second = makeServer();
    expect(observe(second.start()).failure?.name).to.equal('ListenFailedError');
    expect(second.isRunning).to.equal(false);
    observe(node.stop());
    clock.flush();
    expect(observe(second.start()).complete).to.have.callCount(1);
  });

  it('leaves its port to others when its life cannot begin', () => {
    const { clock, makeServer } = makeNode(10_911);
    const failing = makeServer(() => {
      throw new TypeError('no such level');
    });
    const started = observe(failing.start());
    clock.flush();
    expect([started.failure?.message, failing.isRunning]).to.deep.equal(['no such level', false]);
    expect(observe(makeServer().start()).complete).to.have.callCount(1);
  });
});
