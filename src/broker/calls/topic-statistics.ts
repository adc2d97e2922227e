import { bodyCall, plainQuery, type PlainCall } from '../../naming/server-call.js';
import { decodeGroupList } from '../../protocol/bodies/group-list.js';
import {
  decodeQueryConsumeQueueResponseBody,
  type QueryConsumeQueueResponseBody,
} from '../../protocol/bodies/query-consume-queue-response-body.js';
import { decodeTopicList } from '../../protocol/bodies/topic-list.js';
import { decodeTopicStatsTable, type TopicStatsTable } from '../../protocol/bodies/topic-stats-table.js';
import { GetTopicStatsInfoRequestHeader } from '../../protocol/headers/get-topic-stats-info.js';
import { QueryConsumeQueueRequestHeader } from '../../protocol/headers/query-consume-queue.js';
import { QueryTopicConsumeByWhoRequestHeader } from '../../protocol/headers/query-topic-consume-by-who.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** GET_TOPIC_STATS_INFO (202): what is in each queue. Errs without such a topic (17). */
export const TopicStatistics: BrokerCall<string, TopicStatsTable> = bodyCall(
  (topic) => createRequest(RequestCode.GET_TOPIC_STATS_INFO, GetTopicStatsInfoRequestHeader, { topic }),
  decodeTopicStatsTable,
);

/**
 * QUERY_TOPIC_CONSUME_BY_WHO (300): groups that are subscribed to the topic, or have committed an offset of it. 5.3.3 names
 * the topic itself in place of those that are subscribed.
 */
export const TopicGroups: BrokerCall<string, string[]> = bodyCall(
  (topic) =>
    createRequest(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, QueryTopicConsumeByWhoRequestHeader, { topic }),
  decodeGroupList,
);

/** GET_SYSTEM_TOPIC_LIST_FROM_BROKER (305): names of the broker's own topics. */
export const SystemTopics: PlainCall<readonly string[]> = plainQuery(
  RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER,
  (body) => decodeTopicList(body).topicList,
);

/** QUERY_CONSUME_QUEUE (321): places of a queue, and whether a group's filter lets each pass. */
export const QueueEntries: BrokerCall<
  {
    readonly topic: string;
    readonly queueId: number;
    readonly offset: number;
    readonly count: number;
    readonly group?: string | undefined;
  },
  QueryConsumeQueueResponseBody
> = bodyCall(
  ({ topic, queueId, offset, count, group }) =>
    createRequest(RequestCode.QUERY_CONSUME_QUEUE, QueryConsumeQueueRequestHeader, {
      topic,
      queueId,
      index: offset,
      count,
      consumerGroup: group,
    }),
  decodeQueryConsumeQueueResponseBody,
);
