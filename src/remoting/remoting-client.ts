import { ReplaySubject, type Observable, type Unsubscribable } from 'rxjs';
import { ClosedError } from '../errors/usage-error.js';
import type { Single } from '../internal/single.js';
import { withSignal } from '../internal/with-signal.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ConnectionState } from '../transport/connection-state.js';
import { formatEndpoint, type Endpoint } from '../transport/endpoint.js';
import type { Connector } from '../transport/link.js';
import type { CallObserver } from './call-observer.js';
import { ClientCalls } from './client-calls.js';
import type { ClientSessions } from './client-sessions.js';
import type { ConnectionHandler, ConnectionInfo } from './connection-handler.js';
import type { Interceptor } from './interceptor.js';
import type { InvokeOptions, OnewayOptions } from './invoke-options.js';
import type { LatencyHistogram } from './latency-histogram.js';
import { MetricsRecorder } from './metrics-recorder.js';
import { metricsStream } from './metrics-stream.js';
import { Pipeline } from './pipeline.js';
import type { RemotingMetrics } from './remoting-metrics.js';
import {
  resolveRemotingOptions,
  type RemotingOptions,
  type ResolvedRemotingOptions,
} from './remoting-options.js';
import { RemotingStreams } from './remoting-streams.js';
import { RequestReports } from './request-reports.js';
import { SessionSupervisor } from './session-supervisor.js';
import type { TrafficObserver } from './traffic-observer.js';
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
  readonly #recorder = new MetricsRecorder();
  readonly #streams = new RemotingStreams<Message>();
  readonly #supervisor: SessionSupervisor<Request, Message>;
  readonly #sessions: ClientSessions<Request, Message>;
  readonly #calls: ClientCalls<Request, Message>;
  readonly #closing = new ReplaySubject<void>(1);
  #closed: ClosedError | undefined;
  #lastMetrics: RemotingMetrics | undefined;

  constructor(settings: RemotingClientSettings<Request, Message>) {
    const { endpoint, protocol, connector, runtime, handlers = [], interceptors = [] } = settings;
    const options = resolveRemotingOptions(settings.options);
    this.address = formatEndpoint(endpoint);
    this.options = options;
    this.#runtime = runtime;
    const pipeline = new Pipeline(handlers, runtime.logger);
    const metrics = this.#recorder;
    const reports = new RequestReports({ protocol, runtime });
    this.#supervisor = new SessionSupervisor({
      endpoint,
      protocol,
      connector,
      runtime,
      options,
      pipeline,
      metrics,
      reports,
      streams: this.#streams,
    });
    this.#sessions = this.#supervisor.sessions;
    this.#calls = new ClientCalls({
      address: this.address,
      runtime,
      supervisor: this.#supervisor,
      interceptors,
      metrics,
      reports,
      requestTimeoutMs: options.requestTimeoutMs,
      usesInvocations: pipeline.usesInvocations,
    });
    this.state$ = this.#supervisor.state$;
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
    return this.#supervisor.state;
  }

  /** Calls that wait for an answer or for a connection, without the parked ones. */
  get inFlight(): number {
    return this.#sessions.pending + this.#supervisor.waiting.size - this.parked;
  }

  /** Long polls that wait for something to happen at the other side. */
  get parked(): number {
    return this.#sessions.parked + this.#supervisor.waiting.parked;
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
    const single = this.#calls.invoke(request, options, read);
    return options.signal === undefined ? single : withSignal(single, options.signal);
  }

  /**
   * What {@link invoke} does and a subscription of `observer` to it, at once and for less: for who makes a call for every message.
   * Unsubscribing gives the call up; it has to be done after an end as well. Undefined when there is nothing to be given up.
   */
  begin(
    request: Request,
    options: Omit<InvokeOptions, 'signal'>,
    read: (reply: Message) => unknown,
    observer: CallObserver,
  ): Unsubscribable | undefined {
    return this.#calls.begin(request, options, read, observer);
  }

  /**
   * Sends a request that has no reply.
   *
   * Cold. Emits once the request is in the outbox: that it was written says nothing about its arrival. Errs like `invoke`.
   */
  invokeOneway(request: Request, options: OnewayOptions = noOptions): Single<void> {
    const single = this.#calls.invokeOneway(request, options);
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
      this.#calls.close(closed);
      this.#supervisor.end(closed);
      this.#closing.next();
      this.#streams.complete();
    }
    return this.#supervisor.hangUp();
  }
}
