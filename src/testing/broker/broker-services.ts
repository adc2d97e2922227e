import type { MessageQueue } from '../../message/message-queue.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { ClientDirectory } from '../clients/client-directory.js';
import type { StoredEntry } from '../store/stored-entry.js';
import type { MessageDraft } from '../store/message-draft.js';
import type { BrokerConfig } from './broker-config.js';
import type { BrokerState } from './broker-state.js';
import type { MessageArrivals } from './message-arrivals.js';

/** What a broker has to know about the others of its cluster. */
export interface ClusterTopics {
  /** The queues of a topic on all brokers that can be read; undefined when there is no such topic. */
  readableQueues(topic: string): readonly MessageQueue[] | undefined;
}

export interface BrokerIdentity {
  readonly clusterName: string;
  readonly brokerName: string;
  /** 0 is the master. */
  readonly brokerId: number;
  /** Where clients reach it, `ip:port`. */
  readonly address: string;
}

/** What the features of a running broker share. */
export interface BrokerServices {
  readonly identity: BrokerIdentity;
  /** Changes while the broker runs: look when it matters. */
  readonly config: BrokerConfig;
  readonly state: BrokerState;
  readonly runtime: Runtime;
  readonly cluster: ClusterTopics;
  readonly clients: ClientDirectory;
  readonly arrivals: MessageArrivals;
  /**
   * Stores a message: the intake steps of all features first (delay, half messages), then the queue it ends up in.
   *
   * @throws {Refusal}
   */
  store(message: MessageDraft): StoredEntry;
}
