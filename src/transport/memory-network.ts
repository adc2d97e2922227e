import { Observable } from 'rxjs';
import { ConnectFailedError, ListenFailedError } from '../errors/transport-error.js';
import { startNow } from '../internal/replayed.js';
import { Single } from '../internal/single.js';
import type { Runtime } from '../runtime/runtime.js';
import { ChannelLink } from './channel-link.js';
import { type Endpoint, formatEndpoint } from './endpoint.js';
import type { Framer } from './framer.js';
import { Inbox } from './inbox.js';
import type { Connector, Link } from './link.js';
import type { Listen, Listener } from './listener.js';
import { MemoryChannel } from './memory-channel.js';
import type { ResolvedTransportOptions } from './transport-options.js';

/** Of ports that nobody asked for by number, as of an operating system. */
const firstEphemeralPort = 49_152;

interface Server {
  accept(channel: MemoryChannel, address: string): void;
}

/**
 * A network without sockets, for tests: servers listen at endpoints, connectors dial them, and links carry bytes through the
 * same inbox and outbox as real ones. With a virtual runtime everything happens in a fixed order.
 */
export class MemoryNetwork {
  readonly #options: ResolvedTransportOptions;
  readonly #runtime: Runtime;
  readonly #servers = new Map<string, Server>();
  /** The dialling end of every connection there is. */
  readonly #channels = new Set<MemoryChannel>();
  #nextPort = firstEphemeralPort;

  constructor(options: ResolvedTransportOptions, runtime: Runtime) {
    this.#options = options;
    this.#runtime = runtime;
  }

  /** Listens at an endpoint of this network. */
  readonly listen: Listen = ({ host, port }, framer, onLink) =>
    new Single((subscriber) => {
      const endpoint = { host, port: port === 0 ? this.#nextPort++ : port };
      const address = formatEndpoint(endpoint);
      if (this.#servers.has(address)) {
        subscriber.error(new ListenFailedError(address, 'EADDRINUSE'));
        return;
      }
      subscriber.next(this.#serve(endpoint, framer, onLink));
      subscriber.complete();
    });

  /** Dials an endpoint of this network. */
  readonly connector: Connector = (endpoint, framer) =>
    new Observable((subscriber) => {
      const address = formatEndpoint(endpoint);
      let link: ChannelLink | undefined;
      this.#runtime.defer(() => {
        if (subscriber.closed) return;
        const server = this.#servers.get(address);
        if (server === undefined) {
          subscriber.error(new ConnectFailedError(address, 'ECONNREFUSED'));
          return;
        }
        const localAddress = formatEndpoint({ host: 'memory', port: this.#nextPort++ });
        const [near, far] = MemoryChannel.pair(this.#runtime);
        this.#channels.add(near);
        server.accept(far, localAddress);
        link = this.#createLink(near, address, localAddress, framer, () => {
          this.#channels.delete(near);
          subscriber.complete();
        });
        subscriber.next(link);
      });
      return () => link?.hangUp();
    });

  /** Cuts every present connection without a word: both sides go on believing in it. */
  severAll(): void {
    for (const channel of this.#channels) channel.sever();
  }

  /** Breaks every present connection: both sides are told. */
  resetAll(): void {
    for (const channel of this.#channels) channel.reset();
  }

  #serve(endpoint: Endpoint, framer: Framer, onLink: (link: Link) => void): Listener {
    const address = formatEndpoint(endpoint);
    const links = new Set<ChannelLink>();
    let released: (() => void) | undefined;
    let closing: Single<void> | undefined;
    const server: Server = {
      accept: (channel, peer) => {
        const link = this.#createLink(channel, peer, address, framer, () => {
          links.delete(link);
          released?.();
        });
        links.add(link);
        onLink(link);
      },
    };
    const closed$ = new Observable<void>((subscriber) => {
      this.#servers.delete(address);
      released = () => {
        if (links.size > 0) return;
        subscriber.next();
        subscriber.complete();
      };
      for (const link of links) link.close();
      released();
    });
    this.#servers.set(address, server);
    const close = (): Single<void> => {
      closing ??= startNow(closed$);
      return closing;
    };
    return { endpoint, close };
  }

  #createLink(
    channel: MemoryChannel,
    address: string,
    localAddress: string,
    framer: Framer,
    onReleased: () => void,
  ): ChannelLink {
    const [options, runtime] = [this.#options, this.#runtime];
    const inbox = new Inbox(framer, options);
    return new ChannelLink({ address, localAddress, channel, inbox, options, runtime, onReleased });
  }
}
