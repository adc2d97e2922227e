import type { Runtime } from '../runtime/runtime.js';
import { createTcpConnector } from '../transport/tcp-connector.js';
import { createTlsConnector } from '../transport/tls-connector.js';
import type { Connector } from '../transport/link.js';
import type { ResolvedTransportOptions } from '../transport/transport-options.js';
import type { ResolvedClientOptions } from './client-options.js';

/** The user's own connector, else TLS or TCP as the options say. */
export function createConnector(
  { connector, tls }: ResolvedClientOptions,
  transport: ResolvedTransportOptions,
  runtime: Runtime,
): Connector {
  if (connector !== undefined) return connector;
  return tls === false ? createTcpConnector(transport, runtime) : createTlsConnector(tls, transport, runtime);
}
