import { isRetryTopic } from '../../message/group-topics.js';
import { encodeRecallHandle } from '../../protocol/message/recall-handle.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { readEntry, type StoredEntry } from '../store/stored-entry.js';
import { timerTopic } from './schedule-topics.js';

/**
 * What the sender of a timer message is given to recall it; undefined for every other message.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/SendMessageProcessor#attachRecallHandle`
 */
export function recallHandleOf(entry: StoredEntry, brokerName: string): string | undefined {
  if (entry.topic !== timerTopic) return undefined;
  const message = readEntry(entry);
  const topic = message.getProperty(PropertyKey.REAL_TOPIC);
  const outMs = message.getProperty(PropertyKey.TIMER_OUT_MS);
  if (topic === undefined || outMs === undefined || isRetryTopic(topic)) return undefined;
  return encodeRecallHandle({
    topic,
    brokerName,
    // One more than the beginning of the period, so that rounding down gives the same period again.
    timestamp: String(Number(outMs) + 1),
    messageId: message.messageId,
  });
}
