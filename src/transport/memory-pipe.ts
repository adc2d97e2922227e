import { RingQueue } from '../internal/ring-queue.js';
import type { Runtime } from '../runtime/runtime.js';
import type { OnWritten } from './byte-channel.js';

/** What happens on a {@link MemoryPipe}; always between ticks, never from within one of its calls. */
export interface MemoryPipeListener {
  /** To the reader. */
  onData(chunk: Buffer): void;
  /** To the reader, after the last byte. */
  onEnd(): void;
  /** To the writer: there is room again. */
  onDrain(): void;
  /** To the writer: everything up to the end has been handed over. */
  onFinished(): void;
}

interface Piece {
  readonly bytes: Buffer;
  readonly onWritten: OnWritten;
}

/** What the buffers of an operating system hold between two sockets, in the order of magnitude. */
const capacityBytes = 256 * 1024;

/**
 * One direction of a memory channel. As with sockets, a write counts as done when its bytes have found room between the two sides,
 * and nothing is delivered before the reader reads.
 */
export class MemoryPipe {
  readonly #runtime: Pick<Runtime, 'defer'>;
  readonly #listener: MemoryPipeListener;
  /** Written and not yet handed over. */
  readonly #waiting = new RingQueue<Piece>();
  /** Handed over and not yet read. */
  readonly #travelling = new RingQueue<Buffer>();
  #travellingBytes = 0;
  #flowing = false;
  #saturated = false;
  #ended = false;
  #finished = false;
  #endTold = false;
  #broken = false;
  #severed = false;
  #scheduled = false;

  constructor(runtime: Pick<Runtime, 'defer'>, listener: MemoryPipeListener) {
    this.#runtime = runtime;
    this.#listener = listener;
  }

  /** Bytes, or the end, are on their way to a reader who has not seen them. */
  get unread(): boolean {
    return this.#waiting.length > 0 || this.#travelling.length > 0;
  }

  /** The parts arrive as one chunk. False asks to wait for `onDrain`. */
  write(parts: readonly Uint8Array[], onWritten: OnWritten): boolean {
    this.#waiting.push({ bytes: Buffer.concat(parts), onWritten });
    this.#saturated = this.#saturated || this.#waiting.length > 1 || this.#travellingBytes >= capacityBytes;
    this.#schedule();
    return !this.#saturated;
  }

  end(): void {
    this.#ended = true;
    this.#schedule();
  }

  resume(): void {
    this.#flowing = true;
    this.#schedule();
  }

  pause(): void {
    this.#flowing = false;
  }

  /** Ends the pipe after what has been handed over; what has not is lost. */
  cut(): void {
    this.#drop(this.#waiting);
    this.end();
  }

  /** The reader is gone: everything is lost, now and in future. */
  break(): void {
    this.#broken = true;
    this.#drop(this.#waiting);
    this.#travelling.clear();
  }

  /** From now on nothing arrives, not even the end, and the writer does not notice. */
  sever(): void {
    this.#severed = true;
    this.#travelling.clear();
    this.#travellingBytes = 0;
  }

  #drop(pieces: RingQueue<Piece>): void {
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift())
      piece.onWritten(new Error('The other side is gone'));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#runtime.defer(this.#move);
  }

  readonly #move = (): void => {
    this.#scheduled = false;
    do this.#handOver();
    while (this.#deliver());
    if (this.#ended && this.#waiting.length === 0 && !this.#finished) {
      this.#finished = true;
      this.#listener.onFinished();
    }
    if (this.#broken) return;
    if (this.#saturated && this.#waiting.length === 0 && this.#travellingBytes < capacityBytes) {
      this.#saturated = false;
      this.#listener.onDrain();
    }
    if (this.#ended && this.#flowing && !this.unread && !this.#endTold && !this.#severed) {
      this.#endTold = true;
      this.#listener.onEnd();
    }
  };

  #handOver(): void {
    while (this.#travellingBytes < capacityBytes) {
      const piece = this.#waiting.shift();
      if (piece === undefined) return;
      if (!this.#severed) {
        this.#travelling.push(piece.bytes);
        this.#travellingBytes += piece.bytes.length;
      }
      piece.onWritten();
    }
  }

  #deliver(): boolean {
    if (!this.#flowing || this.#broken) return false;
    const chunk = this.#travelling.shift();
    if (chunk === undefined) return false;
    this.#travellingBytes -= chunk.length;
    this.#listener.onData(chunk);
    return true;
  }
}
