import { InvalidArgumentError } from '../errors/usage-error.js';
import { type AnyCodec, checkCodec, type Codec } from '../payload/codec.js';
import { type BodyOrigin, type CodecChoice, writtenByAnother } from '../payload/decode-body.js';
import { encodeBody } from '../payload/encode-body.js';
import { PayloadProperty } from '../payload/payload-property.js';
import { checkTopic } from './names.js';
import type { OutgoingMessage } from './outgoing-message.js';

/** How the bodies of a topic are written and read. */
export interface TypedTopicOptions<T, W = T> {
  readonly codec: Codec<T, W>;
  /**
   * Other codecs whose messages are read too, by the name that the message carries: a topic can change its codec while messages
   * of the old one are still there. Default: none.
   */
  readonly accepts?: readonly Codec<T, never>[];
}

/** Everything of a message but topic and body. */
export interface TypedMessageOptions<W> extends Omit<OutgoingMessage, 'topic' | 'body'> {
  /** Writes this one message. Default: the topic's. Consumers must know it, by `accepts` or their registry. */
  readonly codec?: Codec<unknown, W>;
}

/**
 * A topic whose messages have bodies of one type. A plain value: producer and consumer need not share it, only its codec's name.
 *
 * @typeParam T - what consumers get
 * @typeParam W - what producers give
 */
export interface TypedTopic<T, W = T> extends CodecChoice<T> {
  readonly topic: string;
  readonly codec: Codec<T, W>;
  /**
   * A message to be sent, its body written at once: the value may change afterwards.
   *
   * @throws {PayloadEncodeError} synchronously, when the value cannot be written
   */
  message(value: W, options?: TypedMessageOptions<W>): OutgoingMessage;
}

/** @throws {InvalidArgumentError} when the topic is no topic or a codec no codec */
export function createTypedTopic<T, W = T>(
  topic: string,
  options: TypedTopicOptions<T, W>,
): TypedTopic<T, W> {
  checkTopic(topic);
  const { codec, accepts = [] } = options;
  const readers = new Map<string, Codec<T, never>>();
  [codec, ...accepts].forEach((reader, index) => {
    const path = index === 0 ? 'codec' : `accepts[${index - 1}]`;
    checkCodec(reader, path);
    if (readers.has(reader.name))
      throw new InvalidArgumentError(`${path}.name`, `another name than ${reader.name}, which is taken`);
    readers.set(reader.name, reader);
  });
  return Object.freeze({
    topic,
    codec,
    message: (value: W, messageOptions: TypedMessageOptions<W> = {}) => {
      const { codec: writer = codec, ...rest } = messageOptions;
      return {
        ...rest,
        topic,
        body: encodeBody(writer, value, topic),
        properties: withCodecName(rest.properties, writer),
      };
    },
    codecFor: (origin: BodyOrigin) => {
      const name = origin.property(PayloadProperty.CODEC);
      const reader = name === undefined ? codec : readers.get(name);
      if (reader === undefined) throw writtenByAnother(codec.name, name as string, origin.topic);
      return reader;
    },
  });
}

function withCodecName(
  properties: Readonly<Record<string, string>> = {},
  { name }: Pick<AnyCodec, 'name'>,
): Record<string, string> {
  if (Object.hasOwn(properties, PayloadProperty.CODEC))
    throw new InvalidArgumentError(
      `properties.${PayloadProperty.CODEC}`,
      'left to the topic; choose with the option codec',
    );
  return { ...properties, [PayloadProperty.CODEC]: name };
}
