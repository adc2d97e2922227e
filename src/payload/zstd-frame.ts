const frameMagic = 0xfd2f_b528;
const checksumBit = 0x04;
const singleSegmentBit = 0x20;
const checksumBytes = 4;
const blockHeaderBytes = 3;
/** Of no block becomes more, whatever the window. */
const maxBlockBytes = 131_072;
const dictionaryIdBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;

const BlockType = { RAW: 0, RUN: 1, COMPRESSED: 2 } as const;

/** What a frame says about its content without being decompressed. */
export interface ZstdFrameSize {
  /** The content size of the header, which may lie; `undefined` when there is none. */
  readonly claimedBytes: number | undefined;
  /** What the blocks can become at most. Overstates: a compressed block counts with the most it can hold. */
  readonly boundBytes: number;
}

/**
 * Measures the one ZSTD frame in `bytes`; `undefined` when they are not one whole frame.
 *
 * | bytes      | field                                                                        |
 * | ---------- | ---------------------------------------------------------------------------- |
 * | 4          | magic, little-endian like all numbers of the frame                           |
 * | 1          | descriptor: content size flag (2 bits), single segment, checksum, dictionary |
 * | 0, 1       | window, absent in a single segment                                           |
 * | 0, 1, 2, 4 | dictionary id                                                                |
 * | 0 to 8     | content size                                                                 |
 * | 3 + n      | blocks: last (1 bit), type (2 bits), size; data                              |
 * | 0, 4       | checksum                                                                     |
 */
export function measureZstdFrame(bytes: Buffer): ZstdFrameSize | undefined {
  if (bytes.length < 5 || bytes.readUInt32LE(0) !== frameMagic) return undefined;
  const descriptor = bytes[4] as number;
  const isSingleSegment = (descriptor & singleSegmentBit) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : (contentSizeBytes[sizeFlag] as number);
  const sizeStart = 5 + (isSingleSegment ? 0 : 1) + (dictionaryIdBytes[descriptor & 3] as number);
  const blocksStart = sizeStart + sizeBytes;
  if (blocksStart > bytes.length) return undefined;
  const boundBytes = boundBlocks(bytes, blocksStart, (descriptor & checksumBit) === 0 ? 0 : checksumBytes);
  return boundBytes === undefined
    ? undefined
    : { claimedBytes: readContentSize(bytes, sizeStart, sizeBytes), boundBytes };
}

function readContentSize(bytes: Buffer, at: number, size: number): number | undefined {
  switch (size) {
    case 0:
      return undefined;
    case 1:
      return bytes[at];
    case 2:
      // Smaller sizes have the form before.
      return bytes.readUInt16LE(at) + 0x100;
    case 4:
      return bytes.readUInt32LE(at);
    default:
      return bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);
  }
}

function boundBlocks(bytes: Buffer, start: number, tailBytes: number): number | undefined {
  let at = start;
  let bound = 0;
  while (at + blockHeaderBytes <= bytes.length) {
    const header = bytes.readUIntLE(at, blockHeaderBytes);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type > BlockType.COMPRESSED) return undefined;
    bound += type === BlockType.COMPRESSED ? maxBlockBytes : size;
    at += blockHeaderBytes + (type === BlockType.RUN ? 1 : size);
    if ((header & 1) === 1) return at + tailBytes === bytes.length ? bound : undefined;
  }
  return undefined;
}
