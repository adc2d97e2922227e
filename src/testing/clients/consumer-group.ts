import type {
  ConsumeFromWhere,
  ConsumerData,
  ConsumeType,
  MessageModelName,
  SubscriptionData,
} from '../../protocol/bodies/heartbeat-data.js';
import type { ClientPeer } from '../server/request-table.js';
import type { ConnectedClient, ConnectedGroup } from './client-directory.js';

/**
 * The members of one consumer group, by connection: a client with two connections is two members, and two clients with one id
 * are, too.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/client/ConsumerGroupInfo`
 */
export class ConsumerGroup implements ConnectedGroup {
  readonly group: string;
  readonly #members = new Map<ClientPeer, ConnectedClient>();
  readonly #subscriptions = new Map<string, SubscriptionData>();
  #consumeType: ConsumeType = 'CONSUME_PASSIVELY';
  #messageModel: MessageModelName = 'CLUSTERING';
  #consumeFromWhere: ConsumeFromWhere = 'CONSUME_FROM_LAST_OFFSET';

  constructor(group: string) {
    this.group = group;
  }

  /** Of the last heartbeat, whoever sent it. */
  get consumeType(): ConsumeType {
    return this.#consumeType;
  }

  get messageModel(): MessageModelName {
    return this.#messageModel;
  }

  get consumeFromWhere(): ConsumeFromWhere {
    return this.#consumeFromWhere;
  }

  get members(): readonly ConnectedClient[] {
    return [...this.#members.values()];
  }

  get subscriptions(): ReadonlyMap<string, SubscriptionData> {
    return this.#subscriptions;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** Takes what a heartbeat says of the group, apart from its subscriptions. True when the connection is new here. */
  join(client: ConnectedClient, { consumeType, messageModel, consumeFromWhere }: ConsumerData): boolean {
    this.#consumeType = consumeType;
    this.#messageModel = messageModel;
    this.#consumeFromWhere = consumeFromWhere;
    const isNew = !this.#members.has(client.peer);
    this.#members.set(client.peer, client);
    return isNew;
  }

  /** False when the connection was not a member. */
  leave(peer: ClientPeer): boolean {
    return this.#members.delete(peer);
  }

  /**
   * Makes the table that of a heartbeat: topics that it does not name are gone, those that it names are replaced by a newer
   * version only. True when a topic came or went; a new expression for a known topic is no change to the real broker either.
   */
  updateSubscriptions(subscriptions: readonly SubscriptionData[]): boolean {
    const topics = new Set(subscriptions.map(({ topic }) => topic));
    let changed = false;
    for (const subscription of subscriptions) {
      const known = this.#subscriptions.get(subscription.topic);
      changed ||= known === undefined;
      if (known === undefined || subscription.subVersion > known.subVersion)
        this.#subscriptions.set(subscription.topic, subscription);
    }
    for (const topic of this.#subscriptions.keys())
      if (!topics.has(topic)) {
        this.#subscriptions.delete(topic);
        changed = true;
      }
    return changed;
  }
}
