import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A server that speaks no protocol: what happens on its sockets is up to the test. */
export class RawServer {
  readonly sockets: Socket[] = [];
  readonly #server: Server;

  private constructor(onSocket: (socket: Socket) => void) {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      this.sockets.push(socket.on('error', () => undefined));
      onSocket(socket);
    });
  }

  /** Listens at any free port of this machine. */
  static async open(onSocket: (socket: Socket) => void = () => undefined): Promise<RawServer> {
    const raw = new RawServer(onSocket);
    raw.#server.listen(0, '127.0.0.1');
    await once(raw.#server, 'listening');
    return raw;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when every socket is gone. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
