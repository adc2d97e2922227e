import { type ByteTarget, GrowingTarget } from '../../protocol/byte-target.js';
import { frameLength } from '../../protocol/framing.js';

/**
 * Takes the place of an outbox: what is written into it comes out again as whole frames, at once.
 *
 * Who writes is this side, so that a length can be neither wrong nor too large.
 */
export class FrameCapture implements ByteTarget {
  readonly #onFrame: (frame: Buffer) => void;
  #target = new GrowingTarget();

  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  get buffer(): Buffer {
    return this.#target.buffer;
  }

  get position(): number {
    return this.#target.position;
  }

  reserve(maxBytes: number): void {
    this.#target.reserve(maxBytes);
  }

  commit(bytes: number): void {
    this.#target.commit(bytes);
    this.#split();
  }

  append(bytes: Uint8Array): void {
    this.#target.append(bytes);
    this.#split();
  }

  #split(): void {
    const written = this.#target.bytes();
    const frames: Buffer[] = [];
    let start = 0;
    for (;;) {
      const length = frameLength(written, start, written.length, Number.MAX_SAFE_INTEGER);
      if (length === 0 || start + length > written.length) break;
      frames.push(Buffer.from(written.subarray(start, start + length)));
      start += length;
    }
    if (start === 0) return;
    this.#target = new GrowingTarget();
    this.#target.append(written.subarray(start));
    for (const frame of frames) this.#onFrame(frame);
  }
}
