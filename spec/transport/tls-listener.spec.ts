import { expect } from 'chai';
import { connect as connectTls } from 'node:tls';
import { FrameTooLargeError } from '../../src/errors/protocol-error.js';
import { ConnectionLostError } from '../../src/errors/transport-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import type { Link } from '../../src/transport/link.js';
import type { Listener } from '../../src/transport/listener.js';
import { createTcpConnector } from '../../src/transport/tcp-connector.js';
import { createTlsListener, type TlsServerOptions } from '../../src/transport/tls-listener.js';
import { resolveTransportOptions } from '../../src/transport/transport-options.js';
import { deferred } from '../support/deferred.js';
import { frameOf, lengthFramer } from '../support/length-framer.js';
import { FrameLog } from './frame-log.js';
import { anyPort, Dial, pemOf } from './transports.js';

const options = resolveTransportOptions();
const runtime = createRuntime();
const ca = pemOf('ca');
const server: TlsServerOptions = { cert: pemOf('server'), key: pemOf('server.key') };

describe('createTlsListener', () => {
  let listener: Listener | undefined;
  const links: Link[] = [];
  const open = async (): Promise<Listener> => {
    const listen = createTlsListener(server, resolveTransportOptions({ connectTimeoutMs: 50 }), runtime);
    listener = await listen(anyPort, lengthFramer, (link) => links.push(link));
    return listener;
  };

  afterEach(async () => {
    links.length = 0;
    await listener?.close();
    listener = undefined;
  });

  it('ends a client that speaks plain frames, which gets a typed error', async () => {
    const { endpoint } = await open();
    const made = new Dial(createTcpConnector(options, runtime)(endpoint, lengthFramer));
    const link = await made.link;
    const log = FrameLog.of(link);
    link.write(frameOf('plain'));
    expect(await log.closed).to.satisfy(
      (error: unknown) => error instanceof ConnectionLostError || error instanceof FrameTooLargeError,
    );
    await made.over;
    expect(links).to.deep.equal([]);
  });

  it('ends a client that does not finish its handshake', async () => {
    const { endpoint } = await open();
    const made = new Dial(createTcpConnector(options, runtime)(endpoint, lengthFramer));
    expect(await FrameLog.of(await made.link).closed).to.be.instanceOf(ConnectionLostError);
    await made.over;
    expect(links).to.deep.equal([]);
  });

  it('does not wait for a handshake when it is closed', async () => {
    const { endpoint } = await open();
    const made = new Dial(createTcpConnector(options, runtime)(endpoint, lengthFramer));
    const log = FrameLog.of(await made.link);
    await new Promise(setImmediate);
    await listener?.close();
    await log.closed;
    await made.over;
    expect(links).to.deep.equal([]);
  });

  it('speaks TLS to others than our own connector', async () => {
    const { host, port } = (await open()).endpoint;
    const socket = connectTls({ host, port, ca });
    const { promise, resolve } = deferred<string | null>();
    socket.once('secureConnect', () => resolve(socket.getProtocol()));
    expect(await promise).to.equal('TLSv1.3');
    socket.destroy();
  });

  it('checks its options when it is made', () => {
    const incomplete = { cert: server.cert } as TlsServerOptions;
    expect(() => createTlsListener(incomplete, options, runtime)).to.throw(InvalidArgumentError, /^tls\.key/);
    const garbled = { ...server, key: 'no key' };
    expect(() => createTlsListener(garbled, options, runtime)).to.throw(InvalidArgumentError, /^tls must/);
  });
});
