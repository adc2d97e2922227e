import { InvalidArgumentError } from '../../errors/usage-error.js';
import { isRetryTopic } from '../../message/group-topics.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';

/** The field in which a message differs from the first of its batch, where all must agree. */
function differenceOf(message: OutgoingMessage, first: OutgoingMessage): string | undefined {
  if (message.topic !== first.topic) return 'topic';
  if ((message.waitForStore ?? true) !== (first.waitForStore ?? true)) return 'waitForStore';
  if (message.orderKey !== first.orderKey) return 'orderKey';
  const { queue } = message;
  const isSameQueue =
    queue?.brokerName === first.queue?.brokerName && queue?.queueId === first.queue?.queueId;
  return isSameQueue ? undefined : 'queue';
}

/**
 * Refuses messages that cannot be in one batch, each of which is right by itself.
 *
 * @param messages - not empty
 * @throws {InvalidArgumentError}
 * @see apache/rocketmq `common/…/message/MessageBatch#generateFromList`
 */
export function checkBatch(messages: readonly OutgoingMessage[]): void {
  const [first] = messages as [OutgoingMessage];
  if (isRetryTopic(first.topic))
    throw new InvalidArgumentError('messages[0].topic', 'no retry topic: brokers take no batches there');
  messages.forEach((message, index) => {
    if (message.delay !== undefined)
      throw new InvalidArgumentError(
        `messages[${index}].delay`,
        'left out: brokers do not delay messages of a batch',
      );
    const name = differenceOf(message, first);
    if (name !== undefined)
      throw new InvalidArgumentError(
        `messages[${index}].${name}`,
        'that of the first message: a batch has one',
      );
  });
}
