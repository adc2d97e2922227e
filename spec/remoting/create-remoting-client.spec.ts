import { expect } from 'chai';
import { firstValueFrom, map, toArray } from 'rxjs';
import { ConnectFailedError } from '../../src/errors/transport-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { createRemotingClient } from '../../src/remoting/create-remoting-client.js';
import { resolveRemotingOptions } from '../../src/remoting/remoting-options.js';
import { RemotingServer } from '../../src/remoting/remoting-server.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import { createTcpListener } from '../../src/transport/tcp-listener.js';
import { echo, makeToyNetwork, observe } from './toy-network.js';
import { toyProtocol } from './toy-protocol.js';

const make = (address: string, more = {}) =>
  createRemotingClient(address, { protocol: toyProtocol, ...more });

describe('createRemotingClient', () => {
  it('dials over TCP when it is told nothing but the protocol', async () => {
    const runtime = createRuntime();
    const server = new RemotingServer({ protocol: toyProtocol, runtime, onRequest: echo });
    const listen = createTcpListener(resolveRemotingOptions().transport, runtime);
    const { port } = await server.listen(listen, { host: '127.0.0.1', port: 0 });
    const client = createRemotingClient(`127.0.0.1:${port}`, { protocol: toyProtocol });
    expect((await client.invoke({ text: 'hi' })).text).to.equal('hi');
    await client.close();
    await server.close();
  });

  it('dials over TLS when it is told so', async () => {
    const runtime = createRuntime();
    const server = new RemotingServer({ protocol: toyProtocol, runtime, onRequest: echo });
    const listen = createTcpListener(resolveRemotingOptions().transport, runtime);
    const endpoint = await server.listen(listen, { host: '127.0.0.1', port: 0 });
    const client = createRemotingClient(endpoint, { protocol: toyProtocol, tls: {}, requestTimeoutMs: 1000 });
    const bytes = firstValueFrom(
      server.peers$.pipe(
        map((peers) => peers.length),
        toArray(),
      ),
    );
    const failure: unknown = await client.invoke({ text: 'hi' }).catch((error: unknown) => error);
    expect(failure, 'a plain server takes a handshake for nonsense and hangs up').to.be.instanceOf(
      ConnectFailedError,
    );
    await client.close();
    await server.close();
    expect(await bytes).to.deep.equal([0, 1, 0]);
  });

  it('takes a connector, a runtime, options and handlers of the caller', () => {
    const { clock, makeServer, network } = makeToyNetwork();
    makeServer({ onRequest: echo });
    const client = createRemotingClient('server:1000', {
      protocol: toyProtocol,
      connector: network.connector,
      runtime: clock.runtime,
      maxPendingRequests: 7,
      handlers: [{ name: 'shouter', onWrite: ({ text }) => ({ text: text.toUpperCase() }) }],
      interceptors: [
        (next) => (request, options, invocation) => next({ text: `${request.text}!` }, options, invocation),
      ],
    });
    const asking = observe(client.invoke({ text: 'hi' }));
    clock.flush();
    expect(asking.values[0]?.text).to.equal('HI!');
    expect(client.options.maxPendingRequests).to.equal(7);
  });

  it('refuses addresses and options that cannot be', () => {
    expect(() => make('nowhere')).to.throw(InvalidArgumentError, 'endpoint');
    expect(() => make('server:1', { maxPendingRequests: 0 })).to.throw(
      InvalidArgumentError,
      'maxPendingRequests',
    );
    expect(() => make('server:1', { maxPendingRequest: 1 })).to.throw(
      InvalidArgumentError,
      'maxPendingRequests',
    );
    expect(() => make('server:1', { transport: { maxFrameBytes: -1 } })).to.throw(
      InvalidArgumentError,
      'remoting.transport.maxFrameBytes',
    );
  });
});
