import { UnsupportedError } from '../errors/usage-error.js';
import { createLz4Compression } from './lz4-compression.js';
import { type LoadPackage, loadPackage } from './optional-package.js';
import { createZlibCompression } from './zlib-compression.js';
import { createZstdCompression } from './zstd-compression.js';

/** One way to make bodies smaller. */
export interface CompressionAlgorithm {
  /** Option value, such as `zlib`. */
  readonly name: string;
  /** Bits 8 to 10 of a message's `sysFlag`: 1 LZ4, 2 ZSTD, 3 ZLIB. */
  readonly type: number;
  /** @param level - of the algorithm's own scale; its default when left out, ignored where there is none */
  compress(bytes: Buffer, level?: number): Buffer | PromiseLike<Buffer>;
  /**
   * Throws, or rejects with, {@link DecodeError} when `bytes` are damaged or would become more than `maxBytes`.
   * {@link UnsupportedError} when an optional package is missing.
   */
  decompress(bytes: Buffer, maxBytes: number): Buffer | PromiseLike<Buffer>;
}

/** The algorithms of one client. */
export class CompressionRegistry {
  readonly #byName = new Map<string, CompressionAlgorithm>();
  readonly #byType = new Map<number, CompressionAlgorithm>();

  /** Of equal names or types the later one counts. */
  constructor(algorithms: readonly CompressionAlgorithm[]) {
    for (const algorithm of algorithms) {
      this.#byName.set(algorithm.name, algorithm);
      this.#byType.set(algorithm.type, algorithm);
    }
  }

  /** @throws {UnsupportedError} when there is none of that name */
  byName(name: string): CompressionAlgorithm {
    const algorithm = this.#byName.get(name);
    if (algorithm === undefined)
      throw new UnsupportedError(
        `${name} compression`,
        `choose one of ${[...this.#byName.keys()].join(', ')}`,
      );
    return algorithm;
  }

  /** @throws {UnsupportedError} when there is none of that type */
  byType(type: number): CompressionAlgorithm {
    const algorithm = this.#byType.get(type);
    if (algorithm === undefined)
      throw new UnsupportedError(`compression type ${type}`, 'no algorithm has it');
    return algorithm;
  }
}

/**
 * The algorithms of RocketMQ: `zlib`, and `lz4` and `zstd`, whose optional packages are loaded when they are first needed.
 *
 * @param more - the user's own, which may replace one of these
 * @param load - finds optional packages
 */
export function createCompressionRegistry(
  more: readonly CompressionAlgorithm[] = [],
  load: LoadPackage = loadPackage,
): CompressionRegistry {
  return new CompressionRegistry([
    createZlibCompression(),
    createLz4Compression(load),
    createZstdCompression(load),
    ...more,
  ]);
}
