import type { Observable } from 'rxjs';
import type { BrokerManagerOptions } from '../broker/manager/broker-manager-options.js';
import type { Credentials } from '../broker/handlers/credentials.js';
import type { Connector } from '../transport/link.js';
import type { TlsOptions } from '../transport/tls-options.js';
import type { NameServerAddresses, NameServerSource } from '../naming/name-server-list.js';
import type { AnyCodec } from '../payload/codec.js';
import type { CompressionAlgorithm } from '../payload/compression.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { ConnectionHandler } from '../remoting/connection-handler.js';
import type { ConnectionPoolOptions } from '../remoting/connection-pool-options.js';
import type { Interceptor } from '../remoting/interceptor.js';
import type { RemotingOptions } from '../remoting/remoting-options.js';
import type { RuntimeOverrides } from '../runtime/runtime.js';

/** Options of a client. Only `nameServers` is needed. */
export interface ClientOptions {
  /**
   * Addresses of name servers: `'host:9876'`, several joined by `;`, or a list. A stream of them may change them at any time, such
   * as `nameServersFromHttp(url)`; a function is asked for them every two minutes. The first request waits for the first list.
   */
  readonly nameServers: NameServerSource;
  /** Must be unique among all clients of the cluster. Default `ip@pid#random`. */
  readonly clientId?: string;
  /** How request headers are written; answers are understood in either form. Default `json`, which every server and code takes. */
  readonly serialize?: 'json' | 'binary';
  /**
   * The language named in every header. Default `OTHER`, which all brokers know. `NODE_JS` is known from 5.3.2 on; older
   * brokers have trouble with names they do not know.
   */
  readonly language?: 'OTHER' | 'NODE_JS';
  /** `true`, or options, for TLS to name servers and brokers alike. Default: plain TCP. */
  readonly tls?: boolean | TlsOptions;
  /** Milliseconds for a request that has no timeout of its own. Default 3000. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds between two heartbeats to every broker. Default 30,000; brokers forget a client after 120,000. */
  readonly heartbeatIntervalMs?: number;
  /** Milliseconds between two questions for each known route. Default 30,000. */
  readonly routeRefreshIntervalMs?: number;
  /** Milliseconds between two questions for a topic that is consumed and does not exist yet. Default 1000. */
  readonly missingTopicIntervalMs?: number;
  /** What the broker's delay levels mean, in milliseconds, from level 1. Default: `messageDelayLevel` of a default broker. */
  readonly delayLevelsMs?: readonly number[];
  /**
   * Signs every request to name servers and brokers: access key, secret key and, for temporary ones, a security token. A stream may
   * change them at any time, without a new connection; it must have emitted before the first request. Default: unsigned.
   */
  readonly credentials?: Credentials | Observable<Credentials>;
  /** Named in every request, for servers of 5.x that keep tenants apart (`namespaceV2` of the Java client). Default: none. */
  readonly namespace?: string;
  /** A part of the default `clientId`, as in Java, where clients of several clusters live in one process. Default: none. */
  readonly unitName?: string;
  /** Says of messages and consumers that they belong to a unit (Java's `unitMode`). Default false. */
  readonly unitMode?: boolean;
  /**
   * Sends to the brokers' second port, the first one minus 2, which serves sends when the first one is busy with other things
   * (Java's `vipChannelEnabled`). Default false.
   */
  readonly vipChannel?: boolean;
  /** See every frame of every connection; outbound in this order, before namespace and signature, inbound in the reverse. Default: none. */
  readonly handlers?: readonly ConnectionHandler<RemotingCommand, RemotingCommand>[];
  /** Wrap every call, the first one outermost. Default: none. */
  readonly interceptors?: readonly Interceptor<RemotingCommand, RemotingCommand>[];
  /** When brokers count as well or not, and how they are watched. */
  readonly brokers?: BrokerManagerOptions;
  /** Codecs beside `bytes`, `text` and `json`, for {@link Client.codecs}. Default: none. */
  readonly codecs?: readonly AnyCodec[];
  /** Algorithms for compressed bodies beside zlib, lz4 and zstd. Of equal names or types the later one counts. Default: none. */
  readonly compressions?: readonly CompressionAlgorithm[];
  /** Limits of connections and requests. */
  readonly remoting?: RemotingOptions;
  /**
   * How many connections to each broker there are, and for how long. With a `size` above 1 sends are spread over them; heartbeats,
   * pulls and everything else use the first one, by which the broker knows this client.
   */
  readonly pool?: ConnectionPoolOptions;
  /** Instead of TCP or TLS: how to reach an endpoint, such as through a proxy. */
  readonly connector?: Connector;
  /** Time, chance, deferral and logging; for tests and for a logger. */
  readonly runtime?: RuntimeOverrides;
}

/** Options with every default filled in. `connector` and `runtime` are as given. */
export interface ResolvedClientOptions {
  readonly nameServers: readonly string[] | Exclude<NameServerSource, NameServerAddresses>;
  readonly clientId: string | undefined;
  readonly serialize: 'json' | 'binary';
  readonly language: 'OTHER' | 'NODE_JS';
  readonly tls: false | TlsOptions;
  readonly requestTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly routeRefreshIntervalMs: number;
  readonly missingTopicIntervalMs: number;
  readonly delayLevelsMs: readonly number[];
  readonly credentials: Credentials | Observable<Credentials> | undefined;
  readonly namespace: string | undefined;
  readonly unitName: string | undefined;
  readonly unitMode: boolean;
  readonly vipChannel: boolean;
  readonly handlers: readonly ConnectionHandler<RemotingCommand, RemotingCommand>[];
  readonly interceptors: readonly Interceptor<RemotingCommand, RemotingCommand>[];
  readonly brokers: BrokerManagerOptions;
  readonly codecs: readonly AnyCodec[];
  readonly compressions: readonly CompressionAlgorithm[];
  readonly remoting: RemotingOptions;
  readonly pool: ConnectionPoolOptions;
  readonly connector: Connector | undefined;
  readonly runtime: RuntimeOverrides;
}
