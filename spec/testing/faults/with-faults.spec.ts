import { expect } from 'chai';
import { firstValueFrom, NEVER, Subject, take, toArray } from 'rxjs';
import { ConnectionLostError } from '../../../src/errors/transport-error.js';
import type { RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { encodeFrame } from '../../../src/protocol/frame-codec.js';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import { RemotingClient } from '../../../src/remoting/remoting-client.js';
import { RemotingServer } from '../../../src/remoting/remoting-server.js';
import { createRuntime } from '../../../src/runtime/runtime.js';
import { FaultRegistry } from '../../../src/testing/faults/fault-registry.js';
import { Faults } from '../../../src/testing/faults/faults.js';
import { withFaults } from '../../../src/testing/faults/with-faults.js';
import type { Link } from '../../../src/transport/link.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { observe } from '../../remoting/toy-network.js';
import { FrameLog } from '../../transport/frame-log.js';
import { anyPort, transports } from '../../transport/transports.js';
import { brokerB, echo, makeFaultyNetwork, request, textOf } from './faulty-network.js';

const send = RequestCode.SEND_MESSAGE_V2;
const pull = RequestCode.PULL_MESSAGE;

describe('withFaults', () => {
  /** A server whose links the test holds, and a client of it. */
  const makeLinks = () => {
    const network = makeFaultyNetwork();
    const links: Link[] = [];
    const listening = withFaults(network.network.listen, network.registry, 'links')(
      brokerB,
      createRocketMQProtocol(),
      (link) => links.push(link),
    );
    const listener = observe(listening).values[0]!;
    const client = network.makeClient(brokerB);
    return { ...network, client, links, listener };
  };

  it('hands frames through where they lie, and gives the outbox itself, while there is no fault', () => {
    const { ask, client, clock, faults, links } = makeLinks();
    ask(client, send, 'a');
    const [link] = links as [Link];
    const seen: boolean[] = [];
    link.listen({ onFrame: (_bytes, _start, _end, owned) => seen.push(owned), onClosed: () => undefined });
    clock.tick();
    const { outbox } = link;
    const fault = faults.delay(0);
    ask(client, send, 'b');
    expect([seen, link.outbox === outbox]).to.deep.equal([[false, true], false]);
    fault.remove();
    ask(client, send, 'c');
    expect([seen, link.outbox === outbox]).to.deep.equal([[false, true, false], true]);
  });

  it('makes links that do what links do', () => {
    const { ask, client, clock, faults, links } = makeLinks();
    ask(client, send, 'a');
    const [link] = links as [Link];
    const log = FrameLog.of(link);
    const writable = observe(link.writable$);
    clock.tick();
    expect([link.localAddress, link.bytesRead, link.lastReadAt, link.address.split(':')[0]]).to.deep.equal([
      'broker:10921',
      log.frames[0]!.length,
      clock.now,
      'memory',
    ]);
    const inbound = observe(client.inbound$);
    faults.delay(10, { direction: 'response' });
    const frame = log.frames[0]!;
    const answer = Buffer.from(frame);
    link.write(answer);
    expect([link.bufferedBytes, writable.values]).to.deep.equal([answer.length, [true]]);
    clock.tick(10);
    expect([link.bufferedBytes, link.bytesWritten, inbound.values.length]).to.deep.equal([
      0,
      answer.length,
      1,
    ]);
    link.pauseReading();
    ask(client, send, 'b');
    expect(log.frames).to.have.length(1);
    link.resumeReading();
    clock.tick();
    expect(log.frames).to.have.length(2);
    const error = new Error('enough');
    link.close(error);
    clock.tick(5000);
    expect([link.closeReason, log.ends, writable.complete.callCount]).to.deep.equal([error, 1, 1]);
  });

  it('emits frames that the subscriber owns', () => {
    const { ask, client, clock, links } = makeLinks();
    ask(client, send, 'a');
    const frames = observe(links[0]!.frames$.pipe(take(2), toArray()));
    clock.tick();
    ask(client, send, 'b');
    expect(frames.values[0]?.map((frame) => frame.subarray(-1).toString())).to.deep.equal(['a', 'b']);
    clock.tick(5000);
  });

  it('tells who listens too late that the link has ended', () => {
    const { ask, client, clock, links, registry } = makeLinks();
    ask(client, send, 'a');
    const error = new Error('no');
    links[0]!.close(error);
    expect(registry.links).to.deep.equal([]);
    const log = FrameLog.of(links[0]!);
    clock.tick(5000);
    expect([log.ends, links[0]!.closeReason]).to.deep.equal([1, error]);
  });

  it('lets frames through that cannot be read: they are the business of who gets them', () => {
    const { ask, client, clock, faults, links, network } = makeLinks();
    faults.drop({ code: pull });
    ask(client, send, 'a');
    const log = FrameLog.of(links[0]!);
    const dialled = observe(network.connector(brokerB, createRocketMQProtocol()));
    clock.tick();
    const other = FrameLog.of(links.at(-1)!);
    const garbage = Buffer.from([0, 0, 0, 6, 7, 0, 0, 0, 1, 2]);
    dialled.values[0]!.write(garbage);
    clock.tick();
    expect([other.frames, log.frames.length]).to.deep.equal([[garbage], 1]);
  });

  it('lets nothing through after a cut, readable or not', () => {
    const { clock, faults, links, network } = makeLinks();
    faults.cut('before', { times: 1 });
    const dialled = observe(network.connector(brokerB, createRocketMQProtocol()));
    clock.tick();
    const log = FrameLog.of(links[0]!);
    const near = dialled.values[0]!;
    near.write(encodeFrame(request(send, 'a')));
    near.write(Buffer.from([0, 0, 0, 6, 7, 0, 0, 0, 1, 2]));
    near.write(encodeFrame(request(send, 'b')));
    clock.tick();
    expect([log.frames, log.ends]).to.deep.equal([[], 1]);
    FrameLog.of(near);
    clock.tick(2000);
  });

  describe('leaves nothing behind', () => {
    it('when its server stops, whatever is held back', () => {
      const { ask, clock, faults, makeClient, registry, server } = makeFaultyNetwork({
        onRequest: (asked) => (asked.code === pull ? NEVER : echo(asked)),
      });
      const clients = [makeClient(), makeClient(), makeClient()];
      for (const client of clients) ask(client, send);
      const [first, second, third] = server.peers.map(({ address }) => address);
      faults.delay(60_000, { code: send });
      faults.delay(60_000, { code: send, direction: 'response' });
      faults.reorder({ code: pull, maxHoldMs: 60_000, peer: first! });
      faults.goAway({ graceMs: 60_000, peer: first! });
      faults.halfOpen({ peer: second! });
      faults.pause({ peer: third! });
      for (const client of clients) {
        ask(client, send, 'late', 100_000);
        ask(client, pull, 'late', 100_000);
      }
      const closing = observe(server.close());
      for (const client of clients) observe(client.close());
      clock.tick(2000);
      expect([closing.values.length, clock.timers, registry.links]).to.deep.equal([1, 0, []]);
    });

    it('when a client is gone', () => {
      const { ask, clock, faults, makeClient, registry, server } = makeFaultyNetwork();
      const client = makeClient();
      faults.delay(60_000);
      ask(client, send, 'late');
      observe(client.close());
      clock.tick(2000);
      expect([server.peers, clock.timers, registry.links]).to.deep.equal([[], 0, []]);
    });

    it('when a connection is refused, or its server closed already', () => {
      const { clock, faults, makeClient, registry, ask } = makeFaultyNetwork();
      faults.refuse();
      const client = makeClient();
      expect(ask(client, send).failure).to.be.instanceOf(ConnectionLostError);
      observe(client.close());
      clock.tick(2000);
      expect([registry.links, clock.timers]).to.deep.equal([[], 0]);
    });
  });

  for (const [name, make] of Object.entries(transports)) {
    describe(`over ${name}`, () => {
      const open = async () => {
        const runtime = createRuntime();
        const transport = make(resolveTransportOptions(), runtime);
        const protocol = createRocketMQProtocol();
        const registry = new FaultRegistry({ runtime });
        const answers = new Subject<RemotingCommand>();
        const served: string[] = [];
        const server = new RemotingServer<RemotingCommand, RemotingCommand>({
          protocol,
          runtime,
          onRequest: (asked) => {
            served.push(textOf(asked));
            return asked.code === pull ? answers : echo(asked);
          },
        });
        const endpoint = await server.listen(withFaults(transport.listen, registry, 'broker-a'), anyPort);
        const client = new RemotingClient({ endpoint, protocol, connector: transport.connector, runtime });
        const ask = (code: number, text: string): Promise<string> =>
          firstValueFrom(client.invoke(request(code, text))).then(
            textOf,
            (error: Error) => error.constructor.name,
          );
        const close = async (): Promise<void> => {
          await Promise.all([client.close(), server.close()]);
        };
        return { answers, ask, client, close, faults: new Faults(registry), registry, served, server };
      };
      let opened: Awaited<ReturnType<typeof open>>;
      beforeEach(async () => {
        opened = await open();
      });
      afterEach(async () => {
        await opened.close();
        expect(opened.registry.links).to.deep.equal([]);
      });

      it('carries large and small commands through faults that change nothing', async () => {
        const { ask, faults } = opened;
        faults.delay(0);
        faults.delay(0, { direction: 'response' });
        const texts = Array.from({ length: 50 }, (_, index) => 'x'.repeat((index * 997 * 7) % 30_000));
        const answers = await Promise.all(texts.map((text) => ask(send, text)));
        expect(answers).to.deep.equal(texts.map((text) => `echo:${text}`));
      });

      it('cuts connections, and damages what comes over them', async () => {
        const { ask, faults, served } = opened;
        await ask(send, 'hello');
        faults.cut('after', { times: 1 });
        expect(await ask(send, 'a')).to.equal('ConnectionLostError');
        faults.truncate({ part: 'frame', times: 1 });
        expect(await ask(send, 'b')).to.equal('ConnectionLostError');
        faults.corrupt({ times: 1 });
        expect(await ask(send, 'c')).to.equal('ConnectionLostError');
        expect([await ask(send, 'd'), served]).to.deep.equal(['echo:d', ['hello', 'a', 'b', 'c', 'd']]);
      });

      it('refuses connections', async () => {
        const { ask, faults } = opened;
        faults.refuse({ times: 1 });
        expect(await ask(send, 'a')).to.equal('ConnectionLostError');
      });

      it('pauses a server and lets it go on', async () => {
        const { ask, faults, served } = opened;
        await ask(send, 'hello');
        const pause = faults.pause();
        const [waiting, other] = [ask(send, 'a'), ask(send, 'b')];
        for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
        expect(served).to.deep.equal(['hello']);
        pause.remove();
        expect(await Promise.all([waiting, other])).to.deep.equal(['echo:a', 'echo:b']);
      });

      it('leaves the client of a half-open connection in the dark', async () => {
        const { ask, client, faults, served, server } = opened;
        await ask(send, 'hello');
        faults.halfOpen();
        const lost = ask(send, 'a');
        server.peers[0]!.close();
        for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
        expect([client.state.name, served, server.peers]).to.deep.equal(['connected', ['hello'], []]);
        await opened.close();
        expect(await lost).to.match(/^(ClosedError|ConnectionLostError)$/);
      });
    });
  }
});
