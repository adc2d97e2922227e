import { DecodeError } from '../../errors/protocol-error.js';
import { int16At, int32At } from '../binary-numbers.js';

/**
 * | bytes | field                         |
 * | ----- | ----------------------------- |
 * | 4     | total size of the entry       |
 * | 4     | magic, written 0, ignored     |
 * | 4     | body CRC, written 0, ignored  |
 * | 4     | flag                          |
 * | 4 + n | body, not compressed          |
 * | 2 + p | properties string             |
 */
const flagOffset = 12;
const bodyLengthOffset = 16;
const bodyOffset = 20;
const minEntryBytes = 22;

/** A message of a batch. */
export interface BatchEntry {
  /** The application's own. */
  readonly flag: number;
  readonly body: Buffer;
  /** See `encodeProperties`. */
  readonly properties: string;
}

/** The size of an entry on the wire. */
export const batchEntryBytes = ({ body, properties }: Omit<BatchEntry, 'flag'>): number =>
  minEntryBytes + body.length + Buffer.byteLength(properties);

/** The body of SEND_BATCH_MESSAGE (320), wire.md section 7.6. Java `MessageDecoder#encodeMessages`. */
export function encodeBatch(entries: readonly BatchEntry[]): Buffer {
  const sizes = entries.map(batchEntryBytes);
  const batch = Buffer.alloc(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  entries.forEach(({ flag, body, properties }, index) => {
    const size = sizes[index] as number;
    const propertiesOffset = bodyOffset + body.length + 2;
    batch.writeInt32BE(size, at);
    batch.writeInt32BE(flag, at + flagOffset);
    batch.writeInt32BE(body.length, at + bodyLengthOffset);
    batch.set(body, at + bodyOffset);
    batch.writeInt16BE(size - propertiesOffset, at + propertiesOffset - 2);
    batch.write(properties, at + propertiesOffset);
    at += size;
  });
  return batch;
}

/** The messages of a batch body; bodies are views of `batch`. @throws {DecodeError} */
export function decodeBatch(batch: Buffer): BatchEntry[] {
  const layouts = locateBatchEntries(batch, 0, batch.length);
  if (typeof layouts === 'string') throw new DecodeError('the message batch', layouts);
  return layouts.map(({ flag, bodyStart, bodyEnd, propertiesStart, propertiesEnd }) => ({
    flag,
    body: batch.subarray(bodyStart, bodyEnd),
    properties: batch.toString('utf8', propertiesStart, propertiesEnd),
  }));
}

/** Where the parts of an entry are. */
export interface BatchEntryLayout {
  readonly start: number;
  readonly end: number;
  readonly flag: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly propertiesStart: number;
  readonly propertiesEnd: number;
}

/** The entries in `bytes[start, end)`, or what is wrong with them. */
export function locateBatchEntries(bytes: Buffer, start: number, end: number): BatchEntryLayout[] | string {
  const layouts: BatchEntryLayout[] = [];
  for (let at = start; at < end;) {
    const room = end - at;
    const size = room < minEntryBytes ? room : int32At(bytes, at);
    if (size < minEntryBytes || size > room) return `an entry of ${size} bytes does not fit`;
    const bodyBytes = int32At(bytes, at + bodyLengthOffset);
    if (bodyBytes < 0 || bodyBytes > size - minEntryBytes) return `a body of ${bodyBytes} bytes does not fit`;
    const bodyEnd = at + bodyOffset + bodyBytes;
    const propertiesBytes = int16At(bytes, bodyEnd);
    if (propertiesBytes < 0 || propertiesBytes > at + size - bodyEnd - 2)
      return `properties of ${propertiesBytes} bytes do not fit`;
    const propertiesStart = bodyEnd + 2;
    layouts.push({
      start: at,
      end: at + size,
      flag: int32At(bytes, at + flagOffset),
      bodyStart: at + bodyOffset,
      bodyEnd,
      propertiesStart,
      propertiesEnd: propertiesStart + propertiesBytes,
    });
    at += size;
  }
  return layouts;
}
