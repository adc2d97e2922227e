import { PayloadDecodeError } from '../errors/payload-error.js';
import { RocketMQError } from '../errors/rocketmq-error.js';
import type { Codec } from './codec.js';
import { maxNameChars } from './payload-name.js';
import { PayloadProperty } from './payload-property.js';

/** What is known of a body beside its bytes. */
export interface BodyOrigin {
  readonly topic: string;
  property(name: string): string | undefined;
}

/** Who reads the bodies of messages that were written by different codecs: a registry, or a typed topic. */
export interface CodecChoice<T> {
  /** @throws {PayloadError} when there is none for that message */
  codecFor(origin: BodyOrigin): Codec<T, never>;
}

/** One codec for everything, or a choice among several. */
export type BodyReader<T> = Codec<T, never> | CodecChoice<T>;

/**
 * The value of a body.
 *
 * @throws {PayloadDecodeError} whatever the codec throws, or when the message names another codec than the one given
 * @throws {UnknownCodecError} when a choice has no codec for the message
 * @throws {UsageError} when the codec cannot work at all
 */
export function decodeBody<T>(reader: BodyReader<T>, bytes: Uint8Array, origin: BodyOrigin): T {
  const codec = 'codecFor' in reader ? reader.codecFor(origin) : onlyCodec(reader, origin);
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (error instanceof RocketMQError) throw error;
    throw new PayloadDecodeError(codec.name, 'it is damaged, or of another type', [], {
      topic: origin.topic,
      cause: error,
    });
  }
}

/** A binary codec may read the bytes of another one without noticing: the name decides. */
function onlyCodec<T>(codec: Codec<T, never>, origin: BodyOrigin): Codec<T, never> {
  const name = origin.property(PayloadProperty.CODEC);
  if (name === undefined || name === codec.name) return codec;
  throw writtenByAnother(codec.name, name, origin.topic);
}

export function writtenByAnother(codec: string, writer: string, topic: string): PayloadDecodeError {
  return new PayloadDecodeError(codec, `it was written by ${writer.slice(0, maxNameChars)}`, [], { topic });
}
