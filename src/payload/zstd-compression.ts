import * as zlib from 'node:zlib';
import type { CompressionAlgorithm } from './compression.js';
import { damaged, notUnpacked, tooLarge } from './compression-error.js';
import { type LoadPackage, requirePackage } from './optional-package.js';
import { measureZstdFrame } from './zstd-frame.js';

/** What is used of the optional package. */
interface ZstdPackage {
  compress(bytes: Buffer, level?: number): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

/** What Node has from 22.15 and 23.8 on. */
interface NativeZstd {
  zstdCompressSync?: (bytes: Buffer, options: { params: Record<number, number> }) => Buffer;
  zstdDecompressSync?: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;
}

const packageName = '@mongodb-js/zstd';
const name = 'zstd';
const type = 2;
/** That of the Java client's library. */
const defaultLevel = 3;
const slack = 4;
const oneBlockBytes = 131_072;
/** `ZSTD_c_compressionLevel`. */
const levelParameter = 100;

/** ZSTD frames, by Node itself where it can (then synchronous), else by the optional package `@mongodb-js/zstd`. */
export function createZstdCompression(
  load: LoadPackage,
  native: NativeZstd = zlib as NativeZstd,
): CompressionAlgorithm {
  const { zstdCompressSync, zstdDecompressSync } = native;
  if (zstdCompressSync === undefined || zstdDecompressSync === undefined) return createPackagedZstd(load);
  return {
    name,
    type,
    compress: (bytes, level = defaultLevel) =>
      zstdCompressSync(bytes, { params: { [levelParameter]: level } }),
    decompress: (bytes, maxBytes) => {
      try {
        return zstdDecompressSync(bytes, { maxOutputLength: maxBytes });
      } catch (error) {
        throw notUnpacked(name, maxBytes, error);
      }
    },
  };
}

function createPackagedZstd(load: LoadPackage): CompressionAlgorithm {
  let loaded: ZstdPackage | undefined;
  const zstd = (): ZstdPackage =>
    (loaded ??= requirePackage(load, packageName, 'zstd compression') as ZstdPackage);
  return {
    name,
    type,
    compress: (bytes, level = defaultLevel) => zstd().compress(bytes, level),
    decompress: (bytes, maxBytes) => {
      const library = zstd();
      // The package has no limit of its own. The bound overstates, most for encoders that make small blocks: a body may
      // take `slack` times its limit for the moment until its true size is known.
      const frame = measureZstdFrame(bytes);
      if (frame === undefined) throw damaged(name, undefined);
      if ((frame.claimedBytes ?? 0) > maxBytes || frame.boundBytes > slack * maxBytes + oneBlockBytes)
        throw tooLarge(name, maxBytes);
      return library.decompress(bytes).then(
        (content) => {
          if (content.length > maxBytes) throw tooLarge(name, maxBytes);
          return content;
        },
        (error: unknown) => {
          throw damaged(name, error);
        },
      );
    },
  };
}
