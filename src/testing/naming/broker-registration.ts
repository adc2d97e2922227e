import type { TopicConfig } from '../../protocol/bodies/topic-config.js';

/** What a broker tells the name servers about itself. */
export interface BrokerRegistration {
  readonly clusterName: string;
  readonly brokerName: string;
  /** 0 is the master. */
  readonly brokerId: number;
  /** Where clients reach it, `host:port`. */
  readonly address: string;
  /** Its topics at present: asked with every request for a route. */
  readonly topics: () => Iterable<TopicConfig>;
  /** What its topics are limited to in routes, see `Permission`; `brokerPermission` of its configuration. Default: nothing. */
  readonly permission?: () => number;
  /** Without a master the slave with the smallest id serves reads. Default false. */
  readonly enableActingMaster?: boolean;
}
