import {
  type ConsumeQueueData,
  encodeQueryConsumeQueueResponseBody,
} from '../../protocol/bodies/query-consume-queue-response-body.js';
import { encodeQueryConsumeTimeSpanBody } from '../../protocol/bodies/query-consume-time-span-body.js';
import type { MessageQueueData } from '../../protocol/bodies/queue-table.js';
import { encodeTopicStatsTable } from '../../protocol/bodies/topic-stats-table.js';
import { GetTopicStatsInfoRequestHeader } from '../../protocol/headers/get-topic-stats-info.js';
import { QueryConsumeQueueRequestHeader } from '../../protocol/headers/query-consume-queue.js';
import { QueryConsumeTimeSpanRequestHeader } from '../../protocol/headers/query-consume-time-span.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { createMessageFilter } from '../filter/create-message-filter.js';
import { accept, acceptSilently } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import { readEntry, type StoredEntry } from '../store/stored-entry.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import type { BrokerStatistics } from './broker-statistics.js';
import { storedAt } from './queue-times.js';
import { findSubscription } from './subscription-lookup.js';

/** What is in the queues of a topic (Java `AdminBrokerProcessor`). */
export function createQueueRequests(services: BrokerServices, statistics: BrokerStatistics): RequestTable {
  const { identity, runtime, state } = services;
  const { store } = state;

  const topicNamed = (topic: string): TopicConfig => {
    const config = state.topics.get(topic);
    if (config === undefined) throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, `topic[${topic}] not exist`);
    return config;
  };
  const queuesOf = (topic: string, count: number): MessageQueueData[] =>
    Array.from({ length: count }, (_, queueId) => ({ topic, brokerName: identity.brokerName, queueId }));

  return {
    [RequestCode.GET_TOPIC_STATS_INFO]: (request) => {
      const { topic } = GetTopicStatsInfoRequestHeader.read(request);
      const { readQueueNums, writeQueueNums } = topicNamed(topic);
      const offsetTable = queuesOf(topic, Math.max(readQueueNums, writeQueueNums)).map((messageQueue) => {
        const { queueId } = messageQueue;
        const { minOffset, maxOffset } = store.queue(topic, queueId);
        const lastUpdateTimestamp = maxOffset === 0 ? 0 : storedAt(store, topic, queueId, maxOffset - 1);
        return { messageQueue, value: { minOffset, maxOffset, lastUpdateTimestamp } };
      });
      const topicPutTps = statistics.perSecond('TOPIC_PUT_NUMS', topic);
      return accept(encodeTopicStatsTable({ offsetTable, topicPutTps }));
    },

    [RequestCode.QUERY_CONSUME_TIME_SPAN]: (request) => {
      const { topic, group } = QueryConsumeTimeSpanRequestHeader.read(request);
      const queues = queuesOf(topic, topicNamed(topic).writeQueueNums);
      const spans = queues.map((messageQueue) => {
        const { queueId } = messageQueue;
        const { minOffset, maxOffset } = store.queue(topic, queueId);
        const consumed = state.offsets.get(group, topic, queueId) ?? -1;
        const minTimeStamp = storedAt(store, topic, queueId, minOffset);
        return {
          messageQueue,
          minTimeStamp,
          maxTimeStamp: storedAt(store, topic, queueId, maxOffset - 1),
          consumeTimeStamp: consumed > 0 ? storedAt(store, topic, queueId, consumed - 1) : minTimeStamp,
          // Without a committed offset there is no next message, and the time since -1 is told, as by the real broker.
          delayTime: consumed < maxOffset ? runtime.now() - storedAt(store, topic, queueId, consumed) : 0,
        };
      });
      return accept(encodeQueryConsumeTimeSpanBody(spans));
    },

    [RequestCode.QUERY_CONSUME_QUEUE]: (request) => {
      const header = QueryConsumeQueueRequestHeader.read(request);
      const { topic = '', queueId = 0, index = 0, count = 0, consumerGroup } = header;
      const config = state.topics.get(topic);
      if (config === undefined || queueId >= Math.max(config.readQueueNums, config.writeQueueNums))
        throw new Refusal(ResponseCode.SYSTEM_ERROR, `${queueId}@${topic} is not exist!`);
      const subscriptionData =
        consumerGroup === undefined ? undefined : findSubscription(services, consumerGroup, topic);
      const isOffline = consumerGroup !== undefined && subscriptionData === undefined;
      const matches = subscriptionData === undefined ? () => false : matcherOf(subscriptionData);
      const { minOffset, maxOffset } = store.queue(topic, queueId);
      const queueData: ConsumeQueueData[] = [];
      for (const entry of store.queue(topic, queueId).from(index)) {
        if (entry.queueOffset - index >= count) break;
        queueData.push({
          physicOffset: entry.physicalOffset,
          physicSize: entry.record.length,
          tagsCode: entry.tagsCode ?? 0,
          eval: matches(entry),
        });
      }
      return acceptSilently(
        encodeQueryConsumeQueueResponseBody({
          subscriptionData,
          filterData: isOffline ? `${consumerGroup}@${topic} is not online!` : undefined,
          queueData,
          minQueueIndex: minOffset,
          maxQueueIndex: maxOffset,
        }),
      );
    },
  };
}

type Subscription = Parameters<typeof createMessageFilter>[0];

function matcherOf(subscription: Subscription): (entry: StoredEntry) => boolean {
  const filter = createMessageFilter(subscription);
  return (entry) =>
    filter.matchesTags(entry.tagsCode) && (filter.matchesProperties?.(readEntry(entry).properties) ?? true);
}
