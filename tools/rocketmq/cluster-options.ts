import type { AccessControlSettings } from './access-control.js';
import type { GroupSettings, TopicSettings } from './cluster-admin.js';
import type { TlsSettings } from './cluster-tls.js';
import type { Properties } from './properties.js';

/** One master and its slaves. */
export interface BrokerSettings {
  /** Default `broker-a`, `broker-b`, ... */
  readonly name?: string;
  /** How many slaves it gets. Default 0. */
  readonly slaves?: number;
  /** Wins over `brokerConfig` of the cluster. */
  readonly config?: Properties;
  /** After `jvmArgs` of the cluster. */
  readonly jvmArgs?: readonly string[];
}

export interface NamedBrokerSettings extends BrokerSettings {
  readonly name: string;
}

export interface ClusterOptions {
  /** Of Apache RocketMQ: 4.9.7, 5.3.3 (the default) and 5.5.0 were seen to work. */
  readonly version?: string;
  /** How many masters, or what each is like. Default 1. */
  readonly brokers?: number | readonly BrokerSettings[];
  /** Default 1. */
  readonly nameServers?: number;
  /** Of the first name server. Default: a free one. */
  readonly port?: number;
  /** For every broker, masters and slaves: wins over the settings of the launcher. */
  readonly brokerConfig?: Properties;
  readonly nameServerConfig?: Properties;
  /** For every JVM; wins over the flags of the launcher (`-Xmx…`, `-XX:TieredStopAtLevel=4`, `-D…`). */
  readonly jvmArgs?: readonly string[];
  /** What servers write headers in. 5.x answers in this form whatever was asked. Default JSON. */
  readonly serializeType?: 'JSON' | 'ROCKETMQ';
  readonly tls?: TlsSettings;
  readonly accessControl?: AccessControlSettings;
  /** Made before the start is done: queues per broker, or more. */
  readonly topics?: Readonly<Record<string, number | TopicSettings>>;
  readonly groups?: Readonly<Record<string, GroupSettings>>;
  /** Servers write `<name>.log` there, at level INFO. Default: no logs. */
  readonly logFolder?: string;
}

export function brokerNameAt(index: number): string {
  return `broker-${String.fromCodePoint('a'.codePointAt(0)! + index)}`;
}

/** `brokers` of the options as a list, each with a name. */
export function brokerSettings(brokers: ClusterOptions['brokers'] = 1): readonly NamedBrokerSettings[] {
  const list: readonly BrokerSettings[] =
    typeof brokers === 'number' ? Array.from({ length: brokers }, () => ({})) : brokers;
  return list.map((settings, index) => Object.assign({ name: brokerNameAt(index) }, settings));
}
