/** Frames out of chunks as most examples do it: append, cut, append. Quadratic when a frame takes many chunks. */
export class NaiveSplitter {
  readonly #onFrame: (bytes: Buffer, start: number, end: number) => void;
  #buffer = Buffer.alloc(0);

  constructor(onFrame: (bytes: Buffer, start: number, end: number) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    while (this.#buffer.length >= 4) {
      const length = this.#buffer.readUInt32BE(0) + 4;
      if (this.#buffer.length < length) return;
      const frame = this.#buffer.subarray(0, length);
      this.#buffer = this.#buffer.subarray(length);
      this.#onFrame(frame, 0, length);
    }
  }
}
