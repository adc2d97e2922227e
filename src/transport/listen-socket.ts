import type { AddressInfo, Server, Socket } from 'node:net';
import { Observable } from 'rxjs';
import { ListenFailedError } from '../errors/transport-error.js';
import { startNow } from '../internal/replayed.js';
import { Single } from '../internal/single.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ChannelLink } from './channel-link.js';
import { type Endpoint, formatEndpoint } from './endpoint.js';
import { failureReason } from './failure-reason.js';
import type { Framer } from './framer.js';
import { Inbox } from './inbox.js';
import type { Link } from './link.js';
import type { Listener } from './listener.js';
import { SocketChannel } from './socket-channel.js';
import { createSocketLink, endName } from './socket-link.js';
import type { ResolvedTransportOptions } from './transport-options.js';

export interface ListenSettings {
  readonly endpoint: Endpoint;
  readonly framer: Framer;
  readonly onLink: (link: Link) => void;
  readonly options: ResolvedTransportOptions;
  readonly runtime: Runtime;
  /** The event of the server that brings a socket that can be used. */
  readonly established: 'connection' | 'secureConnection';
  createServer(): Server;
}

/** What `Listen` promises, over whatever server is made. */
export function listenSocket(settings: ListenSettings): Single<Listener> {
  const { endpoint, established, runtime } = settings;
  const address = formatEndpoint(endpoint);
  return new Single((subscriber) => {
    const server = settings.createServer();
    const accepted = new Accepted(settings);
    server
      .on('connection', (socket: Socket) => accepted.arrived(socket))
      .on(established, (socket: Socket) => accepted.established(socket))
      .on('tlsClientError', (error: Error, socket: Socket) => {
        runtime.logger.debug('A TLS handshake failed', { address, reason: failureReason(error) });
        socket.destroy();
      })
      .on('error', (error) => {
        runtime.logger.warn('A listener failed', { address, reason: failureReason(error) });
        subscriber.error(new ListenFailedError(address, failureReason(error), { cause: error }));
      });
    server.listen({ host: endpoint.host, port: endpoint.port }, () => {
      // A server that has not begun to listen cannot be closed.
      if (subscriber.closed) {
        server.close();
        return;
      }
      const { port } = server.address() as AddressInfo;
      let closing: Single<void> | undefined;
      const close = (): Single<void> => {
        closing ??= startNow(closed(server, accepted));
        return closing;
      };
      subscriber.next({ endpoint: { host: endpoint.host, port }, close });
      subscriber.complete();
    });
  });
}

const closed = (server: Server, accepted: Accepted): Observable<void> =>
  new Observable((subscriber) => {
    server.close(() => {
      subscriber.next();
      subscriber.complete();
    });
    accepted.close();
  });

/** The sockets of a listener, from their arrival to their end. */
class Accepted {
  readonly #settings: ListenSettings;
  /** Sockets that are in their handshake, by the name of the other side: TLS brings another object for the same socket. */
  readonly #arriving = new Map<string, Socket>();
  readonly #links = new Set<ChannelLink>();

  constructor(settings: ListenSettings) {
    this.#settings = settings;
  }

  arrived(socket: Socket): void {
    const peer = endName(socket.remoteAddress, socket.remotePort);
    this.#arriving.set(peer, socket);
    socket.once('close', () => this.#arriving.delete(peer));
  }

  established(socket: Socket): void {
    const { framer, options, runtime, onLink } = this.#settings;
    const address = endName(socket.remoteAddress, socket.remotePort);
    this.#arriving.delete(address);
    const channel = new SocketChannel(socket, 'chunks');
    const inbox = new Inbox(framer, options);
    const onReleased = (): void => {
      this.#links.delete(link);
    };
    const link = createSocketLink({ address, socket, channel, inbox, options, runtime, onReleased });
    this.#links.add(link);
    onLink(link);
  }

  close(): void {
    for (const socket of this.#arriving.values()) socket.destroy();
    for (const link of this.#links) link.close();
  }
}
