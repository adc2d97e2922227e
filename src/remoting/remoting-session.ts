import type { Subscriber } from 'rxjs';
import { ConnectionLostError } from '../errors/transport-error.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Link, LinkListener } from '../transport/link.js';
import type { ConnectionInfo } from './connection-handler.js';
import { Invocation } from './invocation.js';
import { Liveness } from './liveness.js';
import type { MetricsRecorder } from './metrics-recorder.js';
import type { PendingRequest } from './pending-request.js';
import { PendingRequests } from './pending-requests.js';
import type { Pipeline } from './pipeline.js';
import type { ResolvedRemotingOptions } from './remoting-options.js';
import { Sweep } from './sweep.js';
import type { WireProtocol } from './wire-protocol.js';

/** What the owner of a session hears. Called synchronously; must not throw. */
export interface SessionListener<Request, Message extends object> {
  /** Everything that arrives and was not stopped by a handler, before it goes to who waits for it. */
  onInbound(message: Message): void;
  /** The other side asks. */
  onRequest(message: Message, kind: 'call' | 'oneway', session: RemotingSession<Request, Message>): void;
  /** A reply that nobody waits for. */
  onLateReply(message: Message): void;
  /**
   * The other side goes away: it said so in place of an answer to `call`, which still waits (undefined when it does not any
   * more). Returns whether the call is taken care of; otherwise what came is its answer. Left out: never.
   */
  onGoAway?(session: RemotingSession<Request, Message>, call: PendingRequest<Message> | undefined): boolean;
  /** The last call, before what was pending on the link hears `reason`. */
  onEnded(reason: Error, session: RemotingSession<Request, Message>): void;
}

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
  readonly #liveness: Liveness;
  readonly #sweep: Sweep;
  /** Calls of the other side that may still be answered, once each. */
  readonly #unanswered = new WeakMap<Message, { readonly invocation: Invocation | undefined }>();
  #ended: Error | undefined;
  #retired = false;

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
    this.#pending = new PendingRequests({ address, metrics, maxPendingRequests: options.maxPendingRequests });
    this.#liveness = new Liveness(link, options.livenessTimeoutMs);
    this.#sweep = new Sweep(runtime, options.sweepIntervalMs, (now) => this.#watch(now));
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
    this.#link.listen(this);
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
    this.#sweep.wake();
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
    const open = this.#unanswered.get(message);
    if (open === undefined || this.#ended !== undefined) return false;
    const invocation = open.invocation?.forReply();
    try {
      this.#write(response, this.#protocol.correlationId(message), invocation);
    } catch (error) {
      this.#pipeline.tell(error, invocation);
      throw error;
    }
    this.#unanswered.delete(message);
    return true;
  }

  /** Whether the call came on this link and has no answer yet. */
  isAsking(message: Message): boolean {
    return this.#unanswered.has(message);
  }

  /** {@link RemotingSession.answer} for callers that cannot do anything about a failure: it is logged. */
  reply(message: Message, response: Request): boolean {
    const { address } = this.connection;
    try {
      if (this.answer(message, response)) return true;
      this.#runtime.logger.debug('A reply has no call to answer', { address });
    } catch (error) {
      this.#runtime.logger.warn('A reply could not be written', { address, reason: String(error) });
    }
    return false;
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
    this.#retired = true;
    this.#sweep.wake();
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
      this.#unanswered.set(message, { invocation });
      this.reply(message, response);
      return;
    }
    if (kind === 'call') this.#unanswered.set(current, { invocation });
    this.#listener.onInbound(current);
    this.#listener.onRequest(current, kind, this);
  }

  #write(request: Request, correlationId: number, invocation: Invocation | undefined): void {
    this.#link.ensureRoom();
    const shaped = invocation === undefined ? request : this.#pipeline.write(request, invocation);
    this.#protocol.encode(shaped, correlationId, this.#link.outbox);
  }

  #watch(now: number): boolean {
    const expired = this.#pending.expire(now);
    if (this.#ended !== undefined) return false;
    if (expired > 0) this.#liveness.suspect();
    if (this.#liveness.isLost(now)) {
      const silentMs = now - this.#link.lastReadAt;
      const reason = `nothing was received for ${silentMs} ms while a request was overdue`;
      this.#lose(new ConnectionLostError(this.connection.address, reason));
      return false;
    }
    if (this.#retired && this.#pending.size === 0) this.hangUp();
    return this.#ended === undefined && (this.#retired || this.#pending.size > 0 || this.#liveness.suspected);
  }

  #lose(error: Error): void {
    this.#link.close(error);
    this.onClosed(error);
  }

  #end(reason: Error, error: Error | undefined): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#sweep.stop();
    this.#listener.onEnded(reason, this);
    this.#pending.failAll(reason);
    try {
      this.#pipeline.inactive(this.connection, error);
    } catch (failure) {
      this.#pipeline.report(failure, undefined);
    }
  }
}
