import type { CompressionAlgorithm } from './compression.js';
import { damaged, tooLarge } from './compression-error.js';
import { lz4ContentBytes } from './lz4-frame.js';
import { type LoadPackage, requirePackage } from './optional-package.js';

/** What is used of the package. */
interface Lz4Package {
  compressFrameSync(bytes: Buffer): Buffer;
  decompressFrameSync(bytes: Buffer): Buffer;
}

const packageName = 'lz4-napi';
const type = 1;

/** LZ4 frames, by the optional package `lz4-napi`. Synchronous; has no levels. */
export function createLz4Compression(load: LoadPackage): CompressionAlgorithm {
  let loaded: Lz4Package | undefined;
  const lz4 = (): Lz4Package =>
    (loaded ??= requirePackage(load, packageName, 'lz4 compression') as Lz4Package);
  return {
    name: 'lz4',
    type,
    compress: (bytes) => lz4().compressFrameSync(bytes),
    decompress: (bytes, maxBytes) => {
      const library = lz4();
      // The package has no limit of its own.
      const contentBytes = lz4ContentBytes(bytes, maxBytes);
      if (contentBytes === undefined) throw damaged('lz4', undefined);
      if (contentBytes > maxBytes) throw tooLarge('lz4', maxBytes);
      try {
        return library.decompressFrameSync(bytes);
      } catch (error) {
        throw damaged('lz4', error);
      }
    },
  };
}
