import { longIn } from '../binary-numbers.js';
import { PropertyKey } from '../property-key.js';
import { compressionType, isCompressed, isInnerBatch, withoutCompression } from '../sys-flag.js';
import { locateBatchEntries } from './batch-codec.js';
import { formatHost } from './host-address.js';
import { decodeProperties, findProperty } from './message-properties.js';
import { type RecordLayout, RecordOffset } from './record-layout.js';

/** What differs from the record: for a message of a batch, or one whose body was decompressed. */
export interface StoredMessageChanges {
  readonly body?: Buffer;
  readonly sysFlag?: number;
  readonly storeSize?: number;
  readonly bodyCrc?: number;
  readonly flag?: number;
  readonly queueOffset?: number;
  readonly reconsumeTimes?: number;
}

/**
 * A message as a broker stores it (wire.md section 7.1, Java `MessageExt`), read from the answer it came in.
 *
 * Numbers are at hand; topic, body, properties and hosts are read on demand. The message keeps the buffer of the whole
 * answer alive: copy what is to outlive it by long.
 */
export class StoredMessage {
  /** Bytes that it takes in the commit log. */
  readonly storeSize: number;
  /** See `RecordMagic`. */
  readonly magic: number;
  /** CRC of the body as stored, see `bodyCrc`; 0 in a batch. */
  readonly bodyCrc: number;
  readonly queueId: number;
  /** The application's own. */
  readonly flag: number;
  readonly queueOffset: number;
  /** Position in the commit log. */
  readonly physicalOffset: number;
  /** See `SysFlag`. */
  readonly sysFlag: number;
  /** Milliseconds since the epoch, by the sender's clock. */
  readonly bornTimestamp: number;
  /** Milliseconds since the epoch, by the broker's clock. */
  readonly storeTimestamp: number;
  /** How often it was given back before. */
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  readonly #layout: RecordLayout;
  #body: Buffer | undefined;
  #topic: string | undefined;
  #propertiesText: string | undefined;
  #properties: Readonly<Record<string, string>> | undefined;

  constructor(layout: RecordLayout, changes?: StoredMessageChanges) {
    const { view, start, bornHostEnd, storeHostEnd } = layout;
    this.storeSize = changes?.storeSize ?? layout.end - start;
    this.magic = view.getInt32(start + RecordOffset.MAGIC);
    this.bodyCrc = changes?.bodyCrc ?? view.getInt32(start + RecordOffset.BODY_CRC);
    this.queueId = view.getInt32(start + RecordOffset.QUEUE_ID);
    this.flag = changes?.flag ?? view.getInt32(start + RecordOffset.FLAG);
    this.queueOffset = changes?.queueOffset ?? longIn(view, start + RecordOffset.QUEUE_OFFSET);
    this.physicalOffset = longIn(view, start + RecordOffset.PHYSICAL_OFFSET);
    this.sysFlag = changes?.sysFlag ?? view.getInt32(start + RecordOffset.SYS_FLAG);
    this.bornTimestamp = longIn(view, start + RecordOffset.BORN_TIMESTAMP);
    this.storeTimestamp = longIn(view, bornHostEnd);
    this.reconsumeTimes = changes?.reconsumeTimes ?? view.getInt32(storeHostEnd);
    this.preparedTransactionOffset = longIn(view, storeHostEnd + 4);
    this.#layout = layout;
    this.#body = changes?.body;
    this.#topic = undefined;
    this.#propertiesText = undefined;
    this.#properties = undefined;
  }

  /** As stored, perhaps compressed; a view of the answer. */
  get body(): Buffer {
    this.#body ??= this.#layout.content.subarray(this.#layout.bodyStart, this.#layout.bodyEnd);
    return this.#body;
  }

  get isCompressed(): boolean {
    return isCompressed(this.sysFlag);
  }

  /** How `body` is compressed if it is, see `CompressionType`. */
  get compressionType(): number {
    return compressionType(this.sysFlag);
  }

  /** The topic it is stored in; for a message that comes again that is a retry topic. */
  get topic(): string {
    const { record, topicStart, topicEnd } = this.#layout;
    this.#topic ??= record.toString('utf8', topicStart, topicEnd);
    return this.#topic;
  }

  /** All properties. The object has no prototype. */
  get properties(): Readonly<Record<string, string>> {
    this.#properties ??= decodeProperties(this.#readPropertiesText());
    return this.#properties;
  }

  /** One property, without decoding the others. */
  getProperty(key: string): string | undefined {
    return this.#properties === undefined
      ? findProperty(this.#readPropertiesText(), key)
      : this.#properties[key];
  }

  /** `host:port` of the sender, IPv6 in brackets. */
  get bornHost(): string {
    const { record, start, bornHostEnd } = this.#layout;
    return formatHost(record, start + RecordOffset.BORN_HOST, bornHostEnd);
  }

  /** `host:port` of the broker, IPv6 in brackets. */
  get storeHost(): string {
    const { record, bornHostEnd, storeHostEnd } = this.#layout;
    return formatHost(record, bornHostEnd + 8, storeHostEnd);
  }

  /** The id that its sender gave it (UNIQ_KEY), or else the offset message id: Java's `msgId`. */
  get messageId(): string {
    return this.getProperty(PropertyKey.UNIQ_KEY) ?? this.offsetMessageId;
  }

  /** The id that says where it is stored, see `decodeOffsetMessageId`. */
  get offsetMessageId(): string {
    const { record, start, bornHostEnd, storeHostEnd } = this.#layout;
    const offsetStart = start + RecordOffset.PHYSICAL_OFFSET;
    return (
      record.toString('hex', bornHostEnd + 8, storeHostEnd) +
      record.toString('hex', offsetStart, offsetStart + 8)
    ).toUpperCase();
  }

  /** The whole record as it arrived; for a message of a stored batch that of the batch. */
  get bytes(): Buffer {
    return this.#layout.record.subarray(this.#layout.start, this.#layout.end);
  }

  /** The same message with the body decompressed, and the flag that says so cleared. */
  withDecompressedBody(body: Buffer): StoredMessage {
    const { storeSize, bodyCrc, flag, queueOffset, reconsumeTimes } = this;
    const sysFlag = withoutCompression(this.sysFlag);
    return new StoredMessage(this.#layout, {
      body,
      sysFlag,
      storeSize,
      bodyCrc,
      flag,
      queueOffset,
      reconsumeTimes,
    });
  }

  /** Whether the body is a batch of messages that was stored as one record. */
  get isInnerBatch(): boolean {
    return isInnerBatch(this.sysFlag);
  }

  /**
   * The messages of a batch that was stored as one record, or what is wrong with it (wire.md section 7.7). Flag, body and
   * properties are their own, the queue offset counts on from the record's, all else is the record's.
   */
  unwrapBatch(): StoredMessage[] | string {
    if (this.isCompressed) return 'its batch is compressed';
    const content = this.body;
    const entries = locateBatchEntries(content, 0, content.length);
    if (typeof entries === 'string') return `in its batch ${entries}`;
    if (entries.length === 0) return 'its batch is empty';
    return entries.map((entry, index) => {
      const { start, bodyStart, bodyEnd, propertiesStart, propertiesEnd, end, flag } = entry;
      const layout = { ...this.#layout, content, bodyStart, bodyEnd, propertiesStart, propertiesEnd };
      const queueOffset = this.queueOffset + index;
      return new StoredMessage(layout, {
        sysFlag: this.sysFlag,
        storeSize: end - start,
        bodyCrc: 0,
        flag,
        queueOffset,
        reconsumeTimes: 0,
      });
    });
  }

  #readPropertiesText(): string {
    const { content, propertiesStart, propertiesEnd } = this.#layout;
    this.#propertiesText ??= content.toString('utf8', propertiesStart, propertiesEnd);
    return this.#propertiesText;
  }
}
