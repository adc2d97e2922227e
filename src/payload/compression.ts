import { InvalidArgumentError, UnsupportedError } from '../errors/usage-error.js';
import { checkPayloadName, maxNameChars } from './payload-name.js';
import { createLz4Compression } from './lz4-compression.js';
import { type LoadPackage, loadPackage } from './optional-package.js';
import { createZlibCompression } from './zlib-compression.js';
import { createZstdCompression } from './zstd-compression.js';

/** One way to make bodies smaller. */
export interface CompressionAlgorithm {
  /** Option value, such as `zlib`. */
  readonly name: string;
  /**
   * Bits 8 to 10 of a message's `sysFlag`: 1 LZ4, 2 ZSTD, 3 ZLIB. Left out for any other algorithm: messages then name it in the
   * property `PAYLOAD_COMPRESSION`, and RocketMQ takes the compressed body for the body. Numbers from 4 to 7 are possible too, but
   * brokers and Java consumers drop or refuse such messages where they look into them.
   */
  readonly type?: number;
  /** @param level - of the algorithm's own scale; its default when left out, ignored where there is none */
  compress(bytes: Buffer, level?: number): Uint8Array | PromiseLike<Uint8Array>;
  /**
   * Must stop as soon as there would be more than `maxBytes`: a few bytes may unfold to gigabytes. Throws, or rejects with,
   * {@link DecodeError} then; any error for damaged bytes. {@link UnsupportedError} when an optional package is missing.
   */
  decompress(bytes: Buffer, maxBytes: number): Uint8Array | PromiseLike<Uint8Array>;
}

/** Values of three bits; 0 means ZLIB in messages of old senders. */
const maxType = 7;

/** The algorithms of one client. */
export class CompressionRegistry {
  readonly #byName = new Map<string, CompressionAlgorithm>();
  readonly #byType = new Map<number, CompressionAlgorithm>();

  /**
   * Of equal names or types the later one counts.
   *
   * @throws {InvalidArgumentError} when a name or a type cannot be written into a message
   */
  constructor(algorithms: readonly CompressionAlgorithm[]) {
    for (const algorithm of algorithms) {
      const { name, type } = algorithm;
      checkPayloadName(name, 'compression.name');
      this.#byName.set(name, algorithm);
      if (type === undefined) continue;
      if (!Number.isInteger(type) || type < 1 || type > maxType)
        throw new InvalidArgumentError(
          'compression.type',
          `a whole number from 1 to ${maxType}, or left out`,
        );
      this.#byType.set(type, algorithm);
    }
  }

  /** Whether there are algorithms that messages name in a property: nobody has to look for it otherwise. */
  get hasUntyped(): boolean {
    return [...this.#byName.values()].some(({ type }) => type === undefined);
  }

  /** @throws {UnsupportedError} when there is none of that name */
  byName(name: string): CompressionAlgorithm {
    const algorithm = this.#byName.get(name);
    if (algorithm === undefined)
      throw new UnsupportedError(
        `${name.slice(0, maxNameChars)} compression`,
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
