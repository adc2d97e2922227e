import { encodeConsumeStatsList } from '../../protocol/bodies/consume-stats-list.js';
import {
  type ConsumeStats,
  encodeConsumeStats,
  type OffsetWrapper,
} from '../../protocol/bodies/consume-stats.js';
import { encodeQueryCorrectionOffsetBody } from '../../protocol/bodies/query-correction-offset-body.js';
import { GetConsumeStatsInBrokerHeader } from '../../protocol/headers/get-consume-stats-in-broker.js';
import { GetConsumeStatsRequestHeader } from '../../protocol/headers/get-consume-stats.js';
import { QueryCorrectionOffsetHeader } from '../../protocol/headers/query-correction-offset.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { accept } from '../server/accept.js';
import type { RequestTable } from '../server/request-table.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import type { BrokerStatistics } from './broker-statistics.js';
import { storedAt } from './queue-times.js';
import { existing, isAbandoned, topicsOfGroup } from './subscription-lookup.js';

/** How far consumer groups have come: what `mqadmin consumerProgress` shows (Java `AdminBrokerProcessor`). */
export function createConsumeStatsRequests(
  services: BrokerServices,
  statistics: BrokerStatistics,
): RequestTable {
  const { identity, state } = services;

  const offsetsOf = (group: string, topic: string, queueId: number): OffsetWrapper => {
    const consumerOffset = state.offsets.get(group, topic, queueId) ?? 0;
    return {
      brokerOffset: state.store.queue(topic, queueId).maxOffset,
      consumerOffset,
      pullOffset: Math.max(consumerOffset, statistics.pullOffsets.get(group, topic, queueId) ?? 0),
      lastTimestamp: Math.max(0, storedAt(state.store, topic, queueId, consumerOffset - 1)),
    };
  };

  const statsOf = (group: string, topics: readonly TopicConfig[]): ConsumeStats => ({
    offsetTable: topics.flatMap(({ topicName: topic, readQueueNums }) =>
      Array.from({ length: readQueueNums }, (_, queueId) => ({
        messageQueue: { topic, brokerName: identity.brokerName, queueId },
        value: offsetsOf(group, topic, queueId),
      })),
    ),
    consumeTps: topics.reduce(
      (sum, { topicName }) => sum + statistics.perSecond('GROUP_GET_NUMS', `${topicName}@${group}`),
      0,
    ),
  });

  return {
    [RequestCode.GET_CONSUME_STATS]: (request) => {
      const { consumerGroup, topic = '', topicList = '' } = GetConsumeStatsRequestHeader.read(request);
      const named = topicList.split(';').filter((name) => name !== '');
      const topics = named.length > 0 ? named : topicsToTell(services, consumerGroup, topic);
      return accept(encodeConsumeStats(statsOf(consumerGroup, existing(services, topics))));
    },

    [RequestCode.GET_BROKER_CONSUME_STATS]: (request) => {
      const { isOrder } = GetConsumeStatsInBrokerHeader.read(request);
      const stats = [...state.groups.all()].map(({ groupName }) => {
        const topics = existing(services, topicsOfGroup(services, groupName));
        const told = isOrder ? topics.filter(({ order }) => order) : topics;
        return [groupName, told.map((topic) => statsOf(groupName, [topic]))] as const;
      });
      const offsets = stats.flatMap(([, each]) =>
        each.flatMap(({ offsetTable }) => offsetTable.map(({ value }) => value)),
      );
      return accept(
        encodeConsumeStatsList({
          brokerAddr: identity.address,
          consumeStatsList: stats.map(([group, each]) => ({ [group]: each })),
          totalDiff: sumOf(offsets, ({ brokerOffset, consumerOffset }) => brokerOffset - consumerOffset),
          totalInflightDiff: sumOf(offsets, ({ pullOffset, consumerOffset }) => pullOffset - consumerOffset),
        }),
      );
    },

    [RequestCode.QUERY_CORRECTION_OFFSET]: (request) => {
      const { topic, filterGroups = '' } = QueryCorrectionOffsetHeader.read(request);
      // As on the real broker, groups that are to be left out lose what they have committed, of this topic and all others.
      for (const group of filterGroups.split(',')) state.offsets.deleteGroup(group);
      return accept(encodeQueryCorrectionOffsetBody(smallestOffsets(services, topic)));
    },
  };
}

function smallestOffsets({ state }: BrokerServices, topic: string): ReadonlyMap<number, number> {
  const smallest = new Map<number, number>();
  for (const group of state.offsets.groups(topic)) {
    for (const [queueId, offset] of state.offsets.of(group, topic)) {
      if (offset >= state.store.queue(topic, queueId).minOffset)
        smallest.set(queueId, Math.min(offset, smallest.get(queueId) ?? offset));
    }
  }
  return new Map([...smallest].toSorted(([left], [right]) => left - right));
}

function topicsToTell(services: BrokerServices, group: string, topic: string): readonly string[] {
  if (topic.trim() === '') return topicsOfGroup(services, group);
  return isAbandoned(services, group, topic) ? [] : [topic];
}

function sumOf<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}
