import { compareQueues, type MessageQueue } from '../message/message-queue.js';
import type { ConsumeStats } from '../protocol/bodies/consume-stats.js';
import { timeOf } from './time-of.js';

/** How far a group has come in one queue. */
export interface QueueProgress {
  readonly queue: MessageQueue;
  readonly committedOffset: number;
  /** The offset that the next message will get. */
  readonly maxOffset: number;
  /** Messages that are not consumed yet. */
  readonly lag: number;
  /** Messages that members hold and have not consumed yet; 0 from brokers before 5.0, which do not tell. */
  readonly inFlight: number;
  /** When the message that was consumed last had been stored; undefined when there is none. */
  readonly consumedUntil: Date | undefined;
}

export interface GroupProgress {
  readonly group: string;
  /** In the order of topic, broker name and queue id; the retry topic included. */
  readonly queues: readonly QueueProgress[];
  /** Of all queues. */
  readonly lag: number;
  readonly inFlight: number;
  /** Messages per second, over all brokers. */
  readonly consumedPerSecond: number;
}

/** Puts the answers of brokers together. */
export function viewProgress(group: string, stats: readonly ConsumeStats[]): GroupProgress {
  const queues = stats
    .flatMap(({ offsetTable }) => offsetTable)
    .map(({ messageQueue, value: { brokerOffset, consumerOffset, pullOffset, lastTimestamp } }) => ({
      queue: messageQueue,
      committedOffset: consumerOffset,
      maxOffset: brokerOffset,
      lag: brokerOffset - consumerOffset,
      inFlight: Math.max(0, pullOffset - consumerOffset),
      consumedUntil: timeOf(lastTimestamp),
    }))
    .toSorted((left, right) => compareQueues(left.queue, right.queue));
  return {
    group,
    queues,
    lag: queues.reduce((sum, { lag }) => sum + lag, 0),
    inFlight: queues.reduce((sum, { inFlight }) => sum + inFlight, 0),
    consumedPerSecond: stats.reduce((sum, { consumeTps }) => sum + consumeTps, 0),
  };
}
