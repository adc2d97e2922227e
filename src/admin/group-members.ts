import type { ConsumerConnection } from '../protocol/bodies/consumer-connection.js';
import type { ConsumeType, ExpressionType } from '../protocol/bodies/heartbeat-data.js';
import { versionName } from '../protocol/version.js';
import type { BrokerTarget } from './cluster.js';

/** A client that belongs to a consumer group. */
export interface GroupMember {
  readonly clientId: string;
  /** `host:port`, as the first of the brokers sees it. */
  readonly address: string;
  /** Such as `JAVA`; `OTHER` when it is none that this library knows. */
  readonly language: string;
  /** Such as `V5_3_3`. */
  readonly version: string;
  /** Names of the brokers it is connected to, sorted. */
  readonly brokerNames: readonly string[];
}

/** What a consumer group wants. */
export interface GroupSubscription {
  readonly model: 'clustering' | 'broadcasting';
  /** How its members get messages: `push` is a pull in a loop. */
  readonly type: 'push' | 'pull' | 'pop';
  /** In the order of their names, the retry topic included. */
  readonly topics: readonly {
    readonly topic: string;
    readonly expression: string;
    readonly expressionType: ExpressionType;
  }[];
}

/** What one broker knows of a group. */
export interface ConnectedGroup {
  readonly broker: BrokerTarget;
  /** Undefined: it has no member there. */
  readonly connection: ConsumerConnection | undefined;
}

/** One entry for each client, in the order of their ids. */
export function membersIn(groups: readonly ConnectedGroup[]): GroupMember[] {
  const members = new Map<string, GroupMember>();
  for (const { broker, connection } of groups) {
    for (const { clientId, clientAddr, language, version } of connection?.connectionSet ?? []) {
      const known = members.get(clientId);
      const brokerNames = [...(known?.brokerNames ?? []), broker.brokerName].toSorted();
      const first = known ?? { clientId, address: clientAddr, language, version: versionName(version) };
      members.set(clientId, { ...first, brokerNames });
    }
  }
  return [...members.values()].toSorted((left, right) => (left.clientId < right.clientId ? -1 : 1));
}

/** As the first broker that has members tells it: all members of a group have to want the same. */
export function subscriptionIn(groups: readonly ConnectedGroup[]): GroupSubscription | undefined {
  const connection = groups.find((group) => group.connection !== undefined)?.connection;
  if (connection === undefined) return undefined;
  return {
    model: connection.messageModel === 'BROADCASTING' ? 'broadcasting' : 'clustering',
    type: typeOf[connection.consumeType],
    topics: Object.values(connection.subscriptionTable)
      .map(({ topic, subString, expressionType }) => ({ topic, expression: subString, expressionType }))
      .toSorted((left, right) => (left.topic < right.topic ? -1 : 1)),
  };
}

const typeOf: Readonly<Record<ConsumeType, GroupSubscription['type']>> = {
  CONSUME_PASSIVELY: 'push',
  CONSUME_ACTIVELY: 'pull',
  CONSUME_POP: 'pop',
};
