import { PropertyKey } from '../../protocol/property-key.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerConfig } from '../broker/broker-config.js';
import { Refusal } from '../server/refusal.js';
import type { MessageDraft } from '../store/message-draft.js';
import { timerTopic } from './schedule-topics.js';

const javaLong = /^[+-]?\d+$/;

/**
 * Sends a message with a delivery time of its own to where it waits. One whose time has come already stays as it is.
 *
 * TIMER_OUT_MS is the beginning of the period of `timerPrecisionMs` that ends when the message is delivered: at the time
 * asked for, or up to a period later.
 *
 * @throws {Refusal}
 * @see apache/rocketmq 5.3.3 `broker/…/util/HookUtils#transformTimerMessage`
 */
export function delayByTime(
  draft: MessageDraft,
  config: Pick<BrokerConfig, 'timerWheelEnable' | 'timerMaxDelaySec' | 'timerPrecisionMs'>,
  now: number,
): MessageDraft {
  const { properties } = draft;
  if (properties[PropertyKey.TIMER_OUT_MS] !== undefined) return draft;
  const deliverAt = deliveryTimeOf(properties, now);
  if (deliverAt === undefined) return draft;
  if (!config.timerWheelEnable)
    throw new Refusal(
      ResponseCode.SYSTEM_ERROR,
      'accurate timer message is not enabled, timerWheelEnable is false',
    );
  const maxDelayMs = config.timerMaxDelaySec * 1000;
  const isPast = deliverAt <= now;
  // NaN, of what is no number, satisfies neither.
  const isLegal = isPast
    ? properties[PropertyKey.TIMER_DEL_UNIQKEY] === undefined
    : deliverAt - now <= maxDelayMs;
  if (!isLegal)
    throw new Refusal(
      ResponseCode.MESSAGE_ILLEGAL,
      `timer message illegal, the delay time should not be bigger than the max delay ${maxDelayMs}ms; ` +
        'or if set del msg, the delay time should be bigger than the current time',
    );
  if (isPast) return draft;
  return {
    ...draft,
    topic: timerTopic,
    queueId: 0,
    properties: {
      ...properties,
      [PropertyKey.TIMER_OUT_MS]: String(periodBefore(deliverAt, config.timerPrecisionMs)),
      [PropertyKey.REAL_TOPIC]: draft.topic,
      [PropertyKey.REAL_QID]: String(draft.queueId),
    },
  };
}

/** The beginning of the period that ends at `time` or contains it. */
function periodBefore(time: number, periodMs: number): number {
  return (Math.ceil(time / periodMs) - 1) * periodMs;
}

function deliveryTimeOf(properties: MessageDraft['properties'], now: number): number | undefined {
  const seconds = properties[PropertyKey.TIMER_DELAY_SEC];
  if (seconds !== undefined) return now + toLong(seconds) * 1000;
  const milliseconds = properties[PropertyKey.TIMER_DELAY_MS];
  if (milliseconds !== undefined) return now + toLong(milliseconds);
  const time = properties[PropertyKey.TIMER_DELIVER_MS];
  return time === undefined ? undefined : toLong(time);
}

function toLong(text: string): number {
  return javaLong.test(text) ? Number(text) : NaN;
}
