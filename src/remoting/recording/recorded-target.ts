import type { FrameTarget } from '../../transport/frame-target.js';
import type { Link } from '../../transport/link.js';

/** Writes into the outbox of a link, and shows the bytes before. */
export class RecordedTarget implements FrameTarget {
  readonly #link: Pick<Link, 'outbox'>;
  readonly #onBytes: (bytes: Uint8Array) => void;

  constructor(link: Pick<Link, 'outbox'>, onBytes: (bytes: Uint8Array) => void) {
    this.#link = link;
    this.#onBytes = onBytes;
  }

  get buffer(): Buffer {
    return this.#link.outbox.buffer;
  }

  get position(): number {
    return this.#link.outbox.position;
  }

  reserve(maxBytes: number): void {
    this.#link.outbox.reserve(maxBytes);
  }

  commit(bytes: number): void {
    const { buffer, position } = this.#link.outbox;
    this.#onBytes(buffer.subarray(position, position + bytes));
    this.#link.outbox.commit(bytes);
  }

  append(bytes: Uint8Array): void {
    this.#onBytes(bytes);
    this.#link.outbox.append(bytes);
  }
}
