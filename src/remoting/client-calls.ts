import { map, type Subscriber, Subscription, type TeardownLogic, type Unsubscribable } from 'rxjs';
import type { ClosedError } from '../errors/usage-error.js';
import { Single } from '../internal/single.js';
import type { Runtime } from '../runtime/runtime.js';
import { CallFactory } from './call-factory.js';
import type { CallObserver } from './call-observer.js';
import type { ClientSessions } from './client-sessions.js';
import { composeInterceptors, type Interceptor, type Invoke } from './interceptor.js';
import { Invocation } from './invocation.js';
import type { InvokeOptions, OnewayOptions } from './invoke-options.js';
import type { MetricsRecorder } from './metrics-recorder.js';
import type { PendingRequest } from './pending-request.js';
import type { RequestReports } from './request-reports.js';
import type { SessionSupervisor } from './session-supervisor.js';

export interface ClientCallsSettings<Request, Message extends object> {
  /** The other side, `host:port`. */
  readonly address: string;
  readonly runtime: Runtime;
  readonly supervisor: SessionSupervisor<Request, Message>;
  readonly interceptors: readonly Interceptor<Request, Message>[];
  readonly metrics: MetricsRecorder;
  readonly reports: RequestReports<Request, Message>;
  /** For calls that say nothing of their own. */
  readonly requestTimeoutMs: number;
  /** Whether handlers will ask for the invocation of a call. */
  readonly usesInvocations: boolean;
}

type Read<Message> = ((reply: Message) => unknown) | undefined;

/** How a client executes calls and oneways: through its interceptors, on the present session or on the next one. */
export class ClientCalls<Request, Message extends object> {
  readonly #address: string;
  readonly #runtime: Runtime;
  readonly #supervisor: SessionSupervisor<Request, Message>;
  /** Those of the supervisor: every request looks here. */
  readonly #sessions: ClientSessions<Request, Message>;
  readonly #metrics: MetricsRecorder;
  readonly #reports: RequestReports<Request, Message>;
  readonly #entries: CallFactory;
  readonly #intercepted: Invoke<Request, Message> | undefined;
  #closed: ClosedError | undefined;

  constructor(settings: ClientCallsSettings<Request, Message>) {
    this.#address = settings.address;
    this.#runtime = settings.runtime;
    this.#supervisor = settings.supervisor;
    this.#sessions = settings.supervisor.sessions;
    this.#metrics = settings.metrics;
    this.#reports = settings.reports;
    this.#entries = new CallFactory(settings);
    this.#intercepted = composeInterceptors(
      settings.interceptors,
      (request, options, invocation) =>
        this.#direct(request, options, undefined, invocation) as Single<Message>,
    );
  }

  invoke(request: Request, options: InvokeOptions, read: Read<Message>): Single<unknown> {
    return this.#intercepted === undefined
      ? this.#direct(request, options, read, undefined)
      : this.#detour(this.#intercepted, request, options, read);
  }

  begin(
    request: Request,
    options: InvokeOptions,
    read: Read<Message>,
    subscriber: CallObserver,
  ): Unsubscribable | undefined {
    if (this.#intercepted !== undefined || this.#reports.areHeard)
      return this.invoke(request, options, read).subscribe(subscriber);
    const call = this.#execute(subscriber, request, options, read, undefined);
    return typeof call === 'function' ? new Subscription(call) : call;
  }

  invokeOneway(request: Request, options: OnewayOptions): Single<void> {
    return new Single((subscriber) =>
      this.#reports.areHeard
        ? this.#reports.oneway(this.#address, request, subscriber, (noticed) =>
            this.#executeOneway(noticed, request, options),
          )
        : this.#executeOneway(subscriber, request, options),
    );
  }

  /** Errs every call that begins from now on. */
  close(closed: ClosedError): void {
    this.#closed = closed;
  }

  #direct(
    request: Request,
    options: InvokeOptions,
    read: Read<Message>,
    invocation: Invocation | undefined,
  ): Single<unknown> {
    return new Single((subscriber) =>
      this.#reports.areHeard
        ? this.#reports.call(this.#address, request, subscriber, read, (noticed, reading) =>
            this.#execute(noticed, request, options, reading, invocation),
          )
        : this.#execute(subscriber, request, options, read, invocation),
    );
  }

  #detour(
    intercepted: Invoke<Request, Message>,
    request: Request,
    options: InvokeOptions,
    read: Read<Message>,
  ): Single<unknown> {
    return new Single((subscriber) => {
      const invocation = new Invocation('call', 'client', this.#address, this.#runtime.now());
      const replies$ = intercepted(request, options, invocation);
      return (
        read === undefined ? replies$ : replies$.pipe(map((reply) => this.#reading(read, reply)))
      ).subscribe(subscriber);
    });
  }

  #execute(
    subscriber: CallObserver,
    request: Request,
    options: InvokeOptions,
    read: Read<Message>,
    invocation: Invocation | undefined,
  ): PendingRequest<Message> | (() => void) | undefined {
    this.#metrics.requests += 1;
    const call = this.#entries.create(subscriber, options, read, invocation, this.#closed);
    if (call === undefined) return undefined;
    const session = this.#sessions.current;
    if (session === undefined || !session.isWritable)
      return this.#supervisor.wait(call, options, (ready) => ready.start(call, request));
    session.start(call, request);
    return call;
  }

  #executeOneway(subscriber: Subscriber<void>, request: Request, options: OnewayOptions): TeardownLogic {
    this.#metrics.oneways += 1;
    const session = this.#sessions.current;
    if (session?.isWritable === true) return session.startOneway(subscriber, request);
    const turn = this.#entries.create(subscriber, options, undefined, undefined, this.#closed);
    if (turn === undefined) return undefined;
    return this.#supervisor.wait(turn, options, (ready) => ready.startOneway(subscriber, request));
  }

  /** What `read` throws is told to the observer too: on this way nobody else can. */
  #reading<T>(read: (reply: Message) => T, reply: Message): T {
    try {
      return read(reply);
    } catch (error) {
      this.#metrics.observer?.failed(error);
      throw error;
    }
  }
}
