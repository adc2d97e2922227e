import type { MessageQueue } from '../../message/message-queue.js';

/** Shares out queues among the members of a group; both lists are sorted. */
export type AllocateQueues = (
  clientId: string,
  clientIds: readonly string[],
  queues: readonly MessageQueue[],
) => readonly MessageQueue[];

/** Neighbouring queues to each member; the first ones get one more when it does not come out even. */
const averagely: AllocateQueues = (clientId, clientIds, queues) => {
  const index = clientIds.indexOf(clientId);
  if (index < 0) return [];
  const size = Math.floor(queues.length / clientIds.length);
  const remainder = queues.length % clientIds.length;
  const start = index * size + Math.min(index, remainder);
  return queues.slice(start, start + size + (index < remainder ? 1 : 0));
};

/** One queue to each member in turn, round and round. */
const averagelyByCircle: AllocateQueues = (clientId, clientIds, queues) => {
  const index = clientIds.indexOf(clientId);
  return index < 0 ? [] : queues.filter((_, i) => i % clientIds.length === index);
};

/** The strategies that brokers know, by the names of clients (Java `AllocateMessageQueueStrategy#getName`). */
export const queueStrategies: ReadonlyMap<string, AllocateQueues> = new Map([
  ['AVG', averagely],
  ['AVG_BY_CIRCLE', averagelyByCircle],
]);

/**
 * The queues that a member pops.
 *
 * @param shared - how many of the following members' queues it pops too; 0 or less, or as many as there are others: everybody
 *   pops every broker's queues, as queue id -1
 * @see apache/rocketmq 5.3.3 `broker/…/processor/QueryAssignmentProcessor#allocate4Pop`
 */
export function allocateForPop(
  allocate: AllocateQueues,
  shared: number,
  ...[clientId, clientIds, queues]: Parameters<AllocateQueues>
): readonly MessageQueue[] {
  if (shared <= 0 || shared >= clientIds.length - 1)
    return queues.map((queue) => ({ ...queue, queueId: -1 }));
  const index = clientIds.indexOf(clientId);
  if (index < 0) return [];
  if (clientIds.length > queues.length) return [queues[index % queues.length] as MessageQueue];
  return Array.from(
    { length: shared + 1 },
    (_, i) => clientIds[(index + i) % clientIds.length] as string,
  ).flatMap((member) => allocate(member, clientIds, queues));
}
