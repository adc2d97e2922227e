import { javaHash } from '../protocol/java-hash.js';
import type { QueueSelector } from './queue-selector.js';

/**
 * The queue of an order key by its hash over the number of queues: what Java producers choose for the same text. A change of the
 * number of queues moves most keys.
 *
 * @see apache/rocketmq `client/…/selector/SelectMessageQueueByHash`
 */
export const selectByHash: QueueSelector = (queues, { orderKey }) =>
  orderKey === undefined ? undefined : queues[Math.abs(javaHash(orderKey) % queues.length)];
