import { type Observable, Subscription } from 'rxjs';
import { OutboxFullError } from '../errors/transport-error.js';
import type { Single } from '../internal/single.js';
import type { Runtime } from '../runtime/runtime.js';
import { Connection } from '../transport/connection.js';
import type { ConnectionState } from '../transport/connection-state.js';
import { formatEndpoint, type Endpoint } from '../transport/endpoint.js';
import type { Connector, Link } from '../transport/link.js';
import { ClientSessions } from './client-sessions.js';
import type { InvokeOptions } from './invoke-options.js';
import type { MetricsRecorder } from './metrics-recorder.js';
import type { PendingRequest } from './pending-request.js';
import type { PendingRequests } from './pending-requests.js';
import type { Pipeline } from './pipeline.js';
import type { ResolvedRemotingOptions } from './remoting-options.js';
import { RemotingSession } from './remoting-session.js';
import type { RemotingStreams } from './remoting-streams.js';
import type { RequestReports } from './request-reports.js';
import type { SessionListener } from './session-listener.js';
import { WaitingRoom } from './waiting-room.js';
import type { WireProtocol } from './wire-protocol.js';

export interface SessionSupervisorSettings<Request, Message extends object> {
  readonly endpoint: Endpoint;
  readonly protocol: WireProtocol<Request, Message>;
  readonly connector: Connector;
  readonly runtime: Runtime;
  readonly options: ResolvedRemotingOptions;
  readonly pipeline: Pipeline<Request, Message>;
  readonly metrics: MetricsRecorder;
  readonly reports: RequestReports<Request, Message>;
  readonly streams: RemotingStreams<Message>;
}

/**
 * The connection of a client, one session after the other over it, and the calls that wait for the next one.
 *
 * When the other side goes away, its session ends with the last of its requests, and a new connection is made for the next.
 */
export class SessionSupervisor<Request, Message extends object> {
  readonly sessions = new ClientSessions<Request, Message>();
  readonly #settings: SessionSupervisorSettings<Request, Message>;
  readonly #address: string;
  readonly #connection: Connection;
  readonly #waiting: WaitingRoom<RemotingSession<Request, Message>>;
  readonly #listener: SessionListener<Request, Message>;
  #isClosed = false;

  constructor(settings: SessionSupervisorSettings<Request, Message>) {
    const { endpoint, connector, protocol, runtime, options, metrics, streams } = settings;
    this.#settings = settings;
    this.#address = formatEndpoint(endpoint);
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
      address: this.#address,
      metrics,
      maxPendingRequests: options.maxPendingRequests,
      sweepIntervalMs: options.sweepIntervalMs,
      session: () => this.sessions.current,
      trouble: () => this.#trouble(),
    });
    this.#listener = {
      onInbound: (message) => streams.inbound(message),
      onRequest: (message) => this.#requested(message),
      onLateReply: (message) => streams.lateReply(message),
      onGoAway: (session, call) => this.#goAway(session, call),
      onEnded: (reason, session) => this.#ended(reason, session),
    };
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** Hot, replays one. */
  get state$(): Observable<ConnectionState> {
    return this.#connection.state$;
  }

  /** What waits for a connection, or for room on it. */
  get waiting(): Pick<PendingRequests<never>, 'size' | 'parked'> {
    return this.#waiting.pending;
  }

  /**
   * Lets a call wait for a connection that takes it, then calls `proceed`; demands a connection meanwhile. Returns the teardown of
   * both. What another side that does not read is asked waits here, where it can be given up, and not in the outbox.
   */
  wait(
    call: PendingRequest<never>,
    { waitForConnection = false }: Pick<InvokeOptions, 'waitForConnection'>,
    proceed: (session: RemotingSession<Request, Message>) => void,
  ): ReturnType<WaitingRoom<unknown>['enter']> {
    const session = this.sessions.current;
    if (session !== undefined) return this.#waiting.enter(call, session.whenWritable(), proceed);
    const link$ = waitForConnection ? this.#connection.connect() : this.#connection.attempt();
    return this.#waiting.enter(call, link$, proceed);
  }

  /** Errs what is pending or waits with `reason`. */
  end(reason: Error): void {
    this.#isClosed = true;
    this.#waiting.close(reason);
    this.sessions.close(reason);
  }

  /** Hangs up; what was written before still leaves. Starts when called. */
  hangUp(): Single<void> {
    return this.#connection.close();
  }

  /** Why there is no connection at present, or none that takes anything. */
  #trouble(): Error | undefined {
    const { state } = this.#connection;
    if (this.sessions.current?.isWritable === false)
      return new OutboxFullError(this.#address, this.#settings.options.transport.highWaterMarkBytes);
    return state.name === 'disconnected' ? state.error : undefined;
  }

  #open(link: Link): void {
    const session = new RemotingSession({ ...this.#settings, link, listener: this.#listener });
    this.sessions.current = session;
    session.open();
    if (session.ended === undefined) this.#settings.streams.connected(session.connection);
  }

  #ended(reason: Error, session: RemotingSession<Request, Message>): void {
    const wasCurrent = this.sessions.ended(session);
    if (wasCurrent && !this.#isClosed) this.#connection.lose(reason);
  }

  #requested(message: Message): void {
    const { runtime, streams } = this.#settings;
    if (streams.request(message)) return;
    runtime.logger.debug('A request came that nobody listens for', { address: this.#address });
  }

  /** The call of a session that goes away is sent once more, over the next one. A second time it is left to the caller. */
  #goAway(session: RemotingSession<Request, Message>, call: PendingRequest<Message> | undefined): boolean {
    if (session === this.sessions.current && !this.#retire(session)) return false;
    if (call === undefined || call.again !== undefined) return false;
    session.release(call);
    call.again = Subscription.EMPTY;
    const request = call.request as Request;
    const next = this.sessions.current;
    if (next !== undefined) next.start(call, request);
    else {
      const options = { waitForConnection: call.parked };
      call.again = new Subscription(this.wait(call, options, (ready) => ready.start(call, request)));
    }
    return true;
  }

  #retire(session: RemotingSession<Request, Message>): boolean {
    const { runtime, streams } = this.#settings;
    if (!this.sessions.retire(session, runtime.now())) return false;
    this.#connection.release();
    streams.goneAway(session.connection);
    return true;
  }
}
