import { connect, type ConnectionOptions } from 'node:tls';
import type { Runtime } from '../runtime/runtime.js';
import { dialSocket } from './dial-socket.js';
import type { Connector } from './link.js';
import { readSecureContext } from './secure-context.js';
import { type ResolvedTlsOptions, resolveTlsOptions, type TlsOptions } from './tls-options.js';
import type { ResolvedTransportOptions } from './transport-options.js';

/**
 * Dials TLS. The handshake is part of the dial.
 *
 * With TLS 1.3 a server judges the client's certificate after the client's handshake is done: a refusal is not a failed dial but
 * a link that is lost before its first byte.
 *
 * @throws {InvalidArgumentError} when `tls` has a value that is not allowed
 */
export function createTlsConnector(
  tls: TlsOptions,
  options: ResolvedTransportOptions,
  runtime: Runtime,
): Connector {
  const secure = connectionOptions(resolveTlsOptions(tls));
  return ({ host, port }, framer) =>
    dialSocket({
      endpoint: { host, port },
      framer,
      options,
      runtime,
      established: 'secureConnect',
      reads: 'chunks',
      open: () => connect({ ...secure, host, port }),
    });
}

/** Known to Node, missing in its types. */
const halfOpen = { allowHalfOpen: true };

function connectionOptions(tls: ResolvedTlsOptions): ConnectionOptions {
  const { servername, checkServerIdentity, insecureSkipVerify } = tls;
  return {
    ...halfOpen,
    secureContext: readSecureContext(tls, 'tls'),
    ...(servername === undefined ? {} : { servername }),
    ...(checkServerIdentity === undefined ? {} : { checkServerIdentity }),
    // Said in both cases: NODE_TLS_REJECT_UNAUTHORIZED in the environment decides nothing.
    rejectUnauthorized: !insecureSkipVerify,
  };
}
