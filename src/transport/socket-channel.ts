import type { Socket } from 'node:net';
import type { ByteChannel, ByteChannelListener, OnWritten } from './byte-channel.js';

/** A TCP or TLS socket as a {@link ByteChannel}. The socket must allow half-open and have a listener for `error` already. */
export class SocketChannel implements ByteChannel {
  readonly #socket: Socket;
  readonly #reads: 'chunks' | 'region';
  #listener: ByteChannelListener | undefined;
  /** Nobody gets chunks before the first `resume`. */
  #opened = false;
  #reading = false;

  /** @param reads - `region` for a socket made with `onread`: who made it reports to {@link SocketChannel.received} */
  constructor(socket: Socket, reads: 'chunks' | 'region') {
    this.#socket = socket;
    this.#reads = reads;
  }

  attach(listener: ByteChannelListener): void {
    let failure: Error | undefined;
    this.#listener = listener;
    this.#socket
      .on('drain', () => listener.onDrain())
      .on('end', () => listener.onEnd())
      // Node carries `resume` out in the next tick, and reads then even if it was paused meanwhile.
      .on('resume', () => {
        if (!this.#reading) this.#socket.pause();
      })
      .on('error', (error) => {
        failure = error;
      })
      .once('close', () => listener.onClosed(failure));
  }

  /** So many bytes are in the region. */
  received(bytes: number): void {
    this.#listener?.onRead(bytes);
  }

  resume(): void {
    if (this.#reading) return;
    this.#reading = true;
    if (this.#opened || this.#reads === 'region') this.#socket.resume();
    else this.#socket.on('data', (chunk: Buffer) => this.#listener?.onData(chunk));
    this.#opened = true;
  }

  pause(): void {
    if (!this.#reading) return;
    this.#reading = false;
    this.#socket.pause();
  }

  write(parts: readonly Uint8Array[], onWritten: OnWritten): boolean {
    const socket = this.#socket;
    const last = parts.length - 1;
    if (last > 0) socket.cork();
    for (let index = 0; index < last; index++) socket.write(parts[index]!);
    const more = socket.write(parts[last]!, onWritten);
    if (last > 0) socket.uncork();
    return more;
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
