import type { SubscriptionData } from '../../protocol/bodies/heartbeat-data.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';

/** What a connected group wants of a topic. */
export function findSubscription(
  { clients }: BrokerServices,
  group: string,
  topic: string,
): SubscriptionData | undefined {
  return clients.consumers(group)?.subscriptions.get(topic);
}

/** Topics in which a group has committed, without those that its connected members no longer want. */
export function topicsOfGroup(services: BrokerServices, group: string): readonly string[] {
  return services.state.offsets.topics(group).filter((topic) => !isAbandoned(services, group, topic));
}

/** Members of the group are connected, with subscriptions, and none of these is to the topic. */
export function isAbandoned(services: BrokerServices, group: string, topic: string): boolean {
  const subscriptions = services.clients.consumers(group)?.subscriptions;
  return subscriptions !== undefined && subscriptions.size > 0 && !subscriptions.has(topic);
}

/** The configuration of those of the topics that exist. */
export function existing({ state }: BrokerServices, topics: Iterable<string>): TopicConfig[] {
  return [...topics].flatMap((topic) => state.topics.get(topic) ?? []);
}
