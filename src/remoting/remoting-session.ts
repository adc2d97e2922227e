import {
  BehaviorSubject,
  filter,
  type Observable,
  type Subscriber,
  type Subscription,
  take,
  throwIfEmpty,
} from 'rxjs';
import { ConnectionLostError } from '../errors/transport-error.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Link, LinkListener } from '../transport/link.js';
import type { ConnectionInfo } from './connection-handler.js';
import { Invocation } from './invocation.js';
import type { MetricsRecorder } from './metrics-recorder.js';
import type { PendingRequest } from './pending-request.js';
import { PendingRequests } from './pending-requests.js';
import type { Pipeline } from './pipeline.js';
import type { ResolvedRemotingOptions } from './remoting-options.js';
import type { RequestReports } from './request-reports.js';
import type { SessionListener } from './session-listener.js';
import { SessionWatch } from './session-watch.js';
import { UnansweredCalls } from './unanswered-calls.js';
import type { WireProtocol } from './wire-protocol.js';

export interface RemotingSessionSettings<Request, Message extends object> {
  readonly link: Link;
  readonly protocol: WireProtocol<Request, Message>;
  readonly runtime: Runtime;
  readonly options: Pick<
    ResolvedRemotingOptions,
    'maxPendingRequests' | 'sweepIntervalMs' | 'livenessTimeoutMs'
  >;
  readonly pipeline: Pipeline<Request, Message>;
  readonly metrics: MetricsRecorder;
  readonly reports: RequestReports<Request, Message>;
  readonly listener: SessionListener<Request, Message>;
}

/**
 * One link with the requests that are on it: what client and server have in common.
 *
 * Lives as long as its link. What arrives is told apart by kind first: a call that carries the correlation id of one of
 * ours is still a call.
 */
export class RemotingSession<Request, Message extends object> implements LinkListener {
  readonly connection: ConnectionInfo;
  readonly #link: Link;
  readonly #protocol: WireProtocol<Request, Message>;
  readonly #runtime: Runtime;
  readonly #pipeline: Pipeline<Request, Message>;
  readonly #metrics: MetricsRecorder;
  readonly #listener: SessionListener<Request, Message>;
  readonly #pending: PendingRequests<Message>;
  readonly #watch: SessionWatch;
  readonly #reports: RequestReports<Request, Message>;
  readonly #unanswered: UnansweredCalls<Request, Message>;
  /** What the link's `writable$` says; completes with the session, whatever the link of a user does. */
  readonly #writable = new BehaviorSubject(true);
  #writing: Subscription | undefined;
  #ended: Error | undefined;

  constructor(settings: RemotingSessionSettings<Request, Message>) {
    const { link, options, runtime, metrics } = settings;
    const { address, localAddress } = link;
    this.connection = Object.freeze({ address, localAddress });
    this.#link = link;
    this.#protocol = settings.protocol;
    this.#runtime = runtime;
    this.#pipeline = settings.pipeline;
    this.#metrics = metrics;
    this.#listener = settings.listener;
    this.#reports = settings.reports;
    this.#pending = new PendingRequests({ address, metrics, maxPendingRequests: options.maxPendingRequests });
    this.#unanswered = new UnansweredCalls({
      address,
      protocol: settings.protocol,
      pipeline: settings.pipeline,
      logger: runtime.logger,
      reports: settings.reports,
      write: (response, correlationId, invocation) => this.#write(response, correlationId, invocation),
    });
    this.#watch = new SessionWatch({
      link,
      pending: this.#pending,
      runtime,
      options,
      onLost: (error) => this.#lose(error),
    });
  }

  /** Why the session is over; undefined while it is not. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  get pending(): Pick<PendingRequests<Message>, 'size' | 'parked'> {
    return this.#pending;
  }

  /** `runtime.now()` of the last byte received; of the connection's start before that. */
  get heardAt(): number {
    return this.#link.lastReadAt;
  }

  get bytesRead(): number {
    return this.#link.bytesRead;
  }

  get bytesWritten(): number {
    return this.#link.bytesWritten;
  }

  /** Begins to read. A handler that throws in `onActive` ends the session at once. */
  open(): void {
    try {
      this.#pipeline.active(this.connection);
    } catch (error) {
      this.#pipeline.report(error, undefined);
      this.#lose(error as Error);
      return;
    }
    this.#writing = this.#link.writable$.subscribe((isWritable) => this.#writable.next(isWritable));
    this.#link.listen(this);
  }

  /** Whether the link takes something now. */
  get isWritable(): boolean {
    return this.#writable.value;
  }

  /** Emits once, when the link takes something. Errs when the session ends before. */
  whenWritable(): Observable<boolean> {
    return this.#writable.pipe(
      filter((isWritable) => isWritable),
      take(1),
      throwIfEmpty(() => this.#ended),
    );
  }

  /** Writes the call and lets it wait for its reply. Errs it when that cannot be. */
  start(call: PendingRequest<Message>, request: Request): void {
    if (this.#ended !== undefined) {
      this.#metrics.failed(this.#ended);
      call.subscriber.error(this.#ended);
      return;
    }
    if (!this.#pending.add(call)) return;
    call.request = request;
    this.#watch.wake();
    try {
      this.#write(request, call.correlationId, call.invocation);
    } catch (error) {
      this.#pipeline.tell(error, call.invocation);
      this.#pending.fail(call, error);
    }
  }

  /** Writes a request that has no reply, and tells its subscriber that this is done or why it cannot be. */
  startOneway(subscriber: Subscriber<void>, request: Request): void {
    const invocation = this.newInvocation('oneway', 'client');
    try {
      if (this.#ended !== undefined) throw this.#ended;
      this.#write(request, this.#pending.nextCorrelationId(), invocation);
    } catch (error) {
      this.#pipeline.tell(error, invocation);
      this.#metrics.failed(error);
      subscriber.error(error);
      return;
    }
    subscriber.next();
    subscriber.complete();
  }

  /**
   * Answers a call that came on this link.
   *
   * Returns false, without an error, when the link is gone, when `message` came from elsewhere or needs no answer (any
   * more).
   *
   * @throws what the handlers, the protocol or the full outbox throw; the call can then still be answered
   */
  answer(message: Message, response: Request): boolean {
    return this.#unanswered.answer(message, response);
  }

  /** Whether the call came on this link and has no answer yet. */
  isAsking(message: Message): boolean {
    return this.#unanswered.has(message);
  }

  /** {@link RemotingSession.answer} for callers that cannot do anything about a failure: it is logged. */
  reply(message: Message, response: Request): boolean {
    return this.#unanswered.reply(message, response);
  }

  /** For a call or oneway that begins now; undefined when no handler would look at it. */
  newInvocation(kind: 'call' | 'oneway', role: 'client' | 'server'): Invocation | undefined {
    if (!this.#pipeline.usesInvocations) return undefined;
    return new Invocation(kind, role, this.connection.address, this.#runtime.now());
  }

  /** Ends the session on purpose: what is pending errs with `reason`. The link is left to who owns it. */
  end(reason: Error): void {
    this.#end(reason, undefined);
  }

  /** Nothing new is to be started here: hangs up when nothing is pending any more, within `sweepIntervalMs`. */
  retire(): void {
    this.#watch.retire();
  }

  /** Lets a call wait elsewhere from now on. */
  release(call: PendingRequest<Message>): void {
    this.#pending.release(call);
  }

  /** Ends the link; what is in the outbox still leaves. */
  hangUp(): void {
    this.#link.close();
  }

  onFrame(bytes: Buffer, start: number, end: number, owned: boolean): void {
    if (this.#ended !== undefined) return;
    let failure: unknown;
    try {
      this.#pipeline.read(bytes, start, end, this.connection);
    } catch (error) {
      failure = error;
    }
    let message: Message;
    try {
      message = this.#protocol.decode(bytes, start, end, owned);
    } catch (error) {
      this.#lose(error as Error);
      return;
    }
    const kind = this.#protocol.kind(message);
    if (kind === 'call' || kind === 'oneway') this.#onRequest(message, kind, failure);
    else this.#onReply(message, failure);
  }

  onClosed(error: Error | undefined): void {
    const { address } = this.connection;
    const reason =
      error instanceof ConnectionLostError
        ? error
        : new ConnectionLostError(address, error?.message ?? 'it was closed by this side', { cause: error });
    this.#end(reason, error);
  }

  #onReply(message: Message, failure: unknown): void {
    const correlationId = this.#protocol.correlationId(message);
    let current = message;
    if (failure !== undefined || this.#pipeline.usesInvocations) {
      const call = this.#pending.get(correlationId);
      const invocation =
        call?.invocation?.forReply() ??
        new Invocation('reply', 'client', this.connection.address, this.#runtime.now());
      try {
        if (failure !== undefined) throw failure;
        current = this.#pipeline.message(message, invocation);
      } catch (error) {
        if (call === undefined) this.#pipeline.report(error, invocation);
        else {
          this.#pipeline.tell(error, invocation);
          this.#pending.fail(call, error);
        }
        return;
      }
    }
    this.#listener.onInbound(current);
    if (this.#protocol.isGoAway?.(current) === true && this.#goAway(correlationId)) return;
    if (this.#pending.settle(correlationId, current, this.#link.lastReadAt)) return;
    this.#metrics.lateReplies += 1;
    this.#runtime.logger.debug('A reply came that nobody waits for', {
      address: this.connection.address,
      correlationId,
    });
    this.#listener.onLateReply(current);
  }

  #goAway(correlationId: number): boolean {
    return this.#listener.onGoAway?.(this, this.#pending.get(correlationId)) === true;
  }

  #onRequest(message: Message, kind: 'call' | 'oneway', failure: unknown): void {
    const invocation = this.newInvocation(kind, 'server');
    let current = message;
    try {
      if (failure !== undefined) throw failure;
      if (invocation !== undefined) current = this.#pipeline.message(message, invocation);
    } catch (error) {
      const response = this.#pipeline.report(error, invocation);
      if (kind === 'oneway' || response === undefined) return;
      this.#unanswered.add(message, invocation, this.#link.lastReadAt);
      this.reply(message, response);
      return;
    }
    if (kind === 'call') this.#unanswered.add(current, invocation, this.#link.lastReadAt);
    else if (this.#reports.areHeard)
      this.#reports.received(this.connection.address, current, this.#link.lastReadAt);
    this.#listener.onInbound(current);
    this.#listener.onRequest(current, kind, this);
  }

  #write(request: Request, correlationId: number, invocation: Invocation | undefined): void {
    this.#link.ensureRoom();
    const shaped = invocation === undefined ? request : this.#pipeline.write(request, invocation);
    this.#protocol.encode(shaped, correlationId, this.#link.outbox);
  }

  #lose(error: Error): void {
    this.#link.close(error);
    this.onClosed(error);
  }

  #end(reason: Error, error: Error | undefined): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#watch.stop();
    this.#unanswered.close();
    this.#listener.onEnded(reason, this);
    this.#pending.failAll(reason);
    this.#writing?.unsubscribe();
    this.#writable.complete();
    try {
      this.#pipeline.inactive(this.connection, error);
    } catch (failure) {
      this.#pipeline.report(failure, undefined);
    }
  }
}
