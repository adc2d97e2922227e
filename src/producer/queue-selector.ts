import { InvalidArgumentError } from '../errors/usage-error.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { OutgoingMessage } from '../message/outgoing-message.js';
import type { SelectQueue } from '../sending/prepared-message.js';
import { selectByHash } from './select-by-hash.js';

/**
 * Chooses the queue of a message that does not name one; undefined leaves it to the producer: round robin.
 *
 * @param queues - those that can be written, not empty, in the order of brokers' names and queue ids, which is Java's
 */
export type QueueSelector = (
  queues: readonly MessageQueue[],
  message: OutgoingMessage,
) => MessageQueue | undefined;

/** How the queue of this message is chosen; undefined for round robin. */
export function selectionOf(message: OutgoingMessage, selector: QueueSelector): SelectQueue | undefined {
  const { queue, orderKey } = message;
  if (queue !== undefined) return (queues) => find(queues, queue, 'queue');
  if (selector === selectByHash && orderKey === undefined) return undefined;
  return (queues) => {
    const chosen = selector(queues, message);
    return chosen && find(queues, chosen, 'queueSelector');
  };
}

function find(
  queues: readonly MessageQueue[],
  { brokerName, queueId }: Pick<MessageQueue, 'brokerName' | 'queueId'>,
  path: string,
): MessageQueue {
  const found = queues.find((queue) => queue.brokerName === brokerName && queue.queueId === queueId);
  if (found === undefined)
    throw new InvalidArgumentError(
      path,
      `one of the ${queues.length} queues that can be written, unlike ${brokerName}@${queueId}`,
    );
  return found;
}
