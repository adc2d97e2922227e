import { createRuntime, type RuntimeOverrides } from '../runtime/runtime.js';
import { type Endpoint, parseEndpoint } from '../transport/endpoint.js';
import type { Connector } from '../transport/link.js';
import { createSocketConnector } from '../transport/socket-connector.js';
import type { TlsOptions } from '../transport/tls-options.js';
import type { ConnectionHandler } from './connection-handler.js';
import type { Interceptor } from './interceptor.js';
import { RemotingClient } from './remoting-client.js';
import { resolveRemotingOptions, type RemotingOptions } from './remoting-options.js';
import type { WireProtocol } from './wire-protocol.js';

/** What a client for tools is made of. Only the protocol is needed. */
export interface CreateRemotingClientOptions<Request, Message extends object> extends RemotingOptions {
  readonly protocol: WireProtocol<Request, Message>;
  /** Dials over TLS. Default: plain TCP. */
  readonly tls?: TlsOptions;
  /** Dials instead of TCP or TLS: a proxy, or a network in memory. */
  readonly connector?: Connector;
  /** Clock, chance and logger. Default: the real ones, and silence. */
  readonly runtime?: RuntimeOverrides;
  readonly handlers?: readonly ConnectionHandler<Request, Message>[];
  readonly interceptors?: readonly Interceptor<Request, Message>[];
}

/**
 * A client for any protocol of framed requests, with everything but the protocol filled in. It connects when it is first
 * used.
 *
 * @param endpoint - `host:port`, or its parts
 * @throws {InvalidArgumentError} for an address or option that is not allowed
 */
export function createRemotingClient<Request, Message extends object>(
  endpoint: string | Endpoint,
  settings: CreateRemotingClientOptions<Request, Message>,
): RemotingClient<Request, Message> {
  const { protocol, tls, connector, runtime: overrides, handlers, interceptors, ...rest } = settings;
  const runtime = createRuntime(overrides);
  const options = resolveRemotingOptions(rest);
  return new RemotingClient({
    endpoint: typeof endpoint === 'string' ? parseEndpoint(endpoint) : endpoint,
    protocol,
    connector: connector ?? createSocketConnector(tls, options.transport, runtime),
    runtime,
    options,
    handlers: handlers ?? [],
    interceptors: interceptors ?? [],
  });
}
