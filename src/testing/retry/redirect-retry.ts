import { isRetryTopic, retryTopicOf } from '../../message/group-topics.js';
import type { SendMessageRequestHeader } from '../../protocol/headers/send-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { MessageDraft } from '../store/message-draft.js';
import { ensureDeadLetterTopic, findRetryGroup } from './retry-group.js';

/** Stands between group and topic in the retry topics of POP, of which each subscribed topic has its own. */
const popSeparator = '+';

/**
 * Where a message goes that a consumer sends to a retry topic by itself: there, or among the dead letters when it came too
 * often, or when the group consumes in order, since Java's does so only with what it gives up. Other messages stay as
 * they are.
 *
 * @param isOrdered - whether a group holds locks of queues that have not expired
 * @throws {Refusal} when there is no such group
 * @see apache/rocketmq 5.3.3 `broker/…/processor/SendMessageProcessor#handleRetryAndDLQ`
 */
export function redirectRetry(
  services: BrokerServices,
  draft: MessageDraft,
  header: Pick<SendMessageRequestHeader, 'reconsumeTimes' | 'maxReconsumeTimes'>,
  isOrdered: (group: string) => boolean,
): MessageDraft {
  if (!isRetryTopic(draft.topic)) return draft;
  const group = findRetryGroup(services, groupOf(draft.topic));
  const { reconsumeTimes = 0, maxReconsumeTimes = group.retryMaxTimes } = header;
  if (reconsumeTimes <= maxReconsumeTimes && !isOrdered(group.groupName)) return draft;
  return {
    ...draft,
    topic: ensureDeadLetterTopic(services, group.groupName),
    queueId: 0,
    properties: { ...draft.properties, [PropertyKey.DELAY]: '-1' },
  };
}

/** Java `KeyBuilder#parseGroup`. */
function groupOf(retryTopic: string): string {
  const name = retryTopic.slice(retryTopicOf('').length);
  const [group, topic, ...more] = name.split(popSeparator);
  return group !== undefined && topic !== undefined && more.length === 0 ? group : name;
}
