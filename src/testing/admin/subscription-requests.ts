import { encodeGroupList } from '../../protocol/bodies/group-list.js';
import { encodeQuerySubscriptionResponseBody } from '../../protocol/bodies/query-subscription-response-body.js';
import { encodeTopicList } from '../../protocol/bodies/topic-list.js';
import { CloneGroupOffsetRequestHeader } from '../../protocol/headers/clone-group-offset.js';
import { QuerySubscriptionByConsumerRequestHeader } from '../../protocol/headers/query-subscription-by-consumer.js';
import { QueryTopicConsumeByWhoRequestHeader } from '../../protocol/headers/query-topic-consume-by-who.js';
import { QueryTopicsByConsumerRequestHeader } from '../../protocol/headers/query-topics-by-consumer.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { accept } from '../server/accept.js';
import type { RequestTable } from '../server/request-table.js';
import { existing, findSubscription, isAbandoned } from './subscription-lookup.js';

/** Who consumes what (Java `AdminBrokerProcessor`). */
export function createSubscriptionRequests(services: BrokerServices): RequestTable {
  const { clients, identity, state } = services;
  return {
    [RequestCode.QUERY_TOPIC_CONSUME_BY_WHO]: (request) => {
      const { topic } = QueryTopicConsumeByWhoRequestHeader.read(request);
      const connected = clients
        .consumerGroups()
        .filter(({ subscriptions }) => subscriptions.has(topic))
        .map(({ group }) => group);
      // The real broker, 5.3.3, names the topic among the groups: surely not on purpose.
      return accept(encodeGroupList([...new Set([...connected, ...state.offsets.groups(topic)])]));
    },

    [RequestCode.QUERY_TOPICS_BY_CONSUMER]: (request) => {
      const { group } = QueryTopicsByConsumerRequestHeader.read(request);
      const topicList = state.offsets.topics(group);
      return accept(encodeTopicList({ topicList, brokerAddr: identity.address }));
    },

    [RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER]: (request) => {
      const { group, topic } = QuerySubscriptionByConsumerRequestHeader.read(request);
      const subscriptionData = topic === undefined ? undefined : findSubscription(services, group, topic);
      return accept(encodeQuerySubscriptionResponseBody({ group, topic, subscriptionData }));
    },

    [RequestCode.CLONE_GROUP_OFFSET]: (request) => {
      const {
        srcGroup,
        destGroup,
        topic = '',
        offline = false,
      } = CloneGroupOffsetRequestHeader.read(request);
      const topics = topic.trim() === '' ? state.offsets.topics(srcGroup) : [topic];
      for (const { topicName } of existing(services, topics)) {
        if (!offline && isAbandoned(services, srcGroup, topicName)) continue;
        for (const [queueId, offset] of state.offsets.of(srcGroup, topicName))
          state.offsets.set(destGroup, topicName, queueId, offset);
      }
      return accept();
    },
  };
}
