import { take, type Observable } from 'rxjs';
import { ConnectionLostError } from '../errors/transport-error.js';
import type { Runtime } from '../runtime/runtime.js';
import type { PendingRequest } from './pending-request.js';
import { PendingRequests, type PendingRequestsSettings } from './pending-requests.js';
import { Sweep } from './sweep.js';

export interface WaitingRoomSettings<Session> extends PendingRequestsSettings {
  readonly runtime: Runtime;
  readonly sweepIntervalMs: number;
  /** Where those inside go when their wait is over. */
  readonly session: () => Session | undefined;
  /** Why there is no connection at present: the cause of a timeout in here. */
  readonly trouble: () => unknown;
}

/**
 * Calls and oneways that wait for a connection, or for room on it: under the same limit and the same kind of deadline as those that wait for
 * a reply.
 */
export class WaitingRoom<Session> {
  readonly #settings: WaitingRoomSettings<Session>;
  readonly #waiting: PendingRequests<never>;
  readonly #sweep: Sweep;

  constructor(settings: WaitingRoomSettings<Session>) {
    const waiting = new PendingRequests<never>(settings);
    this.#settings = settings;
    this.#waiting = waiting;
    this.#sweep = new Sweep(settings.runtime, settings.sweepIntervalMs, (now) => {
      waiting.expire(now, settings.trouble());
      return waiting.size > 0;
    });
  }

  get pending(): Pick<PendingRequests<never>, 'size' | 'parked'> {
    return this.#waiting;
  }

  /**
   * Lets `call` wait until `connected$` emits, then calls `proceed`. It errs with what `connected$` errs with, and when its
   * deadline passes before. The teardown ends the wait and, after it, whatever `proceed` began for the call.
   */
  enter(
    call: PendingRequest<never>,
    connected$: Observable<unknown>,
    proceed: (session: Session) => void,
  ): (() => void) | undefined {
    if (!this.#waiting.add(call)) return undefined;
    this.#sweep.wake();
    const demand = connected$.pipe(take(1)).subscribe({
      next: () => {
        const session = this.#settings.session();
        if (session === undefined) {
          const { address } = this.#settings;
          this.#waiting.fail(call, new ConnectionLostError(address, 'it ended before it could be used'));
          return;
        }
        this.#waiting.release(call);
        proceed(session);
      },
      error: (error: unknown) => this.#waiting.fail(call, error),
    });
    return () => {
      demand.unsubscribe();
      call.unsubscribe();
    };
  }

  /** Errs everybody in it. */
  close(reason: Error): void {
    this.#sweep.stop();
    this.#waiting.failAll(reason);
  }
}
