import { maxJsonGrowth, putBytes } from '../header-bytes.js';
import { type HeaderWriters, bool, defineHeader, optional, text } from '../header-codec.js';
import { type LetterFields, binaryLetterFields, jsonLetterFields } from '../letter-fields.js';
import type { SendMessageV2RequestHeader } from './send-message-v2.js';

/** Fields that few messages have; they go by their names. */
const rareFields = defineHeader('SendMessageV2RequestHeader', {
  ns: optional(text()),
  nsd: optional(bool()),
  lo: optional(bool()),
});

/** An upper bound of everything but the texts: 17 keys and the values of 11 fields. */
const fixedBytes = 512;

/**
 * Writers of the header that every message has. What is the same for most messages of a topic is remembered as bytes and
 * copied: with that the whole frame takes two thirds of the time (benchmark `codec/request-encode`).
 */
export class SendMessageV2Writers implements HeaderWriters<SendMessageV2RequestHeader> {
  readonly #json = new TopicImages(jsonLetterFields);
  readonly #binary = new TopicImages(binaryLetterFields);

  maxBytes({
    producerGroup,
    topic,
    defaultTopic,
    properties,
    bname,
    ns,
  }: SendMessageV2RequestHeader): number {
    const texts = producerGroup.length + topic.length + defaultTopic.length + (properties?.length ?? 0);
    return fixedBytes + maxJsonGrowth * (texts + (bname?.length ?? 0) + (ns?.length ?? 0));
  }

  writeJson(header: SendMessageV2RequestHeader, buffer: Buffer, position: number): number {
    const at = this.#json.write(header, buffer, position);
    return hasRareFields(header) ? rareFields.writeJson(header, buffer, at) : at;
  }

  writeBinary(header: SendMessageV2RequestHeader, buffer: Buffer, position: number): number {
    const at = this.#binary.write(header, buffer, position);
    return hasRareFields(header) ? rareFields.writeBinary(header, buffer, at) : at;
  }
}

function hasRareFields({ ns, nsd, lo }: SendMessageV2RequestHeader): boolean {
  return ns !== undefined || nsd !== undefined || lo !== undefined;
}

/** Key, lengths or quotes, and a decimal. */
const maxTimeFieldBytes = 32;

/** More topics than a producer writes to at a time; beyond that images are made anew. */
const maxImages = 256;

/** The bytes of the fields that seldom change, and their values. */
interface Image {
  readonly producerGroup: string;
  readonly defaultTopic: string;
  readonly defaultTopicQueueNums: number;
  readonly flag: number;
  readonly reconsumeTimes: number | undefined;
  readonly unitMode: boolean | undefined;
  readonly maxReconsumeTimes: number | undefined;
  readonly batch: boolean | undefined;
  readonly bytes: Buffer;
}

class TopicImages {
  readonly #fields: LetterFields;
  readonly #images = new Map<string, Image>();
  #time = NaN;
  /** The field of `#time`: many messages are born in one millisecond. */
  #timeField = Buffer.alloc(0);

  constructor(fields: LetterFields) {
    this.#fields = fields;
  }

  write(header: SendMessageV2RequestHeader, buffer: Buffer, position: number): number {
    const fields = this.#fields;
    let image = this.#images.get(header.topic);
    if (image === undefined || !isOf(image, header)) image = this.#remember(header);
    buffer.set(image.bytes, position);
    let at = position + image.bytes.length;
    at = fields.integer(buffer, at, 0x65, header.queueId);
    at = fields.integer(buffer, at, 0x66, header.sysFlag);
    if (header.bornTimestamp !== this.#time) this.#rememberTime(header.bornTimestamp);
    at = putBytes(buffer, at, this.#timeField);
    at = fields.text(buffer, at, 0x69, header.properties);
    return fields.text(buffer, at, 0x6e, header.bname);
  }

  #rememberTime(time: number): void {
    const room = Buffer.allocUnsafe(maxTimeFieldBytes);
    this.#timeField = Buffer.from(room.subarray(0, this.#fields.integer(room, 0, 0x67, time)));
    this.#time = time;
  }

  #remember(header: SendMessageV2RequestHeader): Image {
    const { producerGroup, topic, defaultTopic, defaultTopicQueueNums, flag } = header;
    const { reconsumeTimes, unitMode, maxReconsumeTimes, batch } = header;
    const fields = this.#fields;
    const texts = producerGroup.length + topic.length + defaultTopic.length;
    const room = Buffer.allocUnsafe(fixedBytes + texts * maxJsonGrowth);
    let at = fields.text(room, 0, 0x61, producerGroup);
    at = fields.text(room, at, 0x62, topic);
    at = fields.text(room, at, 0x63, defaultTopic);
    at = fields.integer(room, at, 0x64, defaultTopicQueueNums);
    at = fields.integer(room, at, 0x68, flag);
    at = fields.integer(room, at, 0x6a, reconsumeTimes);
    at = fields.boolean(room, at, 0x6b, unitMode);
    at = fields.integer(room, at, 0x6c, maxReconsumeTimes);
    at = fields.boolean(room, at, 0x6d, batch);
    const image: Image = {
      producerGroup,
      defaultTopic,
      defaultTopicQueueNums,
      flag,
      reconsumeTimes,
      unitMode,
      maxReconsumeTimes,
      batch,
      bytes: Buffer.from(room.subarray(0, at)),
    };
    if (this.#images.size === maxImages) this.#images.clear();
    this.#images.set(topic, image);
    return image;
  }
}

function isOf(image: Image, header: SendMessageV2RequestHeader): boolean {
  return (
    image.producerGroup === header.producerGroup &&
    image.defaultTopic === header.defaultTopic &&
    image.defaultTopicQueueNums === header.defaultTopicQueueNums &&
    image.flag === header.flag &&
    image.reconsumeTimes === header.reconsumeTimes &&
    image.unitMode === header.unitMode &&
    image.maxReconsumeTimes === header.maxReconsumeTimes &&
    image.batch === header.batch
  );
}
