import type { Runtime } from '../runtime/runtime.js';
import type { MemoryNetwork } from '../transport/memory-network.js';
import type { TlsServerOptions } from '../transport/tls-listener.js';
import type { TransportOptions } from '../transport/transport-options.js';
import type { AccessControlOptions } from './access/access-control-options.js';
import type { BrokerConfig } from './broker/broker-config.js';
import type { GroupConfig } from './groups/group-config.js';
import type { Retention } from './store/message-store.js';

/** A topic on each broker. */
export interface TopicOptions {
  /** Queues, to read and to write. Default 4. */
  readonly queues?: number;
  /** See `Permission`: 4 to read, 2 to write. Default both. */
  readonly permission?: number;
  /** See `TopicConfig`; default false. */
  readonly order?: boolean;
  /** By name, such as `{ 'message.type': 'FIFO' }`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A consumer group on each broker; names and defaults as in RocketMQ's `SubscriptionGroupConfig`. */
export type GroupOptions = Partial<Omit<GroupConfig, 'groupName'>>;

/** What is left out has a default; nothing has to be given. */
export interface BrokerOptions {
  /** By name. Other topics are created when they are sent to, unless `config.autoCreateTopicEnable` is false. */
  readonly topics?: Readonly<Record<string, TopicOptions>>;
  /** By name. Other groups are created when they come, unless `config.autoCreateSubscriptionGroup` is false. */
  readonly groups?: Readonly<Record<string, GroupOptions>>;
  /** Name servers that know all brokers. Default 1. */
  readonly nameServers?: number;
  /** Masters, named `broker-a`, `broker-b` and so on. Default 1. */
  readonly brokers?: number;
  /** Slaves of each master. Default 0. */
  readonly slaves?: number;
  /** Default `DefaultCluster`. */
  readonly clusterName?: string;
  /** Where all servers listen, an IP address. Default `127.0.0.1`. */
  readonly host?: string;
  /** The IP address of the brokers in routes, when clients reach them by another than `host`. Default `host`. */
  readonly advertisedHost?: string;
  /** Port of the first name server. Default 0: a free one. */
  readonly port?: number;
  /** Port of the first broker. Default 0: a free one. */
  readonly brokerPort?: number;
  /** Settings of all brokers, by the names of `broker.conf`. */
  readonly config?: Partial<BrokerConfig>;
  /** What each broker keeps; the oldest messages go first. Default 1,000,000 messages, 256 MiB. */
  readonly retention?: Partial<Retention>;
  /** Form of the headers that servers send; both are understood. Default `json`. */
  readonly serialize?: 'json' | 'binary';
  /** Accounts; brokers then refuse what is not signed or not allowed, name servers check nothing. Default: everybody may everything. */
  readonly accessControl?: AccessControlOptions;
  /** All servers speak TLS only. Default: plain TCP. */
  readonly tls?: TlsServerOptions;
  /**
   * `memory`: links in memory instead of sockets, for clients made with `broker.clientOptions`; or a network of your own.
   * Default `tcp`.
   */
  readonly network?: 'tcp' | 'memory' | MemoryNetwork;
  /** Limits of connections. */
  readonly transport?: TransportOptions;
  /** From which faults draw their numbers. Default 0: the same in every run. */
  readonly seed?: number;
  /** Time, randomness and log. Default: the real ones, no log. */
  readonly runtime?: Runtime;
}
