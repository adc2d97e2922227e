import { isRetryTopic } from '../../message/group-topics.js';
import type { MessageQueue } from '../../message/message-queue.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import type { PreparedMessage } from '../../sending/prepared-message.js';
import type { BatchTarget } from './join-messages.js';
import { bytesInBatch } from './split-batch.js';

/** A send that may share a batch. */
export interface BatchCandidate {
  readonly message: OutgoingMessage;
  readonly prepared: PreparedMessage;
  readonly timeoutMs: number;
}

export interface BatchSlotSettings {
  readonly maxBytes: number;
  readonly lingerMs: number;
  /** Bodies of at least so many bytes are compressed, which batches never are. */
  readonly compressedFromBytes: number;
  /** The queues of a topic that can be written; undefined while that is not known. */
  readonly knownQueues: (topic: string) => readonly MessageQueue[] | undefined;
}

/** With which others a message can share a batch. */
export interface BatchSlot extends BatchTarget {
  readonly key: string;
  /** In the body of a batch. */
  readonly bytes: number;
}

/**
 * Undefined for what brokers take alone only, what has no time to wait, and what wants a queue that is not known yet. Messages with
 * different tags share a batch, unlike Java's: each keeps its properties.
 *
 * @see apache/rocketmq `client/…/producer/ProduceAccumulator.AggregateKey`, `client/…/producer/DefaultMQProducer#canBatch`
 */
export function batchSlotOf(
  { message: { delay, waitForStore = true }, prepared, timeoutMs }: BatchCandidate,
  { maxBytes, lingerMs, compressedFromBytes, knownQueues }: BatchSlotSettings,
): BatchSlot | undefined {
  const { topic, body, selectQueue } = prepared;
  if (delay !== undefined || isRetryTopic(topic)) return undefined;
  if (body.length >= compressedFromBytes || timeoutMs <= lingerMs) return undefined;
  const bytes = bytesInBatch(prepared, maxBytes);
  if (bytes === undefined) return undefined;
  const key = `${topic} ${waitForStore} ${timeoutMs}`;
  const anyQueue: BatchSlot = { key, bytes, waitForStore, selectQueue: undefined };
  if (selectQueue === undefined) return anyQueue;
  const queues = knownQueues(topic);
  if (queues === undefined || queues.length === 0) return undefined;
  let queue: MessageQueue | undefined;
  try {
    queue = selectQueue(queues);
  } catch {
    // There is no such queue, or the choice failed: the send itself tells that.
    return undefined;
  }
  if (queue === undefined) return anyQueue;
  const { brokerName, queueId } = queue;
  return {
    key: `${key} ${queueId} ${brokerName}`,
    bytes,
    waitForStore,
    // All of the batch chose this queue; when it is gone they follow the first.
    selectQueue: (candidates) =>
      candidates.find((one) => one.queueId === queueId && one.brokerName === brokerName) ??
      selectQueue(candidates),
  };
}
