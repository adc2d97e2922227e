import { ConsistentHashRing } from '../internal/consistent-hash-ring.js';
import { type MessageQueue, queueKey } from '../message/message-queue.js';
import type { QueueSelector } from './queue-selector.js';

/** Then the fullest of 8 queues has about 15 % more keys than the average, the fullest of 64 about 60 %. */
const pointsEach = 40;

/**
 * A selector that keeps most order keys in their queues when queues come or go: with one queue more or less of n, about one key in
 * n moves. Java producers have nothing like it; all producers of a topic must choose alike to keep its order.
 *
 * The ring of a topic is made again when its queues change.
 */
export function selectByConsistentHash(): QueueSelector {
  const choices = new WeakMap<readonly MessageQueue[], (key: string) => MessageQueue | undefined>();
  return (queues, { orderKey }) => {
    if (orderKey === undefined) return undefined;
    let choose = choices.get(queues);
    if (choose === undefined) choices.set(queues, (choose = choiceAmong(queues)));
    return choose(orderKey);
  };
}

function choiceAmong(queues: readonly MessageQueue[]): (key: string) => MessageQueue | undefined {
  const byName = new Map(queues.map((queue) => [queueKey(queue), queue]));
  const ring = new ConsistentHashRing([...byName.keys()], pointsEach);
  return (key) => byName.get(ring.find(key));
}
