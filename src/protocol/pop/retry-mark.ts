import { DecodeError } from '../../errors/protocol-error.js';

/**
 * Which of three topics a popped message lies in: the subscribed one, or one of the two retry topics that a group has for it
 * (Java `ExtraInfoUtil`, `KeyBuilder`).
 *
 * | mark | topic                       |
 * | ---- | --------------------------- |
 * | 0    | `<topic>`                   |
 * | 1    | `%RETRY%<group>_<topic>`    |
 * | 2    | `%RETRY%<group>+<topic>`    |
 */
export const RetryMark = { NORMAL: 0, RETRY_V1: 1, RETRY_V2: 2 } as const;
export type RetryMark = (typeof RetryMark)[keyof typeof RetryMark];

const retryPrefix = '%RETRY%';
const separators = ['', '_', '+'] as const;

/** The mark of a message by the topic it lies in. A `+` anywhere in a retry topic makes it one of the second kind, as in Java. */
export function retryMarkOf(realTopic: string): RetryMark {
  if (!realTopic.startsWith(retryPrefix)) return RetryMark.NORMAL;
  return realTopic.includes('+') ? RetryMark.RETRY_V2 : RetryMark.RETRY_V1;
}

/** The topic that a message with this mark lies in: what acks and changes of the invisible time have to name. */
export function popTopic(topic: string, group: string, mark: RetryMark): string {
  return mark === RetryMark.NORMAL ? topic : `${retryPrefix}${group}${separators[mark]}${topic}`;
}

/** The subscribed topic of a retry topic of `group`; any other topic is its own. */
export function subscribedTopic(realTopic: string, group: string): string {
  const prefix = `${retryPrefix}${group}`;
  const separator = realTopic[prefix.length];
  const isRetry = realTopic.startsWith(prefix) && (separator === '_' || separator === '+');
  return isRetry ? realTopic.slice(prefix.length + 1) : realTopic;
}

/** @throws {DecodeError} that names `subject` */
export function parseRetryMark(text: string | undefined, subject: string): RetryMark {
  if (text === '0') return RetryMark.NORMAL;
  if (text === '1') return RetryMark.RETRY_V1;
  if (text === '2') return RetryMark.RETRY_V2;
  throw new DecodeError(subject, 'its retry mark is none of 0, 1 and 2');
}
