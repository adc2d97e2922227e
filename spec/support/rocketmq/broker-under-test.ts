import type { RemotingCommand } from '../../../src/protocol/index.js';
import type { AdminRequest } from '../../../tools/rocketmq/admin-connection.js';
import type { Certificates } from '../../../tools/rocketmq/certificates.js';
import type {
  AccessControlSettings,
  GroupSettings,
  TlsSettings,
  TopicSettings,
} from '../../../tools/rocketmq/index.js';
import type { Properties } from '../../../tools/rocketmq/properties.js';

export type BrokerKind = 'embedded' | 'real';

/** One broker process, or what stands for it. */
export interface BrokerNode {
  readonly name: string;
  /** 0 is the master. */
  readonly brokerId: number;
  /** `host:port`. */
  readonly address: string;
  /** A crash: connections are cut; what was stored stays. Resolves when it is gone. */
  kill(): Promise<void>;
  /**
   * An orderly end. With `enableShutdownGracefully` brokers of 5.x answer GO_AWAY for `shutdownWaitTimeSeconds`, then hang up.
   * Resolves when it is gone; that takes a real one up to 20 s more.
   */
  terminate(): Promise<unknown>;
  /** Kills it if it runs, and starts it again at the same address. Resolves when name servers know it. */
  restart(): Promise<void>;
  /** From now on it accepts connections and answers nothing. */
  pause(): void;
  /** Answers what it was asked meanwhile. */
  resume(): void;
}

/** Name servers and brokers, in this process or in JVMs: what scenarios may do with them. */
export interface BrokerUnderTest {
  readonly kind: BrokerKind;
  /** Of Apache RocketMQ: what it is, or what it behaves like. */
  readonly version: string;
  /** `host:port` each. */
  readonly nameServers: readonly string[];
  readonly brokers: readonly BrokerNode[];
  /** PEM files for clients, of servers with TLS. */
  readonly certificates: Pick<Certificates, 'ca' | 'clientKey' | 'clientCertificate'> | undefined;
  /** On every broker. Resolves when name servers know it. */
  createTopic(topic: string, settings?: TopicSettings): Promise<void>;
  /** On every broker. */
  updateGroup(group: string, settings?: GroupSettings): Promise<void>;
  /** Changes settings of every broker, by their names in `broker.conf`, without a restart. */
  updateBrokerConfig(settings: Properties): Promise<void>;
  /**
   * A crash of one of the {@link nameServers}, which stays away until the test is over on the embedded one, and for good on a real
   * one: for suites with servers of their own.
   */
  killNameServer(address: string): Promise<void>;
  /** Any request to any server, on a connection of its own; resolves with any answer. */
  request(address: string, request: AdminRequest): Promise<RemotingCommand>;
  /** Later calls join the first. */
  stop(): Promise<void>;
}

/** What a suite wants that has servers to itself. */
export interface BrokerSetup {
  /** Masters. Default 1. */
  readonly brokers?: number;
  /** Slaves of each master. Default 0. */
  readonly slaves?: number;
  /** Default 1. */
  readonly nameServers?: number;
  /** Wins over the quick settings that all brokers under test have. */
  readonly brokerConfig?: Properties;
  /** Queues by name. */
  readonly topics?: Readonly<Record<string, number>>;
  /** Requests must be signed; the admin may do everything. Secret keys of 4.9 have at least 7 characters. */
  readonly accessControl?: Pick<AccessControlSettings, 'admin'>;
  readonly tls?: Pick<TlsSettings, 'clientCertificate'> & { readonly mode: 'enforcing' };
}
