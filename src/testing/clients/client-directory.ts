import type {
  ConsumeFromWhere,
  ConsumeType,
  MessageModelName,
  SubscriptionData,
} from '../../protocol/bodies/heartbeat-data.js';
import type { LanguageCode } from '../../protocol/language-code.js';
import type { ClientPeer } from '../server/request-table.js';

/** One client, as its heartbeats tell. */
export interface ConnectedClient {
  readonly clientId: string;
  readonly peer: ClientPeer;
  readonly language: LanguageCode;
  /** Of its last heartbeat, see `versionName`. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly lastHeartbeatAt: number;
}

/** A consumer group with members. */
export interface ConnectedGroup {
  readonly group: string;
  readonly consumeType: ConsumeType;
  readonly messageModel: MessageModelName;
  readonly consumeFromWhere: ConsumeFromWhere;
  readonly members: readonly ConnectedClient[];
  /** By topic; one table for all members, the newest `subVersion` wins. */
  readonly subscriptions: ReadonlyMap<string, SubscriptionData>;
}

/** Who is connected, for those who ask. */
export interface ClientDirectory {
  /** A consumer group; undefined without members. */
  consumers(group: string): ConnectedGroup | undefined;
  /** Members of a producer group. */
  producers(group: string): readonly ConnectedClient[];
  consumerGroups(): readonly ConnectedGroup[];
  producerGroups(): ReadonlyMap<string, readonly ConnectedClient[]>;
  /** The connection by which a client last came into a producer group; undefined when it has left any of them since. */
  producer(clientId: string): ConnectedClient | undefined;
}
