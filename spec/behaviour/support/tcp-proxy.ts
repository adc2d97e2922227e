import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Observable, Subject } from 'rxjs';

/** A TCP proxy on a free port in front of one address, which can stop forwarding without a word. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #answers = new Subject<void>();
  #frozen = false;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#server = createServer((near) => {
      const far = connect(target);
      this.#forward(near, far);
      this.#forward(far, near);
      far.on('data', () => this.#answers.next());
    });
  }

  static async start(address: string): Promise<TcpProxy> {
    const [host = '', port = ''] = address.split(':');
    const proxy = new TcpProxy({ host, port: Number(port) });
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Hot: whenever bytes come back from the address. */
  get answers$(): Observable<void> {
    return this.#answers;
  }

  /** From now on bytes vanish, on connections that exist and on new ones; nobody is told. */
  freeze(): void {
    this.#frozen = true;
  }

  /** New connections work again; frozen ones stay as they are. */
  thaw(): void {
    this.#frozen = false;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(from: Socket, to: Socket): void {
    let isDead = this.#frozen;
    this.#sockets.add(from);
    from.on('data', (chunk) => {
      isDead ||= this.#frozen;
      if (!isDead) to.write(chunk);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!isDead) to.destroy();
    });
  }
}
