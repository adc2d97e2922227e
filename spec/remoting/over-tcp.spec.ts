import { expect } from 'chai';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { filter, firstValueFrom, forkJoin, take, toArray } from 'rxjs';
import { ConnectionLostError } from '../../src/errors/transport-error.js';
import { ClosedError } from '../../src/errors/usage-error.js';
import { RemotingClient } from '../../src/remoting/remoting-client.js';
import { RemotingServer, type RemotingServerSettings } from '../../src/remoting/remoting-server.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import type { Endpoint } from '../../src/transport/endpoint.js';
import { createTcpConnector } from '../../src/transport/tcp-connector.js';
import { createTcpListener } from '../../src/transport/tcp-listener.js';
import { resolveTransportOptions } from '../../src/transport/transport-options.js';
import { answer, echo, type ToyClient, type ToyServer } from './toy-network.js';
import { toyFrame, type ToyMessage, toyProtocol, type ToyRequest } from './toy-protocol.js';

const runtime = createRuntime();
const transport = resolveTransportOptions();
const connector = createTcpConnector(transport, runtime);
const anyPort: Endpoint = { host: '127.0.0.1', port: 0 };

const makeClient = (endpoint: Endpoint): ToyClient =>
  new RemotingClient<ToyRequest, ToyMessage>({ endpoint, protocol: toyProtocol, connector, runtime });

const makeServer = (onRequest: RemotingServerSettings<ToyRequest, ToyMessage>['onRequest']): ToyServer =>
  new RemotingServer<ToyRequest, ToyMessage>({ protocol: toyProtocol, runtime, onRequest });

const listen = (server: ToyServer): PromiseLike<Endpoint> =>
  server.listen(createTcpListener(transport, runtime), anyPort);

/** A server that only moves bytes: what `onSocket` writes arrives in just these pieces, as far as TCP lets it. */
async function rawServer(
  onSocket: (socket: Socket) => void,
): Promise<{ server: Server; endpoint: Endpoint }> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } };
}

async function closeRaw(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

const reply = (id: number, text: string): Buffer => toyFrame({ kind: 'reply', id, text });

describe('remoting over TCP', () => {
  it('carries many requests at a time, answered in any order, with large bodies among them', async () => {
    const held: (() => void)[] = [];
    const server = makeServer((message, peer) => {
      held.push(() => peer.reply(message, answer(`re: ${message.text}`)));
      if (held.length === 200) for (const release of held.toReversed()) release();
    });
    const client = makeClient(await listen(server));
    const questions = Array.from({ length: 200 }, (_, index) =>
      index % 50 === 0 ? 'x'.repeat(400_000 + index) : `question ${index}`,
    );
    const replies = await firstValueFrom(forkJoin(questions.map((text) => client.invoke({ text }))));
    expect(replies.map(({ text }) => text)).to.deep.equal(questions.map((text) => `re: ${text}`));
    await client.close();
    await server.close();
  });

  it('lets both sides ask at the same time', async () => {
    const server = makeServer(echo);
    const client = makeClient(await listen(server));
    client.requests$.subscribe((request) => client.reply(request, answer(`client: ${request.text}`)));
    await client.invoke({ text: 'connect' });
    const theirs = server.peers[0]!.invoke({ text: 'a' });
    const ours = client.invoke({ text: 'b' });
    expect([(await theirs).text, (await ours).text]).to.deep.equal(['client: a', 'b']);
    await client.close();
    await server.close();
  });

  it('reads two frames that come in one piece, and one that comes in two', async () => {
    const { server, endpoint } = await rawServer((socket) => {
      const third = reply(3, 'in two pieces');
      socket.once('data', () => {
        socket.write(Buffer.concat([reply(1, 'first'), reply(2, 'second'), third.subarray(0, 11)]), () => {
          setImmediate(() => socket.write(third.subarray(11)));
        });
      });
    });
    const client = makeClient(endpoint);
    const replies = await firstValueFrom(forkJoin(['a', 'b', 'c'].map((text) => client.invoke({ text }))));
    expect(replies.map(({ text }) => text)).to.deep.equal(['first', 'second', 'in two pieces']);
    await client.close();
    await closeRaw(server);
  });

  it('errs what was asked when the connection is cut in the middle of a frame, and connects again', async () => {
    let connections = 0;
    const { server, endpoint } = await rawServer((socket) => {
      connections += 1;
      socket.once('data', () => {
        if (connections === 1) socket.end(reply(1, 'cut off').subarray(0, 12));
        else socket.write(reply(1, 'whole'));
      });
    });
    const client = makeClient(endpoint);
    const lost: unknown = await client.invoke({ text: 'a' }).catch((error: unknown) => error);
    expect(lost).to.be.instanceOf(ConnectionLostError);
    expect((await client.invoke({ text: 'b' })).text).to.equal('whole');
    await client.close();
    await closeRaw(server);
  });

  it('errs what was asked when the connection is reset', async () => {
    const { server, endpoint } = await rawServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    const client = makeClient(endpoint);
    const lost: unknown = await client.invoke({ text: 'a' }).catch((error: unknown) => error);
    expect(lost).to.be.instanceOf(ConnectionLostError);
    await client.close();
    await closeRaw(server);
  });

  it('closes with requests pending and leaves nothing behind', async () => {
    const server = makeServer(() => undefined);
    const client = makeClient(await listen(server));
    const states = firstValueFrom(client.state$.pipe(toArray()));
    const pending = client.invoke({ text: 'a' }).catch((error: unknown) => error);
    await firstValueFrom(client.state$.pipe(filter(({ name }) => name === 'connected')));
    await client.close();
    expect(await pending).to.be.instanceOf(ClosedError);
    expect((await states).map(({ name }) => name)).to.deep.equal([
      'disconnected',
      'connecting',
      'connected',
      'closed',
    ]);
    await firstValueFrom(
      server.peers$.pipe(
        filter(({ length }) => length === 0),
        take(1),
      ),
    );
    await server.close();
  });

  it('lets a server close while clients are connected', async () => {
    const server = makeServer(() => undefined);
    const client = makeClient(await listen(server));
    const pending = client.invoke({ text: 'a' }).catch((error: unknown) => error);
    await firstValueFrom(server.peers$.pipe(filter(({ length }) => length === 1)));
    await server.close();
    expect(await pending).to.be.instanceOf(ConnectionLostError);
    await client.close();
  });
});
