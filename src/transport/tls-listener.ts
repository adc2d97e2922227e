import { createServer, type TlsOptions as NodeTlsOptions } from 'node:tls';
import { boolean, maybe, option, required, resolveOptions, text } from '../internal/options.js';
import type { Runtime } from '../runtime/runtime.js';
import { listenSocket } from './listen-socket.js';
import type { Listen } from './listener.js';
import { pem, type Pem } from './pem.js';
import { readSecureContext } from './secure-context.js';
import type { ResolvedTransportOptions } from './transport-options.js';

/** How a server proves who it is, and whether its clients must. */
export interface TlsServerOptions {
  /** Certificate chain of the server. */
  readonly cert: Pem;
  /** Private key of `cert`. */
  readonly key: Pem;
  /** Of `key`, when that is encrypted. */
  readonly passphrase?: string;
  /** Authorities that may have signed the certificates of clients. */
  readonly ca?: Pem;
  /** Refuses clients without a certificate signed by one of `ca`. Default false. */
  readonly requireClientCertificate?: boolean;
}

/**
 * Listens for TLS connections; links come when their handshake is done. A client that does not finish it within
 * `connectTimeoutMs`, or speaks something else, is cut off.
 *
 * @throws {InvalidArgumentError} when `tls` has a value that is not allowed
 */
export function createTlsListener(
  tls: TlsServerOptions,
  options: ResolvedTransportOptions,
  runtime: Runtime,
): Listen {
  const serverOptions = nodeOptions(tls, options);
  return (endpoint, framer, onLink) =>
    listenSocket({
      endpoint,
      framer,
      onLink,
      options,
      runtime,
      established: 'secureConnection',
      createServer: () => createServer(serverOptions),
    });
}

function nodeOptions(tls: TlsServerOptions, { connectTimeoutMs }: ResolvedTransportOptions): NodeTlsOptions {
  const { requireClientCertificate, ...material } = resolveOptions('tls', tls, {
    cert: required(pem),
    key: required(pem),
    passphrase: maybe(text),
    ca: maybe(pem),
    requireClientCertificate: option(boolean, false),
  });
  readSecureContext(material, 'tls');
  const given = Object.entries(material).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    requestCert: requireClientCertificate,
    rejectUnauthorized: requireClientCertificate,
    handshakeTimeout: connectTimeoutMs,
    allowHalfOpen: true,
  };
}
