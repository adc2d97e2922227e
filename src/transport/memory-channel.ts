import type { Runtime } from '../runtime/runtime.js';
import type { ByteChannel, ByteChannelListener, OnWritten } from './byte-channel.js';
import { MemoryPipe } from './memory-pipe.js';

/**
 * One end of a connection in memory, with the manners of a socket: either direction ends by itself, an end that meets unread bytes
 * is a reset. Everything happens through `runtime.defer`: in a fixed order when that is virtual.
 */
export class MemoryChannel implements ByteChannel {
  readonly #runtime: Pick<Runtime, 'defer'>;
  #listener: ByteChannelListener | undefined;
  #peer: MemoryChannel = this;
  #outgoing: MemoryPipe;
  #finished = false;
  #heardEnd = false;
  #closed = false;
  #severed = false;

  private constructor(runtime: Pick<Runtime, 'defer'>) {
    this.#runtime = runtime;
    this.#outgoing = new MemoryPipe(runtime, {
      onData: (chunk) => this.#peer.#listener?.onData(chunk),
      onEnd: () => this.#peer.#hearEnd(),
      onDrain: () => this.#listener?.onDrain(),
      onFinished: () => this.#finish(),
    });
  }

  /** Both ends of a new connection. */
  static pair(runtime: Pick<Runtime, 'defer'>): [MemoryChannel, MemoryChannel] {
    const left = new MemoryChannel(runtime);
    const right = new MemoryChannel(runtime);
    left.#peer = right;
    right.#peer = left;
    return [left, right];
  }

  attach(listener: ByteChannelListener): void {
    this.#listener = listener;
  }

  resume(): void {
    this.#peer.#outgoing.resume();
  }

  pause(): void {
    this.#peer.#outgoing.pause();
  }

  write(parts: readonly Uint8Array[], onWritten: OnWritten): boolean {
    // As with a socket: writing to somebody who is gone brings the reset.
    if (this.#peer.#closed) this.#runtime.defer(() => this.#close(reset()));
    return this.#outgoing.write(parts, onWritten);
  }

  end(): void {
    this.#outgoing.end();
  }

  destroy(): void {
    if (this.#closed) return;
    const unread = this.#peer.#outgoing.unread;
    this.#runtime.defer(() => this.#listener?.onClosed(undefined));
    this.#closed = true;
    this.#peer.#outgoing.break();
    if (unread) {
      this.#outgoing.break();
      this.#peer.reset();
    } else this.#outgoing.cut();
  }

  /** The connection breaks: this end is told so, and the other if it is still there. */
  reset(): void {
    if (this.#severed) return;
    this.#runtime.defer(() => {
      this.#close(reset());
      this.#peer.#close(reset());
    });
  }

  /** From now on nothing arrives in either direction, and neither end is told: as with a peer that has lost its power. */
  sever(): void {
    for (const end of [this, this.#peer]) {
      end.#severed = true;
      end.#outgoing.sever();
    }
  }

  #finish(): void {
    this.#finished = true;
    if (this.#heardEnd) this.#close(undefined);
  }

  #hearEnd(): void {
    if (this.#closed) return;
    this.#heardEnd = true;
    this.#listener?.onEnd();
    if (this.#finished) this.#close(undefined);
  }

  #close(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    if (error !== undefined) {
      this.#peer.#outgoing.break();
      this.#outgoing.break();
    }
    this.#listener?.onClosed(error);
  }
}

const reset = (): Error => Object.assign(new Error('The connection was reset'), { code: 'ECONNRESET' });
