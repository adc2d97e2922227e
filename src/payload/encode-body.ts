import { PayloadEncodeError } from '../errors/payload-error.js';
import { RocketMQError } from '../errors/rocketmq-error.js';
import type { Codec } from './codec.js';

/**
 * The bytes of a value.
 *
 * @throws {PayloadEncodeError} whatever the codec throws, or when it gives no bytes
 */
export function encodeBody<W>(codec: Codec<unknown, W>, value: W, topic: string): Uint8Array {
  const { name } = codec;
  let body: unknown;
  try {
    body = codec.encode(value);
  } catch (error) {
    if (error instanceof RocketMQError) throw error;
    throw new PayloadEncodeError(name, 'the codec refused the value', [], { topic, cause: error });
  }
  if (!(body instanceof Uint8Array))
    throw new PayloadEncodeError(name, 'the codec gave something else than bytes', [], { topic });
  // Such as a protobuf message that has only default values.
  if (body.length === 0)
    throw new PayloadEncodeError(name, 'the value takes no bytes, and brokers refuse empty bodies', [], {
      topic,
    });
  return body;
}
