import { BodyReader } from '../body-reader.js';
import { type MessageQueueData, readMessageQueue } from './queue-table.js';

/** When the messages of a queue were stored; times are milliseconds since the epoch, -1 without a message. */
export interface QueueTimeSpan {
  readonly messageQueue: MessageQueueData;
  readonly minTimeStamp: number;
  readonly maxTimeStamp: number;
  /** Of the last message that the group consumed. */
  readonly consumeTimeStamp: number;
  /** Milliseconds since the next one was stored; 0 when there is none. */
  readonly delayTime: number;
}

/**
 * How old what a group has not consumed is: the answer of QUERY_CONSUME_TIME_SPAN (303), wire.md section 5.10.
 *
 * ```
 * {"consumeTimeSpanSet":[{"consumeTimeStamp":1700000000000,"consumeTimeStampStr":"2023-11-14#22:13:20:000","delayTime":0,
 *  "maxTimeStamp":1700000000000,"maxTimeStampStr":…,"messageQueue":{"brokerName":"broker-a","queueId":0,"topic":"T"},
 *  "minTimeStamp":1700000000000,"minTimeStampStr":…}]}
 * ```
 *
 * Java `remoting/…/protocol/body/QueryConsumeTimeSpanBody`. The texts of the times, by the broker's local
 * time, are not read. @throws {DecodeError}
 */
export function decodeQueryConsumeTimeSpanBody(body: Uint8Array): QueueTimeSpan[] {
  return BodyReader.parse('QueryConsumeTimeSpanBody', body).objects('consumeTimeSpanSet', (span) => ({
    messageQueue: readMessageQueue(span.object('messageQueue')),
    minTimeStamp: span.integer('minTimeStamp'),
    maxTimeStamp: span.integer('maxTimeStamp'),
    consumeTimeStamp: span.integer('consumeTimeStamp'),
    delayTime: span.integer('delayTime'),
  }));
}

export function encodeQueryConsumeTimeSpanBody(spans: readonly QueueTimeSpan[]): Buffer {
  const consumeTimeSpanSet = spans.map((span) => ({
    ...span,
    minTimeStampStr: timeText(span.minTimeStamp),
    maxTimeStampStr: timeText(span.maxTimeStamp),
    consumeTimeStampStr: timeText(span.consumeTimeStamp),
  }));
  return Buffer.from(JSON.stringify({ consumeTimeSpanSet }));
}

/** Java `UtilAll#timeMillisToHumanString`: local time. */
function timeText(timestamp: number): string {
  const time = new Date(timestamp);
  const day = [time.getFullYear(), padded(time.getMonth() + 1), padded(time.getDate())].join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => padded(part)).join(':');
  return `${day}#${clock}:${padded(time.getMilliseconds(), 3)}`;
}

const padded = (number: number, digits = 2): string => String(number).padStart(digits, '0');
