/**
 * Where a frame is written to: the connection's outbox, or a buffer of its own (the contract is that of `FrameTarget`).
 */
export interface ByteTarget {
  readonly buffer: Buffer;
  /** Where the reserved room begins. */
  readonly position: number;
  /** Makes sure that `maxBytes` can be written at `position`. */
  reserve(maxBytes: number): void;
  /** The first `bytes` of the reserved room are part of the stream. */
  commit(bytes: number): void;
  append(bytes: Uint8Array): void;
}

/** A target that grows, for frames which go to no connection. */
export class GrowingTarget implements ByteTarget {
  buffer: Buffer;
  position = 0;

  constructor(initialBytes = 512) {
    this.buffer = Buffer.allocUnsafe(initialBytes);
  }

  reserve(maxBytes: number): void {
    const needed = this.position + maxBytes;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.position);
    this.buffer = grown;
  }

  commit(bytes: number): void {
    this.position += bytes;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.position);
    this.position += bytes.length;
  }

  /** What was written so far. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.position);
  }
}
