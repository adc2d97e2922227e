import { UnsupportedError } from '../../errors/usage-error.js';
import { locateRecord, minRecordBytes } from './record-layout.js';
import { StoredMessage } from './stored-message.js';
import { UndecodableMessage } from './undecodable-message.js';

/** One record of an answer. `'undecodable' in record` tells them apart. */
export type StoredRecord = StoredMessage | UndecodableMessage;

/** Decompresses a body into at most `maxBytes`, or throws. */
export type Decompressor = (bytes: Buffer, maxBytes: number) => Buffer;

/** The decompressor for a `CompressionType`; `undefined` when there is none. */
export type DecompressorLookup = (type: number) => Decompressor | undefined;

export interface StoredMessageOptions {
  /** What a body may become by decompression. Default 32 MiB. */
  readonly maxDecompressedBytes?: number;
}

const defaultMaxDecompressedBytes = 33_554_432;

/**
 * The records in the body of a pull, pop, query or view answer, in order (wire.md section 7). Batches that are stored as one
 * record are unwrapped. Never throws: a record that cannot be read is an {@link UndecodableMessage} in its place, and what
 * follows it by its declared size is still read; a size that cannot be makes one of all the rest.
 *
 * The messages are views of `body`. Without `decompressors` compressed bodies stay as they are.
 */
export function decodeStoredRecords(
  body: Uint8Array,
  decompressors?: DecompressorLookup,
  { maxDecompressedBytes = defaultMaxDecompressedBytes }: StoredMessageOptions = {},
): StoredRecord[] {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: StoredRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const room = bytes.length - at;
    const size = room < minRecordBytes ? room : view.getInt32(at);
    if (size < minRecordBytes || size > room) {
      records.push(new UndecodableMessage(bytes.subarray(at), at, `a record of ${size} bytes does not fit`));
      break;
    }
    const record = readRecord(bytes, view, at, at + size, decompressors, maxDecompressedBytes);
    if ('undecodable' in record) records.push(record);
    else pushMessage(records, record, at);
    at += size;
  }
  return records;
}

/**
 * The same, for who wants all or nothing.
 *
 * @throws {DecodeError} for the first record that cannot be read
 */
export function decodeStoredMessages(
  body: Uint8Array,
  decompressors?: DecompressorLookup,
  options?: StoredMessageOptions,
): StoredMessage[] {
  return decodeStoredRecords(body, decompressors, options).map((record) => {
    if ('undecodable' in record) throw record.error;
    return record;
  });
}

function readRecord(
  bytes: Buffer,
  view: DataView,
  start: number,
  end: number,
  decompressors: DecompressorLookup | undefined,
  maxBytes: number,
): StoredRecord {
  const layout = locateRecord(bytes, view, start, end);
  if (typeof layout === 'string') return new UndecodableMessage(bytes.subarray(start, end), start, layout);
  const message = new StoredMessage(layout);
  if (!hasSafeNumbers(message))
    return new UndecodableMessage(message.bytes, start, 'an offset or a timestamp is beyond 2^53');
  if (decompressors === undefined || !message.isCompressed) return message;
  try {
    return decompress(message, decompressors, maxBytes);
  } catch (error) {
    return new UndecodableMessage(message.bytes, start, 'its body cannot be decompressed', error);
  }
}

/** A position that is not exact must not be committed. */
function hasSafeNumbers(message: StoredMessage): boolean {
  return (
    Number.isSafeInteger(message.queueOffset) &&
    Number.isSafeInteger(message.physicalOffset) &&
    Number.isSafeInteger(message.bornTimestamp) &&
    Number.isSafeInteger(message.storeTimestamp) &&
    Number.isSafeInteger(message.preparedTransactionOffset)
  );
}

function decompress(
  message: StoredMessage,
  decompressors: DecompressorLookup,
  maxBytes: number,
): StoredMessage {
  const type = message.compressionType;
  const decompressor = decompressors(type);
  if (decompressor === undefined)
    throw new UnsupportedError(`compression type ${type}`, 'there is no decompressor for it');
  return message.withDecompressedBody(decompressor(message.body, maxBytes));
}

function pushMessage(records: StoredRecord[], message: StoredMessage, bodyOffset: number): void {
  const messages = message.isInnerBatch ? message.unwrapBatch() : undefined;
  if (messages === undefined) records.push(message);
  else if (typeof messages === 'string')
    records.push(new UndecodableMessage(message.bytes, bodyOffset, messages));
  else for (const inner of messages) records.push(inner);
}
