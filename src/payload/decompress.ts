import { UnsupportedError } from '../errors/usage-error.js';
import { type CompressionRegistry, createCompressionRegistry } from './compression.js';

/** What is asked of a message: `StoredMessage` has it. */
export interface PackedBody {
  /** As stored. */
  readonly body: Buffer;
  readonly isCompressed: boolean;
  /** How, if it is: bits 8 to 10 of `sysFlag`. */
  readonly compressionType: number;
}

/**
 * Makes the function that gives the body of a message as it was sent: at once where the algorithm can, else as a promise.
 * It throws, or the promise rejects with, {@link DecodeError} or {@link UnsupportedError}.
 *
 * @param maxBytes - what a body may become
 */
export function createDecompress(
  maxBytes: number,
  registry: CompressionRegistry = createCompressionRegistry(),
): (message: PackedBody) => Buffer | PromiseLike<Buffer> {
  return ({ body, isCompressed, compressionType }) =>
    isCompressed ? registry.byType(compressionType).decompress(body, maxBytes) : body;
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
    const content = algorithm.decompress(bytes, maxBytes);
    if (Buffer.isBuffer(content)) return content;
    // Nobody waits for it any more.
    content.then(undefined, () => undefined);
    throw new UnsupportedError(`${algorithm.name} decompression`, 'it cannot be done synchronously here');
  };
}
