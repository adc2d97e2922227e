import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { NaiveSplitter } from './naive-splitter.js';
import { stringifySend } from './stringify-encoder.js';

interface NaiveReply {
  readonly code: number;
  readonly opaque: number;
}

interface Waiter {
  readonly resolve: (reply: NaiveReply) => void;
  readonly timer: NodeJS.Timeout;
}

/** A client as one writes it in an afternoon: stringify, a write for each request, concat, parse, a map and timers. */
export class NaiveClient {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #waiters = new Map<number, Waiter>();
  #lastOpaque = 0;

  private constructor(port: number, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const splitter = new NaiveSplitter((frame) => {
      const header = frame.subarray(8, 8 + (frame.readInt32BE(4) & 0xff_ff_ff));
      this.#settle(JSON.parse(header.toString()) as NaiveReply);
    });
    this.#socket.on('data', (chunk) => splitter.push(chunk));
  }

  static async connect(port: number, timeoutMs: number): Promise<NaiveClient> {
    const client = new NaiveClient(port, timeoutMs);
    await once(client.#socket, 'connect');
    return client;
  }

  send(): Promise<NaiveReply> {
    const opaque = ++this.#lastOpaque;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(opaque);
        reject(new Error(`No reply after ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      this.#waiters.set(opaque, { resolve, timer });
      this.#socket.write(stringifySend(opaque));
    });
  }

  #settle(reply: NaiveReply): void {
    const waiter = this.#waiters.get(reply.opaque);
    if (waiter === undefined) return;
    this.#waiters.delete(reply.opaque);
    clearTimeout(waiter.timer);
    waiter.resolve(reply);
  }
}
