import type { Subscriber, TeardownLogic } from 'rxjs';
import { ClosedError } from '../errors/usage-error.js';
import { Single } from '../internal/single.js';
import { withSignal } from '../internal/with-signal.js';
import type { CallFactory } from './call-factory.js';
import type { InvokeOptions } from './invoke-options.js';
import type { MetricsRecorder } from './metrics-recorder.js';
import type { RemotingSession } from './remoting-session.js';
import type { RequestReports } from './request-reports.js';

/** How a server calls one of its peers. There is no other connection to wait for than the one the peer is on. */
export type PeerInvokeOptions = Omit<InvokeOptions, 'waitForConnection'>;

export interface RemotingPeerSettings<Request, Message extends object> {
  readonly session: RemotingSession<Request, Message>;
  readonly calls: CallFactory;
  readonly metrics: MetricsRecorder;
  readonly reports: RequestReports<Request, Message>;
  readonly hangUp: () => void;
}

const noOptions: PeerInvokeOptions = Object.freeze({});

/** One connection that was made to a server, seen from the server. Lives as long as the connection. */
export class RemotingPeer<Request, Message extends object> {
  /** The other side, `host:port`. */
  readonly address: string;
  /** This side, `host:port`. */
  readonly localAddress: string;
  readonly #session: RemotingSession<Request, Message>;
  readonly #calls: CallFactory;
  readonly #metrics: MetricsRecorder;
  readonly #reports: RequestReports<Request, Message>;
  readonly #hangUp: () => void;

  /** @internal */
  constructor(settings: RemotingPeerSettings<Request, Message>) {
    const { address, localAddress } = settings.session.connection;
    this.address = address;
    this.localAddress = localAddress;
    this.#session = settings.session;
    this.#calls = settings.calls;
    this.#metrics = settings.metrics;
    this.#reports = settings.reports;
    this.#hangUp = settings.hangUp;
  }

  /** Asks the peer. Cold; emits and errs as {@link RemotingClient.invoke} does. */
  invoke(request: Request, options: PeerInvokeOptions = noOptions): Single<Message> {
    const single = new Single<Message>((subscriber) =>
      this.#reports.areHeard
        ? this.#reports.call(this.address, request, subscriber, undefined, (noticed, reading) =>
            this.#execute(noticed, request, options, reading),
          )
        : this.#execute(subscriber, request, options, undefined),
    );
    return options.signal === undefined ? single : withSignal(single, options.signal);
  }

  /** Tells the peer. Cold; emits once the request is in the outbox. */
  invokeOneway(request: Request): Single<void> {
    return new Single((subscriber) =>
      this.#reports.areHeard
        ? this.#reports.oneway(this.address, request, subscriber, (noticed) =>
            this.#executeOneway(noticed, request),
          )
        : this.#executeOneway(subscriber, request),
    );
  }

  /** Answers a call of this peer, once. False, and logged, when that cannot be. */
  reply(request: Message, response: Request): boolean {
    return this.#session.reply(request, response);
  }

  /** Hangs up: what is pending errs with {@link ClosedError}, what was written before still leaves. */
  close(): void {
    this.#session.end(new ClosedError('connection', { address: this.address }));
    this.#hangUp();
  }

  #execute(
    subscriber: Subscriber<Message>,
    request: Request,
    options: PeerInvokeOptions,
    read: ((reply: Message) => unknown) | undefined,
  ): TeardownLogic {
    this.#metrics.requests += 1;
    const call = this.#calls.create<Message>(subscriber, options, read, undefined, undefined);
    if (call !== undefined) this.#session.start(call, request);
    return call;
  }

  #executeOneway(subscriber: Subscriber<void>, request: Request): void {
    this.#metrics.oneways += 1;
    this.#session.startOneway(subscriber, request);
  }
}
