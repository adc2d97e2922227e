import { deferred } from '../support/deferred.js';
import type { Link, LinkListener } from '../../src/transport/link.js';

interface Waiter {
  readonly frames: number;
  readonly resolve: () => void;
}

/**
 * A listener that copies what it hears and then poisons the memory it heard it in: whoever goes on using that sees rubbish.
 */
export class FrameLog implements LinkListener {
  readonly frames: Buffer[] = [];
  readonly owned: boolean[] = [];
  ends = 0;
  readonly #onFrame: ((frame: Buffer) => void) | undefined;
  #waiters: Waiter[] = [];
  readonly #closed = deferred<Error | undefined>();

  constructor(onFrame?: (frame: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Resolves with the error of the end; undefined for an end without one. */
  get closed(): Promise<Error | undefined> {
    return this.#closed.promise;
  }

  /** Listens to `link` with a new log. */
  static of(link: Link, onFrame?: (frame: Buffer) => void): FrameLog {
    const log = new FrameLog(onFrame);
    link.listen(log);
    return log;
  }

  onFrame(bytes: Buffer, start: number, end: number, owned: boolean): void {
    const frame = Buffer.from(bytes.subarray(start, end));
    bytes.fill(0xdd, start, end);
    this.frames.push(frame);
    this.owned.push(owned);
    this.#onFrame?.(frame);
    const due = this.#waiters.filter(({ frames }) => frames <= this.frames.length);
    this.#waiters = this.#waiters.filter((waiter) => !due.includes(waiter));
    for (const { resolve } of due) resolve();
  }

  onClosed(error: Error | undefined): void {
    this.ends++;
    this.#closed.resolve(error);
  }

  /** Resolves when so many frames have come. */
  has(frames: number): Promise<void> {
    if (this.frames.length >= frames) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ frames, resolve });
    });
  }
}
