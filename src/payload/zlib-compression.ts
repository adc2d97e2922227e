import { deflateSync, inflateSync } from 'node:zlib';
import type { CompressionAlgorithm } from './compression.js';
import { notUnpacked } from './compression-error.js';

/** That of the Java client. */
const defaultLevel = 5;
const type = 3;

/** RFC 1950 streams, RocketMQ's default. Synchronous. */
export function createZlibCompression(): CompressionAlgorithm {
  return {
    name: 'zlib',
    type,
    compress: (bytes, level = defaultLevel) => deflateSync(bytes, { level }),
    decompress: (bytes, maxBytes) => {
      try {
        return inflateSync(bytes, { maxOutputLength: maxBytes });
      } catch (error) {
        throw notUnpacked('zlib', maxBytes, error);
      }
    },
  };
}
