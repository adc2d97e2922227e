import type { ByteChannel, OnWritten } from '../../src/transport/byte-channel.js';

/** The writing side of a channel that the test plays: it says when bytes are through and whether it wants more. */
export class FakeChannel implements Pick<ByteChannel, 'write'> {
  /** The parts of each write, as they were then. */
  readonly writes: Buffer[][] = [];
  /** The same memory that was written, for tests of identity. */
  readonly parts: Uint8Array[][] = [];
  /** What the next write returns. */
  wantsMore = true;
  readonly #pending: OnWritten[] = [];

  get bytes(): Buffer {
    return Buffer.concat(this.writes.flat());
  }

  get pending(): number {
    return this.#pending.length;
  }

  write(parts: readonly Uint8Array[], onWritten: OnWritten): boolean {
    this.parts.push([...parts]);
    this.writes.push(parts.map((part) => Buffer.from(part)));
    this.#pending.push(onWritten);
    return this.wantsMore;
  }

  /** The oldest writes are through; all of them unless told how many. */
  written(count = this.#pending.length): void {
    for (const onWritten of this.#pending.splice(0, count)) onWritten();
  }

  fail(error: Error): void {
    for (const onWritten of this.#pending.splice(0)) onWritten(error);
  }
}
