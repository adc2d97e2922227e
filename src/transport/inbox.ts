import { FrameTooLargeError, MalformedFrameError } from '../errors/protocol-error.js';
import type { Framer } from './framer.js';
import type { LinkListener } from './link.js';
import type { ResolvedTransportOptions } from './transport-options.js';

/**
 * One reused read buffer in, whole frames out.
 *
 * Frames are found and handed over in place; what is left of an unfinished one moves to the front. A frame larger than half
 * of the buffer gets a buffer of its own of exactly its size, into which the rest of it is read directly. So nothing is
 * allocated per frame, and no byte is moved more than twice once it is in, however the stream is cut.
 */
export class Inbox {
  readonly #framer: Framer;
  readonly #maxFrameBytes: number;
  readonly #buffer: Buffer;
  /** Bytes of the unfinished frame at the front of the buffer; 0 while there is a large frame. */
  #filled = 0;
  #large: Buffer | undefined;
  #largeFilled = 0;
  #receiver: Pick<LinkListener, 'onFrame'> | undefined;
  #stopped = false;

  constructor(
    framer: Framer,
    options: Pick<ResolvedTransportOptions, 'receiveBufferBytes' | 'maxFrameBytes'>,
  ) {
    this.#framer = framer;
    this.#maxFrameBytes = options.maxFrameBytes;
    this.#buffer = Buffer.allocUnsafeSlow(options.receiveBufferBytes);
  }

  /** Who gets the frames. Set before the first byte comes. */
  deliverTo(receiver: Pick<LinkListener, 'onFrame'>): void {
    this.#receiver = receiver;
  }

  /** Delivers nothing any more; what still comes is dropped. May be called from within `onFrame`. */
  stop(): void {
    this.#stopped = true;
    this.#receiver = undefined;
    this.#large = undefined;
    this.#filled = 0;
  }

  /** Where the next bytes are to be read to: never empty, valid until `advance`. */
  writableRegion(): Buffer {
    if (this.#large !== undefined) return this.#large.subarray(this.#largeFilled);
    return this.#filled === 0 ? this.#buffer : this.#buffer.subarray(this.#filled);
  }

  /**
   * So many bytes were read into the region: hands over every frame they finish.
   *
   * @throws what the framer or `onFrame` throws; the inbox must be stopped then
   */
  advance(bytes: number): void {
    if (this.#stopped) return;
    const large = this.#large;
    if (large === undefined) {
      this.#filled += bytes;
      this.#split();
      return;
    }
    this.#largeFilled += bytes;
    if (this.#largeFilled < large.length) return;
    this.#large = undefined;
    this.#receiver?.onFrame(large, 0, large.length, true);
  }

  /** Bytes that were read elsewhere: copies them in. Throws as `advance` does. */
  push(chunk: Buffer): void {
    for (let start = 0; start < chunk.length;) {
      const target = this.#large ?? this.#buffer;
      const position = this.#large === undefined ? this.#filled : this.#largeFilled;
      const copied = chunk.copy(target, position, start);
      start += copied;
      this.advance(copied);
    }
  }

  #split(): void {
    const buffer = this.#buffer;
    const end = this.#filled;
    let start = 0;
    while (start < end) {
      const length = this.#framer.frameLength(buffer, start, end, this.#maxFrameBytes);
      if (length <= 0 || length > end - start) {
        this.#keep(start, end, length);
        return;
      }
      this.#receiver?.onFrame(buffer, start, start + length, false);
      if (this.#stopped) return;
      start += length;
    }
    this.#filled = 0;
  }

  /** Makes room for the rest of the frame that begins at `start`; its length is 0 while it is not known. */
  #keep(start: number, end: number, length: number): void {
    const buffer = this.#buffer;
    const half = buffer.length >>> 1;
    if (length > half) {
      // The framer has checked this; the allocation must not depend on it.
      if (length > this.#maxFrameBytes) throw new FrameTooLargeError(length, this.#maxFrameBytes);
      this.#large = Buffer.allocUnsafeSlow(length);
      this.#largeFilled = buffer.copy(this.#large, 0, start, end);
      this.#filled = 0;
      return;
    }
    if (length <= 0 && end - start > half)
      throw new MalformedFrameError(`The length of a frame is not known after ${end - start} bytes`);
    if (start > 0) buffer.copyWithin(0, start, end);
    this.#filled = end - start;
  }
}
