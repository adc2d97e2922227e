import { readFileSync } from 'node:fs';
import { type Observable, Subject } from 'rxjs';
import { createRuntime, type Runtime } from '../../src/runtime/runtime.js';
import type { Endpoint } from '../../src/transport/endpoint.js';
import type { Connector, Link } from '../../src/transport/link.js';
import type { Listen, Listener } from '../../src/transport/listener.js';
import { MemoryNetwork } from '../../src/transport/memory-network.js';
import { createTcpConnector } from '../../src/transport/tcp-connector.js';
import { createTcpListener } from '../../src/transport/tcp-listener.js';
import { createTlsConnector } from '../../src/transport/tls-connector.js';
import { createTlsListener } from '../../src/transport/tls-listener.js';
import {
  type ResolvedTransportOptions,
  resolveTransportOptions,
  type TransportOptions,
} from '../../src/transport/transport-options.js';
import { deferred } from '../support/deferred.js';
import { lengthFramer } from '../support/length-framer.js';

/** A file of spec/fixtures/tls. */
export const pemOf = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

export const anyPort: Endpoint = { host: '127.0.0.1', port: 0 };

/** Both sides of one way to carry bytes. */
export interface Transport {
  readonly listen: Listen;
  readonly connector: Connector;
}

type MakeTransport = (options: ResolvedTransportOptions, runtime: Runtime) => Transport;

export const transports: Readonly<Record<'tcp' | 'tls' | 'memory', MakeTransport>> = {
  tcp: (options, runtime) => ({
    listen: createTcpListener(options, runtime),
    connector: createTcpConnector(options, runtime),
  }),
  tls: (options, runtime) => ({
    listen: createTlsListener({ cert: pemOf('server'), key: pemOf('server.key') }, options, runtime),
    connector: createTlsConnector({ ca: pemOf('ca') }, options, runtime),
  }),
  memory: (options, runtime) => new MemoryNetwork(options, runtime),
};

/** A dial that remembers what became of it. */
export class Dial {
  readonly link: Promise<Link>;
  /** Resolves when the connector's Observable has ended, with its error if it had one. */
  readonly over: Promise<Error | undefined>;
  readonly hangUp: () => void;

  constructor(dialling: Observable<Link>) {
    const { promise: over, resolve: end } = deferred<Error | undefined>();
    const { promise: link, resolve: connect, reject } = deferred<Link>();
    this.over = over;
    this.link = link;
    link.catch(() => undefined);
    const subscription = dialling.subscribe({
      next: connect,
      error: (error: Error) => {
        reject(error);
        end(error);
      },
      complete: () => end(undefined),
    });
    this.hangUp = () => subscription.unsubscribe();
  }
}

/** A listener with the links it accepted, and dials to it; everything is gone after `close()`. */
export class Stage {
  readonly accepted = new Subject<Link>();
  readonly listener: Listener;
  readonly connector: Connector;
  readonly #dials: Dial[] = [];

  private constructor(listener: Listener, connector: Connector) {
    this.listener = listener;
    this.connector = connector;
  }

  static async open(make: MakeTransport, options: TransportOptions = {}): Promise<Stage> {
    const { listen, connector } = make(resolveTransportOptions(options), createRuntime());
    let stage: Stage | undefined;
    const listener = await listen(anyPort, lengthFramer, (link) => stage?.accepted.next(link));
    stage = new Stage(listener, connector);
    return stage;
  }

  dial(): Dial {
    const dial = new Dial(this.connector(this.listener.endpoint, lengthFramer));
    this.#dials.push(dial);
    return dial;
  }

  /** Both ends of a new link. */
  async pair(): Promise<{ near: Link; far: Link; dial: Dial }> {
    const { promise, resolve } = deferred<Link>();
    const waiting = this.accepted.subscribe(resolve);
    const dial = this.dial();
    const [near, far] = await Promise.all([dial.link, promise]);
    waiting.unsubscribe();
    return { near, far, dial };
  }

  async close(): Promise<void> {
    for (const dial of this.#dials) dial.hangUp();
    await this.listener.close();
  }
}
