import { BehaviorSubject, forkJoin, map, of, ReplaySubject, type Observable } from 'rxjs';
import { ClosedError } from '../errors/usage-error.js';
import { Single } from '../internal/single.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Endpoint } from '../transport/endpoint.js';
import type { Link } from '../transport/link.js';
import type { Listen, Listener } from '../transport/listener.js';
import { CallFactory } from './call-factory.js';
import type { ConnectionHandler } from './connection-handler.js';
import { MetricsRecorder } from './metrics-recorder.js';
import { Pipeline } from './pipeline.js';
import {
  resolveRemotingServerOptions,
  type RemotingServerOptions,
  type ResolvedRemotingServerOptions,
} from './remoting-options.js';
import { RemotingPeer } from './remoting-peer.js';
import { RemotingSession } from './remoting-session.js';
import { RequestReports } from './request-reports.js';
import { Responder, type RequestHandlers } from './responder.js';
import type { WireProtocol } from './wire-protocol.js';

export interface RemotingServerSettings<Request, Message extends object> extends RequestHandlers<
  Request,
  Message
> {
  readonly protocol: WireProtocol<Request, Message>;
  readonly runtime: Runtime;
  readonly options?: RemotingServerOptions;
  /** Outbound in this order, inbound in the reverse. Fixed for the life of the server. */
  readonly handlers?: readonly ConnectionHandler<Request, Message>[];
}

const nothing = (): void => undefined;

/**
 * The listening side: the same session over every connection that is made to it, with a handler for what its peers ask.
 *
 * Whatever a handler throws concerns one request, whatever a peer sends concerns one connection.
 */
export class RemotingServer<Request, Message extends object> {
  readonly options: ResolvedRemotingServerOptions;
  /** Hot, replays one: the present peers, oldest first. Completes on `close()`. */
  readonly peers$: Observable<readonly RemotingPeer<Request, Message>[]>;
  readonly #settings: RemotingServerSettings<Request, Message>;
  readonly #pipeline: Pipeline<Request, Message>;
  readonly #recorder = new MetricsRecorder();
  readonly #reports: RequestReports<Request, Message>;
  readonly #peers = new BehaviorSubject<readonly RemotingPeer<Request, Message>[]>([]);
  readonly #listeners = new Set<Listener>();
  readonly #done = new ReplaySubject<void>(1);
  #closed: ClosedError | undefined;

  constructor(settings: RemotingServerSettings<Request, Message>) {
    this.options = resolveRemotingServerOptions(settings.options);
    this.#settings = settings;
    this.#pipeline = new Pipeline(settings.handlers ?? [], settings.runtime.logger);
    this.#reports = new RequestReports(settings);
    this.peers$ = this.#peers.asObservable();
  }

  get peers(): readonly RemotingPeer<Request, Message>[] {
    return this.#peers.value;
  }

  /**
   * Accepts connections at `endpoint`; `listen` says by what (TCP, TLS, memory).
   *
   * Cold: each subscription listens at one more endpoint. Emits where it really listens, with the port that was chosen for
   * port 0. Errs when the endpoint cannot be had, with {@link ClosedError} after `close()`.
   */
  listen(listen: Listen, endpoint: Endpoint): Single<Endpoint> {
    return new Single((subscriber) => {
      if (this.#closed !== undefined) return subscriber.error(this.#closed);
      return listen(endpoint, this.#settings.protocol, (link) => this.#accept(link))
        .pipe(map((listener) => this.#keep(listener)))
        .subscribe(subscriber);
    });
  }

  /** Accepts no more and hangs up on every peer. Starts when called; later calls join the first. */
  close(): Single<void> {
    if (this.#closed === undefined) {
      this.#closed = new ClosedError('remoting server');
      for (const peer of this.peers) peer.close();
      const closing = [...this.#listeners].map((listener) => listener.close());
      this.#peers.complete();
      forkJoin([of(undefined), ...closing])
        .pipe(map(() => undefined))
        .subscribe(this.#done);
    }
    return new Single((subscriber) => this.#done.subscribe(subscriber));
  }

  #keep(listener: Listener): Endpoint {
    if (this.#closed !== undefined) {
      void listener.close();
      throw this.#closed;
    }
    this.#listeners.add(listener);
    return listener.endpoint;
  }

  #accept(link: Link): void {
    if (this.#closed !== undefined) {
      link.close(this.#closed);
      return;
    }
    const { protocol, runtime } = this.#settings;
    const { maxConcurrentRequests, requestTimeoutMs } = this.options;
    const pipeline = this.#pipeline;
    const metrics = this.#recorder;
    const reports = this.#reports;
    const session: RemotingSession<Request, Message> = new RemotingSession({
      link,
      protocol,
      runtime,
      options: this.options,
      pipeline,
      metrics,
      reports,
      listener: {
        onInbound: nothing,
        onRequest: (message) => responder.serve(message),
        onLateReply: nothing,
        onEnded: () => this.#forget(peer, responder),
      },
    });
    const calls = new CallFactory({
      address: link.address,
      runtime,
      metrics,
      requestTimeoutMs,
      usesInvocations: pipeline.usesInvocations,
    });
    const peer = new RemotingPeer({ session, calls, metrics, reports, hangUp: () => link.close() });
    const responder = new Responder({
      session,
      peer,
      maxConcurrentRequests,
      handlers: this.#settings,
      logger: runtime.logger,
    });
    this.#peers.next([...this.peers, peer]);
    session.open();
  }

  #forget(peer: RemotingPeer<Request, Message>, responder: Responder<Request, Message>): void {
    responder.close();
    this.#peers.next(this.peers.filter((present) => present !== peer));
  }
}
