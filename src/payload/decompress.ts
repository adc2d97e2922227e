import { UnsupportedError } from '../errors/usage-error.js';
import {
  type CompressionAlgorithm,
  type CompressionRegistry,
  createCompressionRegistry,
} from './compression.js';
import { notUnpacked, tooLarge } from './compression-error.js';
import { PayloadProperty } from './payload-property.js';
import { toBuffer } from './to-buffer.js';

/** What is asked of a message: `StoredMessage` has it. */
export interface PackedBody {
  /** As stored. */
  readonly body: Buffer;
  readonly isCompressed: boolean;
  /** How, if it is: bits 8 to 10 of `sysFlag`. */
  readonly compressionType: number;
  getProperty(key: string): string | undefined;
}

/**
 * Makes the function that gives the body of a message as it was sent: at once where the algorithm can, else as a promise.
 * It throws, or the promise rejects with, {@link DecodeError} or {@link UnsupportedError}.
 *
 * An algorithm without a number is looked for only if `registry` has such algorithms: without any, a body that was compressed by
 * one stays as it is stored, as it does for a Java consumer.
 *
 * @param maxBytes - what a body may become
 */
export function createDecompress(
  maxBytes: number,
  registry: CompressionRegistry = createCompressionRegistry(),
): (message: PackedBody) => Buffer | PromiseLike<Buffer> {
  // Reading a property of each message costs 0.1 µs: only for who uses it.
  const looksForName = registry.hasUntyped;
  return (message) => {
    const { body } = message;
    if (message.isCompressed) return unpack(registry.byType(message.compressionType), body, maxBytes);
    const name = looksForName ? message.getProperty(PayloadProperty.COMPRESSION) : undefined;
    return name === undefined ? body : unpack(registry.byName(name), body, maxBytes);
  };
}

/**
 * The algorithms of `registry` as `decodeStoredMessages` takes them, which has no time to wait.
 *
 * @returns a lookup whose functions throw {@link UnsupportedError} where the algorithm gives a promise
 */
export function synchronousDecompressors(
  registry: CompressionRegistry,
): (type: number) => (bytes: Buffer, maxBytes: number) => Buffer {
  return (type) => (bytes, maxBytes) => {
    const algorithm = registry.byType(type);
    const content = unpack(algorithm, bytes, maxBytes);
    if (Buffer.isBuffer(content)) return content;
    // Nobody waits for it any more.
    content.then(undefined, () => undefined);
    throw new UnsupportedError(`${algorithm.name} decompression`, 'it cannot be done synchronously here');
  };
}

/** The user's algorithms may throw anything and forget their limit. */
function unpack(
  algorithm: CompressionAlgorithm,
  bytes: Buffer,
  maxBytes: number,
): Buffer | PromiseLike<Buffer> {
  let content: Uint8Array | PromiseLike<Uint8Array>;
  try {
    content = algorithm.decompress(bytes, maxBytes);
  } catch (error) {
    throw notUnpacked(algorithm.name, maxBytes, error);
  }
  return content instanceof Uint8Array
    ? withinLimit(algorithm, content, maxBytes)
    : content.then(
        (late) => withinLimit(algorithm, late, maxBytes),
        (error: unknown) => {
          throw notUnpacked(algorithm.name, maxBytes, error);
        },
      );
}

function withinLimit({ name }: CompressionAlgorithm, content: Uint8Array, maxBytes: number): Buffer {
  if (content.length > maxBytes) throw tooLarge(name, maxBytes);
  return toBuffer(content);
}
