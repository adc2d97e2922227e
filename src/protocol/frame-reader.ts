import { MalformedFrameError, UnknownSerializationError } from '../errors/protocol-error.js';
import { lengthFieldBytes, maxHeaderBytes, prefixBytes } from './framing.js';
import { readBinaryCommand } from './header-binary-reader.js';
import { readJsonCommand } from './header-json-reader.js';
import type { RemotingCommand } from './remoting-command.js';

/** Reads frames; keeps a view of the buffer that it read last, which for a connection is always the same. */
export class FrameReader {
  #bytes: Buffer | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /**
   * Reads the frame in `bytes[start, end)`. Unless `owned`, nothing of `bytes` is kept: the body is copied once.
   *
   * @throws {MalformedFrameError} when its lengths contradict each other
   * @throws {UnknownSerializationError} when the header is neither JSON nor binary
   * @throws {DecodeError} when code, opaque or flag cannot be read
   */
  read(bytes: Buffer, start: number, end: number, owned: boolean): RemotingCommand {
    const frameBytes = end - start;
    const view = this.#viewOf(bytes);
    if (frameBytes < prefixBytes || view.getUint32(start) + lengthFieldBytes !== frameBytes)
      throw new MalformedFrameError(`A frame of ${frameBytes} bytes announces another length`);
    const word = view.getUint32(start + lengthFieldBytes);
    const headerStart = start + prefixBytes;
    const headerEnd = headerStart + (word & maxHeaderBytes);
    if (headerEnd > end)
      throw new MalformedFrameError(
        `A header of ${headerEnd - headerStart} bytes does not fit in a frame of ${frameBytes}`,
      );
    switch (word >>> 24) {
      case 0:
        return readJsonCommand(bytes, headerStart, headerEnd, view, keep(bytes, headerEnd, end, owned));
      case 1: {
        // Header and body are kept by one copy.
        if (owned) return readBinaryCommand(bytes, headerStart, headerEnd, keep(bytes, headerEnd, end, true));
        const kept = copy(bytes, headerStart, end);
        const split = headerEnd - headerStart;
        return readBinaryCommand(kept, 0, split, keep(kept, split, kept.length, true));
      }
      default:
        throw new UnknownSerializationError(word >>> 24);
    }
  }

  #viewOf(bytes: Buffer): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }
}

function keep(bytes: Buffer, start: number, end: number, owned: boolean): Buffer | undefined {
  if (start === end) return undefined;
  return owned ? bytes.subarray(start, end) : copy(bytes, start, end);
}

function copy(bytes: Buffer, start: number, end: number): Buffer {
  const kept = Buffer.allocUnsafe(end - start);
  bytes.copy(kept, 0, start, end);
  return kept;
}
