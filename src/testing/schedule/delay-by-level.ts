import { PropertyKey } from '../../protocol/property-key.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';
import type { MessageDraft } from '../store/message-draft.js';
import type { DelayLevels } from './delay-levels.js';
import { delayTopic } from './schedule-topics.js';

const javaInteger = /^[+-]?\d+$/;

/** The delay level of a message, 0 for none. @throws {Refusal} as Java does when it is no number */
export function delayLevelOf(properties: MessageDraft['properties']): number {
  const text = properties[PropertyKey.DELAY];
  if (text === undefined) return 0;
  if (!javaInteger.test(text))
    throw new Refusal(
      ResponseCode.SYSTEM_ERROR,
      `java.lang.NumberFormatException: For input string: "${text}"`,
    );
  return Number(text);
}

/**
 * Sends a message with a delay level to where it waits. A delay level beats a delivery time.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/util/HookUtils#transformDelayLevelMessage`, `#checkIfTimerMessage`
 */
export function delayByLevel(draft: MessageDraft, delayLevel: number, levels: DelayLevels): MessageDraft {
  const {
    [PropertyKey.TIMER_DELIVER_MS]: _deliverMs,
    [PropertyKey.TIMER_DELAY_SEC]: _delaySec,
    [PropertyKey.TIMER_DELAY_MS]: _delayMs,
    ...properties
  } = draft.properties;
  const level = Math.min(delayLevel, levels.max);
  return {
    ...draft,
    topic: delayTopic,
    queueId: level - 1,
    properties: {
      ...properties,
      [PropertyKey.DELAY]: String(level),
      [PropertyKey.REAL_TOPIC]: draft.topic,
      [PropertyKey.REAL_QID]: String(draft.queueId),
    },
  };
}
