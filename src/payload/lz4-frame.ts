const frameMagic = 0x184d_2204;
const versionMask = 0xc0;
const version = 0x40;
const blockChecksumBit = 0x10;
const contentSizeBit = 0x08;
const contentChecksumBit = 0x04;
const dictionaryBit = 0x01;
const uncompressedBit = 0x8000_0000;
const checksumBytes = 4;
const minMatch = 4;

/**
 * How many bytes the one LZ4 frame in `bytes` holds, counted over its blocks without decompressing; some number above
 * `maxBytes` as soon as there are more. `undefined` when `bytes` are not one whole frame.
 *
 * | bytes     | field                                                                  |
 * | --------- | ---------------------------------------------------------------------- |
 * | 4         | magic, little-endian like all numbers of the frame                     |
 * | 1         | flags: version, block checksum, content size, content checksum, dictionary |
 * | 1         | largest block                                                          |
 * | 0, 8      | content size (of no use here: it may lie)                              |
 * | 1         | header checksum                                                        |
 * | 4 + n, +4 | blocks: size (top bit: not compressed), data, checksum; ended by a 0   |
 * | 0, 4      | content checksum                                                       |
 */
export function lz4ContentBytes(bytes: Buffer, maxBytes: number): number | undefined {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== frameMagic) return undefined;
  const flags = bytes[4] as number;
  if ((flags & versionMask) !== version || (flags & dictionaryBit) !== 0) return undefined;
  const blockTail = (flags & blockChecksumBit) === 0 ? 0 : checksumBytes;
  const frameTail = (flags & contentChecksumBit) === 0 ? 0 : checksumBytes;
  let at = 7 + ((flags & contentSizeBit) === 0 ? 0 : 8);
  let total = 0;
  while (total <= maxBytes) {
    if (at + 4 > bytes.length) return undefined;
    const word = bytes.readUInt32LE(at);
    at += 4;
    if (word === 0) return at + frameTail === bytes.length ? total : undefined;
    const blockBytes = word & ~uncompressedBit;
    const end = at + blockBytes;
    if (end + blockTail > bytes.length) return undefined;
    const size = word >= uncompressedBit ? blockBytes : blockContentBytes(bytes, at, end);
    if (size === undefined) return undefined;
    total += size;
    at = end + blockTail;
  }
  return total;
}

/** A block is sequences of: token, literals, offset of a match (2 bytes), match; the last one ends after its literals. */
function blockContentBytes(bytes: Buffer, start: number, end: number): number | undefined {
  let at = start;
  let total = 0;
  while (at < end) {
    const token = bytes[at++] as number;
    let literals = token >> 4;
    if (literals === 0xf) {
      let more = 0xff;
      while (more === 0xff && at < end) literals += more = bytes[at++] as number;
    }
    at += literals;
    total += literals;
    if (at === end) return total;
    at += 2;
    let match = (token & 0xf) + minMatch;
    if (match === 0xf + minMatch) {
      let more = 0xff;
      while (more === 0xff && at < end) match += more = bytes[at++] as number;
    }
    total += match;
  }
  return undefined;
}
