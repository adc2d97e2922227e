import { PropertyKey } from '../../protocol/property-key.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { putAsIs } from '../broker/put-as-is.js';
import { draftOf, type StoredEntry } from '../store/stored-entry.js';
import { halfTopic } from '../transaction/transaction-topics.js';
import { timerTopic } from './schedule-topics.js';
import { deleteKeyOf, recallKeyOf, type ScheduledMessages } from './scheduled-messages.js';

/**
 * Stores a message whose time has come in its own topic. Its properties still tell how it was delayed: brokers write them
 * before they take those out.
 *
 * @see apache/rocketmq 5.3.3 `ScheduleMessageService#messageTimeUp`, `TimerMessageStore#convert`
 */
export function deliverScheduled(
  services: BrokerServices,
  scheduled: ScheduledMessages,
  entry: StoredEntry,
): void {
  const draft = draftOf(entry);
  const { [PropertyKey.REAL_TOPIC]: topic, [PropertyKey.REAL_QID]: queueId } = draft.properties;
  // A half message with a delay: real brokers lose it too, and clients never send one.
  if (topic === undefined || topic === halfTopic) {
    services.runtime.logger.warn('A delayed half message was dropped', { offset: entry.physicalOffset });
    return;
  }
  const own = { ...draft, topic, queueId: Number(queueId), preparedTransactionOffset: 0 };
  if (entry.topic !== timerTopic) {
    putAsIs(services, own);
    return;
  }
  const { [PropertyKey.TIMER_OUT_MS]: outMs = '', [PropertyKey.UNIQ_KEY]: id = '' } = draft.properties;
  if (scheduled.isRecalled(recallKeyOf(outMs, deleteKeyOf(topic, id)))) return;
  const { timerPrecisionMs } = services.config;
  putAsIs(services, {
    ...own,
    properties: {
      ...draft.properties,
      [PropertyKey.TIMER_ENQUEUE_MS]: String(entry.storedAt - (entry.storedAt % timerPrecisionMs)),
      [PropertyKey.TIMER_DEQUEUE_MS]: String(services.runtime.now()),
    },
  });
}
