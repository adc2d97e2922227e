import { expect } from 'chai';
import type { Socket } from 'node:net';
import sinon from 'sinon';
import { FrameTooLargeError } from '../../src/errors/protocol-error.js';
import {
  ConnectFailedError,
  ConnectionLostError,
  ConnectTimeoutError,
} from '../../src/errors/transport-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import { dialLink } from '../../src/transport/dial-link.js';
import type { Link } from '../../src/transport/link.js';
import type { Listener } from '../../src/transport/listener.js';
import { createTcpListener } from '../../src/transport/tcp-listener.js';
import { createTlsConnector } from '../../src/transport/tls-connector.js';
import { createTlsListener, type TlsServerOptions } from '../../src/transport/tls-listener.js';
import type { TlsOptions } from '../../src/transport/tls-options.js';
import { resolveTransportOptions } from '../../src/transport/transport-options.js';
import { makeClock } from '../support/make-clock.js';
import { deferred } from '../support/deferred.js';
import { bodyOf, frameOf, lengthFramer } from '../support/length-framer.js';
import { RawServer } from '../support/raw-server.js';
import { FrameLog } from './frame-log.js';
import { anyPort, Dial, pemOf } from './transports.js';

const options = resolveTransportOptions();
const runtime = createRuntime();
const [ca, otherCa] = [pemOf('ca'), pemOf('other-ca')];
const server: TlsServerOptions = { cert: pemOf('server'), key: pemOf('server.key') };
const broker: TlsServerOptions = { cert: pemOf('broker'), key: pemOf('broker.key') };
const client = { cert: pemOf('client'), key: pemOf('client.key') };

/** A server that answers every frame with the same. */
const echo = (link: Link): void => {
  FrameLog.of(link, (frame) => link.write(frame));
};

/** What a frame comes back as, or why it does not. */
const talk = async (made: Dial): Promise<string | Error | undefined> => {
  const link = await made.link;
  const log = FrameLog.of(link);
  link.write(frameOf('ping'));
  return Promise.race([log.has(1).then(() => bodyOf(log.frames[0]!)), log.closed]);
};

const refuse = (): Error => new Error('not this one');

describe('createTlsConnector', () => {
  let listener: Listener | undefined;
  let raw: RawServer | undefined;
  let dials: Dial[] = [];

  const dial = (tls: TlsOptions, port = listener?.endpoint.port ?? 0, host = '127.0.0.1'): Dial => {
    const made = new Dial(createTlsConnector(tls, options, runtime)({ host, port }, lengthFramer));
    dials.push(made);
    return made;
  };

  const serve = async (tls: TlsServerOptions): Promise<void> => {
    listener = await createTlsListener(tls, options, runtime)(anyPort, lengthFramer, echo);
  };

  const rawPort = async (onSocket?: (socket: Socket) => void): Promise<number> => {
    raw = await RawServer.open(onSocket);
    return raw.port;
  };

  afterEach(async () => {
    for (const { hangUp } of dials) hangUp();
    await listener?.close();
    await raw?.close();
    [listener, raw, dials] = [undefined, undefined, []];
  });

  describe('verification of the server', () => {
    it('accepts a certificate of the given authority for the address', async () => {
      await serve(server);
      expect(await talk(dial({ ca }))).to.equal('ping');
    });

    it('accepts a certificate for the name that is dialled', async () => {
      await serve(server);
      expect(await talk(dial({ ca }, undefined, 'localhost'))).to.equal('ping');
    });

    const refused: readonly [what: string, served: TlsServerOptions, tls: TlsOptions, code: string][] = [
      ['of an authority that is not known', server, {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ['of another authority', server, { ca: otherCa }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ['for another name', broker, { ca }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
      [
        'for a name other than the one to ask for',
        server,
        { ca, servername: 'broker.test' },
        'ERR_TLS_CERT_ALTNAME_INVALID',
      ],
    ];
    for (const [what, served, tls, code] of refused) {
      it(`refuses a certificate ${what}`, async () => {
        await serve(served);
        const failure = await dial(tls).over;
        expect(failure).to.be.instanceOf(ConnectFailedError);
        expect(failure?.message).to.match(new RegExp(`: ${code} in the TLS handshake$`));
        expect(failure?.cause).to.have.property('code', code);
      });
    }

    it('is not switched off by the environment', async () => {
      sinon.stub(process, 'emitWarning');
      const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      try {
        await serve(server);
        expect(await dial({ ca: otherCa }).over).to.be.instanceOf(ConnectFailedError);
      } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
      }
    });

    it('looks for `servername` instead of the address', async () => {
      await serve(broker);
      expect(await talk(dial({ ca, servername: 'broker.test' }))).to.equal('ping');
    });

    it('leaves the name to `checkServerIdentity`', async () => {
      await serve(broker);
      const hosts: string[] = [];
      const checkServerIdentity = (host: string): undefined => void hosts.push(host);
      expect(await talk(dial({ ca, checkServerIdentity }))).to.equal('ping');
      expect(hosts).to.deep.equal(['127.0.0.1']);
    });

    it('refuses what `checkServerIdentity` refuses, and does not ask it about a wrong chain', async () => {
      await serve(server);
      expect((await dial({ ca, checkServerIdentity: refuse }).over)?.message).to.match(/not this one/);
      expect((await dial({ ca: otherCa, checkServerIdentity: () => undefined }).over)?.message).to.match(
        /UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
      );
    });

    it('accepts anything with `insecureSkipVerify`', async () => {
      await serve({ cert: pemOf('stranger'), key: pemOf('stranger.key') });
      expect(await talk(dial({ insecureSkipVerify: true }))).to.equal('ping');
    });

    it('checks its options when it is made', () => {
      expect(() => createTlsConnector({ servername: '10.0.0.1' }, options, runtime)).to.throw(
        InvalidArgumentError,
      );
    });
  });

  describe('certificate of the client', () => {
    const demanding = { ...server, ca, requireClientCertificate: true };

    it('is shown to a server that asks', async () => {
      await serve(demanding);
      expect(await talk(dial({ ca, ...client }))).to.equal('ping');
    });

    it('can have an encrypted key', async () => {
      await serve(demanding);
      const tls = { ca, cert: client.cert, key: pemOf('client-encrypted.key'), passphrase: 'open-sesame' };
      expect(await talk(dial(tls))).to.equal('ping');
    });

    it('is refused when the connector is made if its key cannot be read', () => {
      const key = pemOf('client-encrypted.key');
      const tls = { ca, cert: client.cert, key, passphrase: 'open-barley' };
      expect(() => createTlsConnector(tls, options, runtime))
        .to.throw(
          InvalidArgumentError,
          /^tls must be certificates and a key that can be read \(ERR_OSSL_\w+\)$/,
        )
        .that.satisfies((error: Error) => !JSON.stringify(error).includes('barley'));
    });

    it('is refused when the connector is made if the key is that of another', () => {
      const tls = { ca, cert: client.cert, key: pemOf('server.key') };
      expect(() => createTlsConnector(tls, options, runtime)).to.throw(InvalidArgumentError, /KEY/);
    });

    for (const [what, shown] of [
      ['missing', {}],
      ['of a stranger', { cert: pemOf('stranger'), key: pemOf('stranger.key') }],
    ] as const) {
      it(`is refused after the handshake when it is ${what}: the link is lost before its first byte`, async () => {
        await serve(demanding);
        const made = dial({ ca, ...shown });
        const failure = await talk(made);
        expect(failure).to.be.instanceOf(ConnectionLostError);
        expect((await made.link).bytesRead).to.equal(0);
        expect(await made.over).to.equal(undefined);
      });
    }
  });

  describe('against something that does not speak TLS', () => {
    it('errs when the other side hangs up', async () => {
      const port = await rawPort((socket) => socket.once('data', () => socket.resetAndDestroy()));
      const failure = await dial({ ca }, port).over;
      expect(failure).to.be.instanceOf(ConnectFailedError);
      expect(failure?.message).to.match(/: ECONNRESET in the TLS handshake$/);
    });

    it('errs when the other side closes in order', async () => {
      const failure = await dial({ ca }, await rawPort((socket) => socket.end())).over;
      expect(failure).to.be.instanceOf(ConnectFailedError);
    });

    it('errs when the other side answers in plain text', async () => {
      const port = await rawPort((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
      const failure = await dial({ ca }, port).over;
      expect(failure).to.be.instanceOf(ConnectFailedError);
      expect(failure?.message).to.match(/: (?:EPROTO|ERR_SSL_\w+) in the TLS handshake$/);
    });

    it('errs at a plain listener of ours, which takes the handshake for a frame that is too large', async () => {
      const ended = deferred<Error | undefined>();
      const listen = createTcpListener(options, runtime);
      listener = await listen(anyPort, lengthFramer, (link) =>
        link.listen({ onFrame: () => undefined, onClosed: ended.resolve }),
      );
      expect(await dial({ ca }).over).to.be.instanceOf(ConnectFailedError);
      expect(await ended.promise).to.be.instanceOf(FrameTooLargeError);
    });

    it('errs in time when the other side says nothing', async () => {
      const hello = deferred<void>();
      const port = await rawPort((socket) => socket.once('data', () => hello.resolve()));
      const clock = makeClock();
      const connector = createTlsConnector({ ca }, options, clock.runtime);
      const endpoint = { host: '127.0.0.1', port };
      const made = new Dial(
        dialLink({ endpoint, connector, framer: lengthFramer, options, runtime: clock.runtime }),
      );
      await hello.promise;
      clock.tick(options.connectTimeoutMs);
      expect(await made.over).to.be.instanceOf(ConnectTimeoutError);
    });
  });
});
