import { BehaviorSubject, EMPTY, type Observable } from 'rxjs';
import { OutboxFullError } from '../../src/errors/transport-error.js';
import type { WireProtocol } from '../../src/remoting/wire-protocol.js';
import type { FrameTarget } from '../../src/transport/frame-target.js';
import type { Link, LinkListener } from '../../src/transport/link.js';

/** An outbox that hands each committed piece to `written`; a piece is one whole frame with the toy protocol. */
class FakeOutbox implements FrameTarget {
  buffer = Buffer.alloc(0);
  readonly position = 0;
  readonly #written: (bytes: Buffer) => void;

  constructor(written: (bytes: Buffer) => void) {
    this.#written = written;
  }

  reserve(maxBytes: number): void {
    this.buffer = Buffer.alloc(maxBytes);
  }

  commit(bytes: number): void {
    this.#written(this.buffer.subarray(0, bytes));
  }

  append(bytes: Uint8Array): void {
    this.#written(Buffer.from(bytes));
  }
}

/** A link whose other side is the test: it sees what was written and says what arrives, synchronously. */
export class FakeLink<Message> implements Link {
  readonly address = 'peer:1';
  readonly localAddress = 'here:2';
  readonly frames$: Observable<Buffer> = EMPTY;
  /** What the test says of it. */
  readonly writable = new BehaviorSubject(true);
  readonly writable$: Observable<boolean> = this.writable.asObservable();
  readonly bufferedBytes = 0;
  readonly outbox: FrameTarget;
  /** What was written, decoded. */
  readonly written: Message[] = [];
  /** The arguments of each `close`. */
  readonly closings: (Error | undefined)[] = [];
  /** The outbox takes nothing more. */
  full = false;
  lastReadAt: number;
  bytesRead = 0;
  bytesWritten = 0;
  readonly #protocol: WireProtocol<never, Message>;
  readonly #now: () => number;
  #listener: LinkListener | undefined;

  constructor(protocol: WireProtocol<never, Message>, now: () => number = () => 0) {
    this.#protocol = protocol;
    this.#now = now;
    this.lastReadAt = now();
    this.outbox = new FakeOutbox((bytes) => {
      this.bytesWritten += bytes.length;
      this.written.push(protocol.decode(bytes, 0, bytes.length, true));
    });
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
  }

  /** Whole frames arrive in one read; the buffer is poisoned after each of them, as a reused read buffer would be. */
  receive(...frames: readonly Buffer[]): void {
    const bytes = Buffer.concat(frames);
    this.bytesRead += bytes.length;
    this.lastReadAt = this.#now();
    for (let start = 0; start < bytes.length;) {
      const end = start + this.#protocol.frameLength(bytes, start, bytes.length, 1 << 20);
      this.#listener?.onFrame(bytes, start, end, false);
      bytes.fill(0xdd, start, end);
      start = end;
    }
  }

  /** The other side, or the network, ends the link. */
  break(error: Error): void {
    this.#end(error);
  }

  ensureRoom(): void {
    if (this.full) throw new OutboxFullError(this.address, 1);
  }

  write(frames: Uint8Array): void {
    this.outbox.append(frames);
  }

  pauseReading(): void {
    // What arrives is up to the test.
  }

  resumeReading(): void {
    // What arrives is up to the test.
  }

  close(error?: Error): void {
    this.closings.push(error);
    this.#end(error);
  }

  #end(error: Error | undefined): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.onClosed(error);
  }
}
