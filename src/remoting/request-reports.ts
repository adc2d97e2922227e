import { Observable, tap, type Subscriber, type TeardownLogic } from 'rxjs';
import { diagnostics, type RequestDiagnostics } from '../runtime/diagnostics.js';
import type { Runtime } from '../runtime/runtime.js';
import type { WireProtocol } from './wire-protocol.js';

/** What the reports of one client or server have in common. */
export interface RequestReportsSettings<Request, Message> {
  readonly protocol: WireProtocol<Request, Message>;
  readonly runtime: Pick<Runtime, 'now'>;
}

type Read<Message> = ((reply: Message) => unknown) | undefined;

/**
 * Tells Node's diagnostics channel `request` how calls and oneways end. Whoever executes one looks at {@link areHeard} first: all that
 * a request costs while nobody subscribes.
 */
export class RequestReports<Request, Message> {
  readonly #settings: RequestReportsSettings<Request, Message>;

  constructor(settings: RequestReportsSettings<Request, Message>) {
    this.#settings = settings;
  }

  get areHeard(): boolean {
    return diagnostics.request.hasSubscribers;
  }

  /** Executes a call by `begin`, with a subscriber and a reader that notice its end. */
  call(
    address: string,
    request: Request,
    subscriber: Subscriber<unknown>,
    read: Read<Message>,
    begin: (subscriber: Subscriber<unknown>, read: Read<Message>) => TeardownLogic,
  ): TeardownLogic {
    let response: Message | undefined;
    const reading = (reply: Message): unknown => {
      response = reply;
      return read === undefined ? reply : read(reply);
    };
    return new Observable<unknown>((inner) => begin(inner, reading))
      .pipe(this.#reporting('call', address, request, () => response))
      .subscribe(subscriber);
  }

  /** The same for a request without a reply. */
  oneway(
    address: string,
    request: Request,
    subscriber: Subscriber<void>,
    begin: (subscriber: Subscriber<void>) => TeardownLogic,
  ): TeardownLogic {
    return new Observable<void>((inner) => begin(inner))
      .pipe(this.#reporting('oneway', address, request, () => undefined))
      .subscribe(subscriber);
  }

  /** The other side called, and has its answer. `startedAt` by the clock of the runtime. */
  answered(address: string, message: Message, response: Request, startedAt: number): void {
    this.#publish({ ...this.#served('call', address, message, startedAt), outcome: 'answered' }, response);
  }

  /** A oneway of the other side came. */
  received(address: string, message: Message, at: number): void {
    this.#publish({ ...this.#served('oneway', address, message, at), outcome: 'received' }, undefined);
  }

  #reporting<T>(
    kind: 'call' | 'oneway',
    address: string,
    request: Request,
    response: () => Message | undefined,
  ): (source$: Observable<T>) => Observable<T> {
    const { protocol, runtime } = this.#settings;
    const startedAt = runtime.now();
    let isReported = false;
    const report = (end: Pick<RequestDiagnostics, 'outcome' | 'error'>): void => {
      if (isReported) return;
      isReported = true;
      const requestCode = protocol.code?.(request);
      const durationMs = this.#since(startedAt);
      this.#publish({ address, role: 'client', kind, requestCode, durationMs, ...end }, response());
    };
    return tap({
      next: () => report({ outcome: kind === 'call' ? 'answered' : 'written' }),
      error: (error: unknown) => report({ outcome: 'failed', error }),
      finalize: () => report({ outcome: 'cancelled' }),
    });
  }

  #served(kind: 'call' | 'oneway', address: string, message: Message, startedAt: number) {
    const requestCode = this.#settings.protocol.code?.(message);
    return { address, role: 'server', kind, requestCode, durationMs: this.#since(startedAt) } as const;
  }

  /** The clock may have been set back meanwhile. */
  #since(startedAt: number): number {
    return Math.max(0, this.#settings.runtime.now() - startedAt);
  }

  #publish(report: RequestDiagnostics, response: Request | Message | undefined): void {
    const responseCode = response === undefined ? undefined : this.#settings.protocol.code?.(response);
    diagnostics.request.publish(responseCode === undefined ? report : { ...report, responseCode });
  }
}
