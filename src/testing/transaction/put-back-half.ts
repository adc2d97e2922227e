import { PropertyKey } from '../../protocol/property-key.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { putAsIs } from '../broker/put-as-is.js';
import type { MessageDraft } from '../store/message-draft.js';
import type { StoredEntry } from '../store/stored-entry.js';
import { looksAt, preparedOffsetOf } from './half-state.js';
import { abandonedTopic } from './transaction-topics.js';

/**
 * Stores a half message again, for another look: the copy takes its place.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/transaction/queue/TransactionalMessageBridge#renewHalfMessageInner`
 */
export function putBackHalf(services: BrokerServices, half: MessageDraft): StoredEntry {
  return putAsIs(services, {
    ...half,
    // Java does not copy these.
    flag: 0,
    reconsumeTimes: 0,
    properties: {
      ...half.properties,
      [PropertyKey.TRANSACTION_CHECK_TIMES]: String(looksAt(half.properties) + 1),
    },
  });
}

/**
 * The same before the sender wants to be asked.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/transaction/queue/TransactionalMessageBridge#renewImmunityHalfMessageInner`
 */
export function putBackImmuneHalf(services: BrokerServices, half: MessageDraft, queueOffset: number): void {
  const { properties } = half;
  putBackHalf(services, {
    ...half,
    properties: {
      ...properties,
      [PropertyKey.WAIT]: 'false',
      [PropertyKey.TRAN_PREPARED_QUEUE_OFFSET]: String(preparedOffsetOf(properties, queueOffset)),
    },
  });
}

/**
 * Stores a half message where nobody looks at it any more.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/transaction/queue/DefaultTransactionalMessageCheckListener`
 */
export function abandonHalf(services: BrokerServices, half: MessageDraft): void {
  const { topicName } = services.state.topics.ensure(abandonedTopic, 1);
  putAsIs(services, { ...half, topic: topicName, queueId: 0 });
}
