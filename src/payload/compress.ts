import type { CompressionAlgorithm, CompressionRegistry } from './compression.js';
import { toBuffer } from './to-buffer.js';

export interface CompressOptions {
  /** Name of an algorithm of the registry. */
  readonly algorithm: string;
  /** Of the algorithm's own scale. Default: the algorithm's. */
  readonly level?: number | undefined;
  /** Bodies of at least this many bytes are compressed. Java: 4096. */
  readonly threshold: number;
}

/** A body on its way out. */
export interface PackedContent {
  readonly body: Buffer;
  /** For bits 8 to 10 of `sysFlag`, with the bit that says it is compressed; 0 = neither. */
  readonly compressionType: number;
  /** Value of the property `PAYLOAD_COMPRESSION`, of algorithms that have no number. */
  readonly compressionName: string | undefined;
}

/**
 * Makes the function that compresses bodies from the threshold on, unless that makes them no smaller: at once where the algorithm
 * can, else as a promise. False compresses nothing.
 *
 * @throws {UnsupportedError} when there is no algorithm of that name
 */
export function createCompress(
  options: CompressOptions | false,
  registry: CompressionRegistry,
): (body: Buffer) => PackedContent | PromiseLike<PackedContent> {
  if (options === false) return unpacked;
  const { algorithm: name, level, threshold } = options;
  const algorithm = registry.byName(name);
  return (body) => {
    if (body.length < threshold) return unpacked(body);
    const content = algorithm.compress(body, level);
    return content instanceof Uint8Array
      ? smaller(algorithm, body, content)
      : content.then((late) => smaller(algorithm, body, late));
  };
}

function unpacked(body: Buffer): PackedContent {
  return { body, compressionType: 0, compressionName: undefined };
}

function smaller({ name, type }: CompressionAlgorithm, body: Buffer, content: Uint8Array): PackedContent {
  if (content.length >= body.length) return unpacked(body);
  return {
    body: toBuffer(content),
    compressionType: type ?? 0,
    compressionName: type === undefined ? name : undefined,
  };
}
