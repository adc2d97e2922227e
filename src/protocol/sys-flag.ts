/** Bits of `sysFlag` of messages (wire.md section 7.5, Java `MessageSysFlag`). */
export const SysFlag = {
  COMPRESSED: 0x1,
  MULTI_TAGS: 0x2,
  TRANSACTION_PREPARED: 0x4,
  TRANSACTION_COMMIT: 0x8,
  TRANSACTION_ROLLBACK: 0xc,
  BORN_HOST_V6: 0x10,
  STORE_HOST_V6: 0x20,
  NEED_UNWRAP: 0x40,
  INNER_BATCH: 0x80,
} as const;

export type SysFlag = (typeof SysFlag)[keyof typeof SysFlag];

/** How a compressed body was compressed: bits 8 to 10 of `sysFlag`. LZ4 and ZSTD mean their frame formats. */
export const CompressionType = {
  LZ4: 1,
  ZSTD: 2,
  ZLIB: 3,
} as const;

export type CompressionType = (typeof CompressionType)[keyof typeof CompressionType];

const typeShift = 8;
const typeMask = 0x7;
const transactionMask = 0xc;

export function isCompressed(sysFlag: number): boolean {
  return (sysFlag & SysFlag.COMPRESSED) !== 0;
}

/** The compression type as a number; senders before 4.9.4 write 0 and mean ZLIB. Values above 3 are not defined. */
export function compressionType(sysFlag: number): number {
  return (sysFlag >> typeShift) & typeMask || CompressionType.ZLIB;
}

/** `sysFlag` of a message whose body was compressed. */
export function withCompression(sysFlag: number, type: CompressionType): number {
  return (sysFlag & ~(typeMask << typeShift)) | SysFlag.COMPRESSED | (type << typeShift);
}

/** `sysFlag` after the body was decompressed: Java clears the bit and keeps the type. */
export function withoutCompression(sysFlag: number): number {
  return sysFlag & ~SysFlag.COMPRESSED;
}

/** The transaction bits: 0, `TRANSACTION_PREPARED`, `TRANSACTION_COMMIT` or `TRANSACTION_ROLLBACK`. */
export function transactionState(sysFlag: number): number {
  return sysFlag & transactionMask;
}

/** A record whose body is a batch that the consumer unwraps: both bits are set (wire.md section 7.7). */
export function isInnerBatch(sysFlag: number): boolean {
  const both = SysFlag.NEED_UNWRAP | SysFlag.INNER_BATCH;
  return (sysFlag & both) === both;
}
