import { DecodeError } from '../errors/protocol-error.js';
import type { StoredMessage } from '../protocol/message/stored-message.js';
import { PropertyKey } from '../protocol/property-key.js';
import type { MessageQueue } from './message-queue.js';

/** Where a message was read, and its body as bytes. */
export interface MessageSource {
  readonly stored: StoredMessage;
  /** The queue it was read from; for a message that comes again this is a queue of the group's retry topic. */
  readonly queue: MessageQueue;
  readonly offset: number;
  /** The body, decompressed. */
  readonly bytes: Buffer;
  /** Deliveries beyond those the broker knows of: it could not be sent back and was handed out again here. */
  readonly extraAttempts: number;
}

/**
 * A message as a consumer sees it. Numbers are there; text is decoded when it is first read.
 *
 * `body` shares memory with the answer it arrived in, up to some 40 KB: copy it (`body.slice()`) to keep one message of many.
 */
export class ReceivedMessage<T = Uint8Array> {
  readonly body: T;
  /** The queue it was read from. For a message that comes again this is a queue of the group's retry topic. */
  readonly queue: MessageQueue;
  /** Its place in `queue`. */
  readonly offset: number;
  /** @internal */
  readonly source: MessageSource;

  /** @internal */
  constructor(source: MessageSource, body: T) {
    this.source = source;
    this.queue = source.queue;
    this.offset = source.offset;
    this.body = body;
  }

  /** The topic it was sent to, also when it comes again. */
  get topic(): string {
    return this.property(PropertyKey.RETRY_TOPIC) ?? this.queue.topic;
  }

  get tags(): string | undefined {
    return this.property(PropertyKey.TAGS);
  }

  /** The search keys it was sent with. */
  get keys(): readonly string[] {
    return (
      this.property(PropertyKey.KEYS)
        ?.split(' ')
        .filter((key) => key !== '') ?? []
    );
  }

  /** Every property, those of RocketMQ included. */
  get properties(): Readonly<Record<string, string>> {
    return this.source.stored.properties;
  }

  /** One property, without decoding the others. */
  property(key: string): string | undefined {
    return this.source.stored.getProperty(key);
  }

  /** The id its sender gave it: the same for every copy and every delivery. Use it to recognise duplicates. */
  get messageId(): string {
    return this.property(PropertyKey.UNIQ_KEY) ?? this.offsetMessageId;
  }

  /** The id that encodes broker and position of this stored copy. */
  get offsetMessageId(): string {
    return this.source.stored.offsetMessageId;
  }

  /** 1 at the first delivery, one more each time it comes again. */
  get attempt(): number {
    return this.source.stored.reconsumeTimes + 1 + this.source.extraAttempts;
  }

  /** `host:port` of the sender. */
  get bornHost(): string {
    return this.source.stored.bornHost;
  }

  get bornAt(): Date {
    return new Date(this.source.stored.bornTimestamp);
  }

  get storedAt(): Date {
    return new Date(this.source.stored.storeTimestamp);
  }

  /** The body as UTF-8 text. */
  text(): string {
    return this.source.bytes.toString('utf8');
  }

  /**
   * The body as parsed JSON.
   *
   * @throws {DecodeError} when it is not JSON
   */
  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch (error) {
      throw new DecodeError('the message body', 'it is not JSON', undefined, {
        cause: error,
        topic: this.topic,
      });
    }
  }
}
