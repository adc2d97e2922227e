import { DecodeError } from '../../errors/protocol-error.js';
import { int32At, longAt } from '../binary-numbers.js';
import { RecordMagic, RecordOffset } from './record-layout.js';

/** A record that could not be read, in the place where it stood. */
export class UndecodableMessage {
  /** Tells it from a `StoredMessage`, which has no such property. */
  readonly undecodable = true;
  /** The record as it arrived; after a size that cannot be, all the rest of the answer. */
  readonly bytes: Buffer;
  /** Where it began in the body of the answer. */
  readonly bodyOffset: number;
  readonly reason: string;
  /** Its place in the queue, where the record has a known layout so far. */
  readonly queueOffset: number | undefined;
  readonly #cause: unknown;

  constructor(bytes: Buffer, bodyOffset: number, reason: string, cause?: unknown) {
    this.bytes = bytes;
    this.bodyOffset = bodyOffset;
    this.reason = reason;
    this.queueOffset = queueOffsetOf(bytes);
    this.#cause = cause;
  }

  /** Made when it is asked for: an answer of garbage holds many records. */
  get error(): DecodeError {
    return new DecodeError('a stored message', this.reason, this.bodyOffset, { cause: this.#cause });
  }
}

function queueOffsetOf(bytes: Buffer): number | undefined {
  if (bytes.length < RecordOffset.PHYSICAL_OFFSET) return undefined;
  const magic = int32At(bytes, RecordOffset.MAGIC);
  const offset = longAt(bytes, RecordOffset.QUEUE_OFFSET);
  const isKnown = magic === RecordMagic.V1 || magic === RecordMagic.V2;
  return isKnown && Number.isSafeInteger(offset) ? offset : undefined;
}
