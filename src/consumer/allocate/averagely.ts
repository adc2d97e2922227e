import type { MessageQueue } from '../../message/message-queue.js';

/**
 * Which queues of a topic a member of a group gets. Every member computes this for itself from the same sorted lists, so all
 * members of a group must use the same function. Pure.
 *
 * @param clientIds - all members, sorted, without duplicates, ours among them
 * @param queues - all queues of the topic, sorted
 */
export type Allocate = (
  clientId: string,
  clientIds: readonly string[],
  queues: readonly MessageQueue[],
) => MessageQueue[];

/**
 * Neighbouring queues to each member, the first ones get one more when it does not come out even: the default of Java.
 *
 * @see apache/rocketmq `client/…/rebalance/AllocateMessageQueueAveragely`
 */
export const allocateAveragely: Allocate = (clientId, clientIds, queues) => {
  const index = clientIds.indexOf(clientId);
  if (index < 0) return [];
  const size = Math.floor(queues.length / clientIds.length);
  const remainder = queues.length % clientIds.length;
  const start = index * size + Math.min(index, remainder);
  return queues.slice(start, start + size + (index < remainder ? 1 : 0));
};
