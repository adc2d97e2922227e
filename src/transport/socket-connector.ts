import type { Runtime } from '../runtime/runtime.js';
import type { Connector } from './link.js';
import { createTcpConnector } from './tcp-connector.js';
import { createTlsConnector } from './tls-connector.js';
import type { TlsOptions } from './tls-options.js';
import type { ResolvedTransportOptions } from './transport-options.js';

/** Dials over TLS when there are options for it, else over plain TCP. */
export function createSocketConnector(
  tls: TlsOptions | undefined,
  options: ResolvedTransportOptions,
  runtime: Runtime,
): Connector {
  return tls === undefined ? createTcpConnector(options, runtime) : createTlsConnector(tls, options, runtime);
}
