import { bodyCall, commandCall } from '../../naming/server-call.js';
import {
  type CheckClientRequestBody,
  encodeCheckClientRequestBody,
} from '../../protocol/bodies/check-client-request-body.js';
import type { SubscriptionData } from '../../protocol/bodies/heartbeat-data.js';
import { decodeQuerySubscriptionResponseBody } from '../../protocol/bodies/query-subscription-response-body.js';
import { decodeTopicList } from '../../protocol/bodies/topic-list.js';
import { EmptyHeader } from '../../protocol/headers/empty-header.js';
import { QuerySubscriptionByConsumerRequestHeader } from '../../protocol/headers/query-subscription-by-consumer.js';
import { QueryTopicsByConsumerRequestHeader } from '../../protocol/headers/query-topics-by-consumer.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** QUERY_TOPICS_BY_CONSUMER (343), 5.0 and newer: topics of which the group has committed an offset. */
export const GroupTopics: BrokerCall<string, readonly string[]> = bodyCall(
  (group) =>
    createRequest(RequestCode.QUERY_TOPICS_BY_CONSUMER, QueryTopicsByConsumerRequestHeader, { group }),
  (body) => decodeTopicList(body).topicList,
);

/**
 * QUERY_SUBSCRIPTION_BY_CONSUMER (345), 5.0 and newer: what the members want of a topic; undefined when none is connected or
 * wants it.
 */
export const GroupSubscription: BrokerCall<
  { readonly group: string; readonly topic: string },
  SubscriptionData | undefined
> = bodyCall(
  (request) =>
    createRequest(
      RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER,
      QuerySubscriptionByConsumerRequestHeader,
      request,
    ),
  (body) => decodeQuerySubscriptionResponseBody(body).subscriptionData,
);

/** CHECK_CLIENT_CONFIG (46): errs when SQL filters are switched off (1) or the expression does not compile (23). */
export const CheckSubscription: BrokerCall<CheckClientRequestBody, void> = commandCall((request) =>
  createRequest(RequestCode.CHECK_CLIENT_CONFIG, EmptyHeader, {}, encodeCheckClientRequestBody(request)),
);
