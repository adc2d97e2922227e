/**
 * Where a protocol writes a frame: straight into the connection's outbox, without an intermediate buffer.
 *
 * ```ts
 * target.reserve(maxHeaderBytes);               // now target.buffer has that much room at target.position
 * const end = writeHeader(target.buffer, target.position);
 * target.commit(end - target.position);         // what was really used
 * target.append(body);                          // copied when small, by reference when large
 * ```
 *
 * Everything between two calls of the connection's flush is one frame after the other; a frame must be complete
 * when `encode` returns.
 */
export interface FrameTarget {
  /** The buffer to write into; changes with every `reserve` or `append`. */
  readonly buffer: Buffer;
  /** Where the reserved room begins in `buffer`. */
  readonly position: number;
  /** Makes sure that `maxBytes` can be written at `position`. Nothing is written until `commit`. */
  reserve(maxBytes: number): void;
  /** The first `bytes` of the reserved room are part of the stream. */
  commit(bytes: number): void;
  /** Adds bytes to the stream. Large ones are kept by reference until written: the caller must not change them. */
  append(bytes: Uint8Array): void;
}
