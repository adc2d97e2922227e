import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const readBytes = 262_144;

/**
 * The least that a Node process can do to have requests answered: frames that were made before, one write for all that are due,
 * replies counted by their lengths and not looked at.
 */
export class SocketFloor {
  readonly #socket: Socket;
  /** As many frames as are ever in flight, one behind the other. */
  readonly #frames: Buffer;
  readonly #frameBytes: number;
  readonly #buffer: Buffer;
  #filled = 0;
  #onReplies: (replies: number) => void = () => undefined;

  private constructor(port: number, frames: Buffer, frameBytes: number) {
    this.#frames = frames;
    this.#frameBytes = frameBytes;
    this.#buffer = Buffer.allocUnsafeSlow(readBytes);
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: () => this.#buffer.subarray(this.#filled),
        callback: (bytes) => {
          this.#filled += bytes;
          this.#count();
          return true;
        },
      },
    });
  }

  static async connect(port: number, frame: Buffer, maxInFlight: number): Promise<SocketFloor> {
    const frames = Buffer.concat(Array.from({ length: maxInFlight }, () => frame));
    const floor = new SocketFloor(port, frames, frame.length);
    await once(floor.#socket, 'connect');
    return floor;
  }

  /** Resolves to the number of replies. */
  run(inFlight: number, operations: number): Promise<number> {
    return new Promise((resolve) => {
      let begun = 0;
      let ended = 0;
      const begin = (count: number): void => {
        const due = Math.min(count, operations - begun);
        begun += due;
        if (due > 0) this.#socket.write(this.#frames.subarray(0, due * this.#frameBytes));
      };
      this.#onReplies = (replies) => {
        ended += replies;
        if (ended === operations) resolve(ended);
        else begin(replies);
      };
      begin(inFlight);
    });
  }

  #count(): void {
    const buffer = this.#buffer;
    const end = this.#filled;
    let start = 0;
    let replies = 0;
    while (end - start >= 4) {
      const next = start + buffer.readInt32BE(start) + 4;
      if (next > end) break;
      start = next;
      replies++;
    }
    buffer.copyWithin(0, start, end);
    this.#filled = end - start;
    if (replies > 0) this.#onReplies(replies);
  }
}
