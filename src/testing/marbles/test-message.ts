import { integer } from '../../internal/options.js';
import type { MessageQueue } from '../../message/message-queue.js';
import type { MessageSource } from '../../message/received-message.js';
import { encodeProperties } from '../../protocol/message/message-properties.js';
import { decodeStoredMessages } from '../../protocol/message/stored-message-codec.js';
import { encodeStoredMessage } from '../../protocol/message/stored-message-encoder.js';
import { PropertyKey } from '../../protocol/property-key.js';

/** A message of which a test says only what matters to it. */
export interface TestMessage {
  /** Default `test-topic`. */
  readonly topic?: string;
  /** Text is UTF-8. Default: empty. For a decoded body: `createTestDelivery(...).withBody(value)`. */
  readonly body?: string | Uint8Array;
  readonly tags?: string;
  readonly keys?: string | readonly string[];
  /** Also those that RocketMQ sets itself. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Default: made from the offset. */
  readonly messageId?: string;
  /** Where it was read. Default: queue 0 of its topic at `test-broker`. */
  readonly queue?: Partial<MessageQueue>;
  /** Default 0. */
  readonly offset?: number;
  /** 1 is the first. Default 1. */
  readonly attempt?: number;
  /** Default: the epoch. */
  readonly bornAt?: Date;
  /** Default: `bornAt`. */
  readonly storedAt?: Date;
}

/** Bytes from one message to the next: each offset has a place, and so an id, of its own. */
const strideBytes = 1024;

function propertiesOf(message: TestMessage, topic: string, queue: MessageQueue, offset: number): string {
  const { keys, messageId = `test-message-${offset}` } = message;
  return encodeProperties({
    [PropertyKey.UNIQ_KEY]: messageId,
    [PropertyKey.TAGS]: message.tags,
    [PropertyKey.KEYS]: typeof keys === 'string' ? keys : keys?.join(' '),
    [PropertyKey.RETRY_TOPIC]: queue.topic === topic ? undefined : topic,
    ...message.properties,
  });
}

/**
 * The message as it would have been read from a broker.
 *
 * @throws {InvalidArgumentError} when offset or attempt is no whole number in range
 */
export function toMessageSource(message: TestMessage): MessageSource {
  const { topic = 'test-topic', body = '', bornAt = new Date(0), storedAt = bornAt } = message;
  const offset = integer(0)(message.offset ?? 0, 'offset');
  const attempt = integer(1)(message.attempt ?? 1, 'attempt');
  const queue: MessageQueue = { topic, brokerName: 'test-broker', queueId: 0, ...message.queue };
  const record = encodeStoredMessage({
    topic: queue.topic,
    body: typeof body === 'string' ? Buffer.from(body) : body,
    properties: propertiesOf(message, topic, queue, offset),
    queueId: queue.queueId,
    queueOffset: offset,
    physicalOffset: offset * strideBytes,
    bornTimestamp: bornAt.getTime(),
    bornHost: '127.0.0.1:50000',
    storeTimestamp: storedAt.getTime(),
    storeHost: '127.0.0.1:10911',
    reconsumeTimes: attempt - 1,
  });
  const [stored] = decodeStoredMessages(record);
  return { stored: stored!, queue, offset, bytes: stored!.body, extraAttempts: 0 };
}
