import type { Connector } from '../transport/link.js';
import type { TlsOptions } from '../transport/tls-options.js';
import type { RemotingOptions } from '../remoting/remoting-options.js';
import type { RuntimeOverrides } from '../runtime/runtime.js';

/** Options of a client. Only `nameServers` is needed. */
export interface ClientOptions {
  /** Addresses of name servers: `'host:9876'`, several joined by `;`, or a list. */
  readonly nameServers: string | readonly string[];
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
  /** Limits of connections and requests. */
  readonly remoting?: RemotingOptions;
  /** Instead of TCP or TLS: how to reach an endpoint, such as through a proxy. */
  readonly connector?: Connector;
  /** Time, chance, deferral and logging; for tests and for a logger. */
  readonly runtime?: RuntimeOverrides;
}

/** Options with every default filled in. `connector` and `runtime` are as given. */
export interface ResolvedClientOptions {
  readonly nameServers: readonly string[];
  readonly clientId: string | undefined;
  readonly serialize: 'json' | 'binary';
  readonly language: 'OTHER' | 'NODE_JS';
  readonly tls: false | TlsOptions;
  readonly requestTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly routeRefreshIntervalMs: number;
  readonly missingTopicIntervalMs: number;
  readonly delayLevelsMs: readonly number[];
  readonly remoting: RemotingOptions;
  readonly connector: Connector | undefined;
  readonly runtime: RuntimeOverrides;
}
