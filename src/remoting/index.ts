// For builders of tools: connections, and requests over any protocol. Named re-exports under headings; nothing is defined here.
// A change here is a change of spec/architecture/public-api.txt.

// Connections
export { Connection, type ConnectionSettings } from '../transport/connection.js';
export type { ConnectionState } from '../transport/connection-state.js';
export { type Endpoint, formatEndpoint, parseEndpoint } from '../transport/endpoint.js';
export type { FrameTarget } from '../transport/frame-target.js';
export type { Framer } from '../transport/framer.js';
export type { Connector, Link, LinkListener } from '../transport/link.js';
export type { Listen, Listener } from '../transport/listener.js';
export { MemoryNetwork } from '../transport/memory-network.js';
export type { ReconnectOptions, ReconnectPolicy } from '../transport/reconnect-policy.js';
export { createTcpConnector } from '../transport/tcp-connector.js';
export { createTcpListener } from '../transport/tcp-listener.js';
export { createTlsConnector } from '../transport/tls-connector.js';
export { createTlsListener, type TlsServerOptions } from '../transport/tls-listener.js';
export type { TlsOptions } from '../transport/tls-options.js';
export {
  type ResolvedTransportOptions,
  resolveTransportOptions,
  type TransportOptions,
} from '../transport/transport-options.js';

// Requests
export { createRemotingClient, type CreateRemotingClientOptions } from './create-remoting-client.js';
export { RemotingClient, type RemotingClientSettings } from './remoting-client.js';
export { ConnectionPool, type ConnectionPoolSettings, type ConnectionPoolStats } from './connection-pool.js';
export type { LeasedWork } from './connection-lease.js';
export type {
  ConnectionCloseReason,
  ConnectionPoolCounts,
  ConnectionPoolEvent,
} from './connection-pool-monitor.js';
export type { ConnectionPoolOptions, ResolvedConnectionPoolOptions } from './connection-pool-options.js';
export type { InvokeOptions, OnewayOptions } from './invoke-options.js';
export type { LatencyMetrics, RemotingMetrics } from './remoting-metrics.js';
export {
  type RemotingOptions,
  type RemotingServerOptions,
  type ResolvedRemotingOptions,
  type ResolvedRemotingServerOptions,
  resolveRemotingOptions,
  type SessionOptions,
} from './remoting-options.js';
export { responseTo } from './response-to.js';
export type { TrafficObserver } from './traffic-observer.js';
export type { MessageKind, WireProtocol } from './wire-protocol.js';

// Brokers
export {
  createBrokerClient,
  type CreateBrokerClientOptions,
  type DirectBrokerClient,
} from '../broker/create-broker-client.js';
export { type BrokerCall, oneway, type OnewayCall } from '../broker/broker-call.js';
export type { BrokerClient } from '../broker/broker-client.js';
export type { CallOptions } from '../broker/call-options.js';
export type { CallsOf, CallTable } from '../broker/calls-of.js';
export type { Credentials } from '../broker/handlers/credentials.js';
export {
  bodyCall,
  type CallContext,
  commandCall,
  expectSuccess,
  headerCall,
  type PlainCall,
  plainCommand,
  plainQuery,
  refusal,
  type ServerCall,
} from '../naming/server-call.js';

// Handlers and interceptors
export type { ConnectionHandler, ConnectionInfo } from './connection-handler.js';
export type { Interceptor, Invoke } from './interceptor.js';
export type { Invocation, InvocationKind, InvocationRole } from './invocation.js';

// The listening side
export type { PeerInvokeOptions, RemotingPeer } from './remoting-peer.js';
export { RemotingServer, type RemotingServerSettings } from './remoting-server.js';
export type { Answer, RequestHandlers } from './responder.js';

// Outside world
export { Single } from '../internal/single.js';
export type { Logger } from '../runtime/logger.js';
export { createRuntime, type Runtime, type RuntimeOverrides } from '../runtime/runtime.js';
