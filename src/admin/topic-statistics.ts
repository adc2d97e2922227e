import type { MessageQueue } from '../message/message-queue.js';
import { compareQueues } from '../message/message-queue.js';
import type { TopicStatsTable } from '../protocol/bodies/topic-stats-table.js';
import { timeOf } from './time-of.js';

/** What one queue holds. */
export interface QueueStatistics {
  readonly queue: MessageQueue;
  /** The oldest offset that is still stored. */
  readonly minOffset: number;
  /** The offset that the next message will get. */
  readonly maxOffset: number;
  /** Messages stored now: an upper bound, for offsets may have been compacted away. */
  readonly messages: number;
  /** When the last message was stored; undefined when there is none. */
  readonly lastStoredAt: Date | undefined;
}

export interface TopicStatistics {
  readonly topic: string;
  /** In the order of broker name and queue id. */
  readonly queues: readonly QueueStatistics[];
  /** Of all queues. */
  readonly messages: number;
  /** Messages per second, over all brokers; 0 from brokers before 5.0, which do not tell. */
  readonly storedPerSecond: number;
}

/** Puts the answers of brokers together. */
export function viewTopicStatistics(topic: string, tables: readonly TopicStatsTable[]): TopicStatistics {
  const queues = tables
    .flatMap(({ offsetTable }) => offsetTable)
    .map(({ messageQueue, value: { minOffset, maxOffset, lastUpdateTimestamp } }) => ({
      queue: messageQueue,
      minOffset,
      maxOffset,
      messages: Math.max(0, maxOffset - minOffset),
      lastStoredAt: timeOf(lastUpdateTimestamp),
    }))
    .toSorted((left, right) => compareQueues(left.queue, right.queue));
  return {
    topic,
    queues,
    messages: queues.reduce((sum, { messages }) => sum + messages, 0),
    storedPerSecond: tables.reduce((sum, { topicPutTps }) => sum + topicPutTps, 0),
  };
}
