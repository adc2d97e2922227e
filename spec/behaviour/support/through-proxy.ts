import { createRuntime } from '../../../src/runtime/runtime.js';
import { formatEndpoint } from '../../../src/transport/endpoint.js';
import type { Connector } from '../../../src/transport/link.js';
import { createTcpConnector } from '../../../src/transport/tcp-connector.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import type { TcpProxy } from './tcp-proxy.js';

/** Dials over TCP, and `address` through the proxy. */
export function throughProxy(proxy: TcpProxy, address: string): Connector {
  const dial = createTcpConnector(resolveTransportOptions(), createRuntime());
  return (endpoint, framer) => {
    const isProxied = formatEndpoint(endpoint) === address;
    return dial(isProxied ? { host: '127.0.0.1', port: proxy.port } : endpoint, framer);
  };
}
