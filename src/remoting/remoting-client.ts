import { map, ReplaySubject, type Observable, type Subscriber, type TeardownLogic } from 'rxjs';
import { ClosedError } from '../errors/usage-error.js';
import { Single } from '../internal/single.js';
import { withSignal } from '../internal/with-signal.js';
import type { Runtime } from '../runtime/runtime.js';
import { Connection } from '../transport/connection.js';
import type { ConnectionState } from '../transport/connection-state.js';
import { formatEndpoint, type Endpoint } from '../transport/endpoint.js';
import type { Connector, Link } from '../transport/link.js';
import { CallFactory } from './call-factory.js';
import { ClientSessions } from './client-sessions.js';
import type { ConnectionHandler, ConnectionInfo } from './connection-handler.js';
import { composeInterceptors, type Interceptor, type Invoke } from './interceptor.js';
import { Invocation } from './invocation.js';
import type { InvokeOptions, OnewayOptions } from './invoke-options.js';
import type { LatencyHistogram } from './latency-histogram.js';
import { MetricsRecorder } from './metrics-recorder.js';
import { metricsStream } from './metrics-stream.js';
import { Pipeline } from './pipeline.js';
import type { PendingRequest } from './pending-request.js';
import type { RemotingMetrics } from './remoting-metrics.js';
import {
  resolveRemotingOptions,
  type RemotingOptions,
  type ResolvedRemotingOptions,
} from './remoting-options.js';
import { RemotingSession, type SessionListener } from './remoting-session.js';
import { RemotingStreams } from './remoting-streams.js';
import type { TrafficObserver } from './traffic-observer.js';
import { WaitingRoom } from './waiting-room.js';
import type { WireProtocol } from './wire-protocol.js';

export interface RemotingClientSettings<Request, Message extends object> {
  readonly endpoint: Endpoint;
  readonly protocol: WireProtocol<Request, Message>;
  readonly connector: Connector;
  readonly runtime: Runtime;
  readonly options?: RemotingOptions;
  /** Outbound in this order, inbound in the reverse. Fixed for the life of the client. */
  readonly handlers?: readonly ConnectionHandler<Request, Message>[];
  /** The first is the outermost. Fixed for the life of the client. */
  readonly interceptors?: readonly Interceptor<Request, Message>[];
}

const noOptions: InvokeOptions = Object.freeze({});

/**
 * Requests and replies with one address, over one connection that is made when somebody needs it and made again after it
 * was lost.
 *
 * Many requests share the connection; answers may come in any order. Its streams are hot and complete on `close()`; none
 * of them errs.
 */
export class RemotingClient<Request, Message extends object> {
  /** `host:port`. */
  readonly address: string;
  readonly options: ResolvedRemotingOptions;
  /** Hot, replays one: `disconnected`, `connecting`, `connected`, `closed`. */
  readonly state$: Observable<ConnectionState>;
  /** Hot. Emits each time a connection has been established; what is sent in reaction leaves before anything that waited. */
  readonly connected$: Observable<ConnectionInfo>;
  /** Hot. Emits every message that arrives, whatever its kind, before it is handed to who waits for it. */
  readonly inbound$: Observable<Message>;
  /** Hot. Emits the calls and oneways of the other side. Without a subscriber they are dropped. */
  readonly requests$: Observable<Message>;
  /** Hot. Emits the replies that nobody waited for any more. */
  readonly lateReplies$: Observable<Message>;
  /**
   * Hot. Emits each time the other side has announced that it goes away: the connection takes no more requests and ends when
   * those on it are answered, and the next request makes a new one.
   */
  readonly goneAway$: Observable<ConnectionInfo>;
  /** Emits a snapshot at once and every `metricsIntervalMs`, the last one on `close()`. No timer while nobody subscribes. */
  readonly metrics$: Observable<RemotingMetrics>;

  readonly #runtime: Runtime;
  readonly #protocol: WireProtocol<Request, Message>;
  readonly #connection: Connection;
  readonly #pipeline: Pipeline<Request, Message>;
  readonly #intercepted: Invoke<Request, Message> | undefined;
  readonly #recorder = new MetricsRecorder();
  readonly #calls: CallFactory;
  readonly #waiting: WaitingRoom<RemotingSession<Request, Message>>;
  readonly #streams = new RemotingStreams<Message>();
  readonly #sessions = new ClientSessions<Request, Message>();
  readonly #closing = new ReplaySubject<void>(1);
  readonly #listener: SessionListener<Request, Message>;
  #closed: ClosedError | undefined;
  #lastMetrics: RemotingMetrics | undefined;

  constructor(settings: RemotingClientSettings<Request, Message>) {
    const { endpoint, protocol, connector, runtime, handlers = [], interceptors = [] } = settings;
    const options = resolveRemotingOptions(settings.options);
    this.address = formatEndpoint(endpoint);
    this.options = options;
    this.#runtime = runtime;
    this.#protocol = protocol;
    this.#pipeline = new Pipeline(handlers, runtime.logger);
    this.#intercepted = composeInterceptors(
      interceptors,
      (request, callOptions, invocation) =>
        this.#direct(request, callOptions, undefined, invocation) as Single<Message>,
    );
    this.#connection = new Connection({
      endpoint,
      connector,
      framer: protocol,
      options: options.transport,
      runtime,
      onLink: (link) => this.#open(link),
    });
    this.#waiting = new WaitingRoom({
      runtime,
      address: this.address,
      metrics: this.#recorder,
      maxPendingRequests: options.maxPendingRequests,
      sweepIntervalMs: options.sweepIntervalMs,
      session: () => this.#sessions.current,
      trouble: () => this.#trouble(),
    });
    this.#calls = new CallFactory({
      address: this.address,
      runtime,
      metrics: this.#recorder,
      requestTimeoutMs: options.requestTimeoutMs,
      usesInvocations: this.#pipeline.usesInvocations,
    });
    this.#listener = {
      onInbound: (message) => this.#streams.inbound(message),
      onRequest: (message) => this.#requested(message),
      onLateReply: (message) => this.#streams.lateReply(message),
      onGoAway: (session, call) => this.#goAway(session, call),
      onEnded: (reason, session) => this.#ended(reason, session),
    };
    this.state$ = this.#connection.state$;
    this.connected$ = this.#streams.connected$;
    this.inbound$ = this.#streams.inbound$;
    this.requests$ = this.#streams.requests$;
    this.lateReplies$ = this.#streams.lateReplies$;
    this.goneAway$ = this.#streams.goneAway$;
    this.metrics$ = metricsStream({
      take: () => this.metrics(),
      intervalMs: options.metricsIntervalMs,
      scheduler: runtime.scheduler,
      closed$: this.#closing,
    });
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** Calls that wait for an answer or for a connection, without the parked ones. */
  get inFlight(): number {
    return this.#sessions.pending + this.#waiting.pending.size - this.parked;
  }

  /** Long polls that wait for something to happen at the other side. */
  get parked(): number {
    return this.#sessions.parked + this.#waiting.pending.parked;
  }

  /** Calls and oneways begun so far. */
  get begun(): number {
    return this.#recorder.begun;
  }

  /** `runtime.now()` of the last byte from the other side, or of the connection's start; undefined without a connection. */
  get heardAt(): number | undefined {
    return this.#sessions.current?.heardAt;
  }

  /** The snapshot that was taken last, by `metrics()` or for `metrics$`. */
  get lastMetrics(): RemotingMetrics | undefined {
    return this.#lastMetrics;
  }

  /**
   * Sends a request and waits for its reply.
   *
   * Cold: each subscription is one request. Emits the reply, or what `read` makes of it; a reply that reports a failure of
   * the other side is a reply like any other. Errs with {@link RequestTimeoutError}, {@link ConnectionLostError},
   * {@link TooManyPendingRequestsError}, {@link OutboxFullError}, {@link HandlerFailedError}, {@link ClosedError}, what the
   * protocol throws while encoding, what `read` throws, or, without a connection, the failure to make one. Unsubscribing
   * frees the slot; a reply that comes then is a late one. `read` does what `map` would, without the cost of an operator per
   * call.
   */
  invoke(request: Request, options?: InvokeOptions): Single<Message>;
  invoke<T>(request: Request, options: InvokeOptions, read: (reply: Message) => T): Single<T>;
  invoke<T>(
    request: Request,
    options: InvokeOptions = noOptions,
    read?: (reply: Message) => T,
  ): Single<unknown> {
    const single =
      this.#intercepted === undefined
        ? this.#direct(request, options, read, undefined)
        : this.#detour(this.#intercepted, request, options, read);
    return options.signal === undefined ? single : withSignal(single, options.signal);
  }

  /**
   * Sends a request that has no reply.
   *
   * Cold. Emits once the request is in the outbox: that it was written says nothing about its arrival. Errs like `invoke`.
   */
  invokeOneway(request: Request, options: OnewayOptions = noOptions): Single<void> {
    const single = new Single<void>((subscriber) => this.#executeOneway(subscriber, request, options));
    return options.signal === undefined ? single : withSignal(single, options.signal);
  }

  /**
   * Answers a call from `requests$`: with its correlation id, on the connection it came from and no other.
   *
   * Returns false, and logs, when that connection is gone, when the message is no call or was answered before, and when the
   * response could not be written.
   */
  reply(request: Message, response: Request): boolean {
    const session = this.#sessions.askedBy(request);
    if (session !== undefined) return session.reply(request, response);
    this.#runtime.logger.debug('A reply has no connection to go to', { address: this.address });
    return false;
  }

  /** A snapshot of now. */
  metrics(): RemotingMetrics {
    this.#lastMetrics = this.#recorder.snapshot({
      at: this.#runtime.now(),
      inFlight: this.inFlight,
      parked: this.parked,
      bytesRead: this.#sessions.bytesRead,
      bytesWritten: this.#sessions.bytesWritten,
    });
    return this.#lastMetrics;
  }

  /** Adds the latencies of all answers so far to `target`, for percentiles over several clients. */
  addLatencyTo(target: LatencyHistogram): void {
    this.#recorder.addLatencyTo(target);
  }

  /** Lets one observer hear how each call ends, in place of the one before. */
  watch(observer: TrafficObserver | undefined): void {
    this.#recorder.observer = observer;
  }

  /**
   * Refuses new requests, errs what is pending with {@link ClosedError}, hangs up and completes all streams.
   *
   * Starts when called; later calls join the first. What was written before still leaves.
   */
  close(): Single<void> {
    if (this.#closed === undefined) {
      const closed = new ClosedError('remoting client', { address: this.address });
      this.#closed = closed;
      this.#waiting.close(closed);
      this.#sessions.close(closed);
      this.#closing.next();
      this.#streams.complete();
    }
    return this.#connection.close();
  }

  #direct(
    request: Request,
    options: InvokeOptions,
    read: ((reply: Message) => unknown) | undefined,
    invocation: Invocation | undefined,
  ): Single<unknown> {
    return new Single((subscriber) => this.#execute(subscriber, request, options, read, invocation));
  }

  #detour(
    intercepted: Invoke<Request, Message>,
    request: Request,
    options: InvokeOptions,
    read: ((reply: Message) => unknown) | undefined,
  ): Single<unknown> {
    return new Single((subscriber) => {
      const invocation = new Invocation('call', 'client', this.address, this.#runtime.now());
      const replies$ = intercepted(request, options, invocation);
      return (
        read === undefined ? replies$ : replies$.pipe(map((reply) => this.#reading(read, reply)))
      ).subscribe(subscriber);
    });
  }

  #execute(
    subscriber: Subscriber<unknown>,
    request: Request,
    options: InvokeOptions,
    read: ((reply: Message) => unknown) | undefined,
    invocation: Invocation | undefined,
  ): TeardownLogic {
    this.#recorder.requests += 1;
    const call = this.#calls.create(subscriber, options, read, invocation, this.#closed);
    if (call === undefined) return undefined;
    const session = this.#sessions.current;
    if (session === undefined)
      return this.#waiting.enter(call, this.#demand(options), (ready) => ready.start(call, request));
    session.start(call, request);
    return call;
  }

  #executeOneway(subscriber: Subscriber<void>, request: Request, options: OnewayOptions): TeardownLogic {
    this.#recorder.oneways += 1;
    const session = this.#sessions.current;
    if (session !== undefined) return session.startOneway(subscriber, request);
    const turn = this.#calls.create(subscriber, options, undefined, undefined, this.#closed);
    if (turn === undefined) return undefined;
    return this.#waiting.enter(turn, this.#demand(options), (ready) =>
      ready.startOneway(subscriber, request),
    );
  }

  #trouble(): Error | undefined {
    const { state } = this.#connection;
    return state.name === 'disconnected' ? state.error : undefined;
  }

  #demand(options: InvokeOptions): Observable<Link> {
    return options.waitForConnection === true ? this.#connection.connect() : this.#connection.attempt();
  }

  #open(link: Link): void {
    const session = new RemotingSession({
      link,
      protocol: this.#protocol,
      runtime: this.#runtime,
      options: this.options,
      pipeline: this.#pipeline,
      metrics: this.#recorder,
      listener: this.#listener,
    });
    this.#sessions.current = session;
    session.open();
    if (session.ended === undefined) this.#streams.connected(session.connection);
  }

  #ended(reason: Error, session: RemotingSession<Request, Message>): void {
    const wasCurrent = this.#sessions.ended(session);
    if (wasCurrent && this.#closed === undefined) this.#connection.lose(reason);
  }

  /** The call of a session that goes away is sent once more, over the next one. A second time it is left to the caller. */
  #goAway(session: RemotingSession<Request, Message>, call: PendingRequest<Message> | undefined): boolean {
    if (session === this.#sessions.current && !this.#retire(session)) return false;
    if (call === undefined || call.resent) return false;
    session.release(call);
    call.resent = true;
    const request = call.request as Request;
    const next = this.#sessions.current;
    if (next !== undefined) next.start(call, request);
    else {
      const link$ = call.parked ? this.#connection.connect() : this.#connection.attempt();
      call.subscriber.add(this.#waiting.enter(call, link$, (ready) => ready.start(call, request)));
    }
    return true;
  }

  #retire(session: RemotingSession<Request, Message>): boolean {
    if (!this.#sessions.retire(session, this.#runtime.now())) return false;
    this.#connection.release();
    this.#streams.goneAway(session.connection);
    return true;
  }

  /** What `read` throws is told to the observer too: on this way nobody else can. */
  #reading<T>(read: (reply: Message) => T, reply: Message): T {
    try {
      return read(reply);
    } catch (error) {
      this.#recorder.observer?.failed(error);
      throw error;
    }
  }

  #requested(message: Message): void {
    if (this.#streams.request(message)) return;
    this.#runtime.logger.debug('A request came that nobody listens for', { address: this.address });
  }
}
