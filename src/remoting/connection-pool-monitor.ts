import { type Observable, Subject } from 'rxjs';

/**
 * Why a pool closed a connection:
 *
 * - `idle`: it was not the only one and had no traffic for `idleTimeoutMs`
 * - `forgotten`: nothing was asked of its address for `forgetAfterMs`
 * - `discarded`: the work that used it failed in a way that tells against it
 * - `unhealthy`: it did not pass the check
 * - `dropped`: its address was given up
 * - `ended`: somebody else had closed it
 * - `closed`: the pool was closed
 */
export type ConnectionCloseReason =
  'idle' | 'forgotten' | 'discarded' | 'unhealthy' | 'dropped' | 'ended' | 'closed';

/** What happened to a connection of a pool. */
export type ConnectionPoolEvent =
  | { readonly type: 'connection-created'; readonly address: string }
  | { readonly type: 'connection-reused'; readonly address: string }
  | {
      readonly type: 'connection-closed';
      readonly address: string;
      readonly reason: ConnectionCloseReason;
    };

/** What a pool has done since it was made. Counts only grow. */
export interface ConnectionPoolCounts {
  readonly created: number;
  /** Leases of a connection that had been there before. */
  readonly reused: number;
  readonly closed: Readonly<Record<ConnectionCloseReason, number>>;
  /** Leases that were refused because too many waited, or waited too long. */
  readonly refused: number;
}

/** Counts what happens in a pool, and tells those who listen. */
export class ConnectionPoolMonitor {
  readonly #events = new Subject<ConnectionPoolEvent>();
  /** Hot, no replay. Completes on `close()`. */
  readonly events$: Observable<ConnectionPoolEvent> = this.#events.asObservable();
  readonly #closed: Record<ConnectionCloseReason, number> = {
    idle: 0,
    forgotten: 0,
    discarded: 0,
    unhealthy: 0,
    dropped: 0,
    ended: 0,
    closed: 0,
  };
  #created = 0;
  #reused = 0;
  #refused = 0;

  counts(): ConnectionPoolCounts {
    return {
      created: this.#created,
      reused: this.#reused,
      closed: { ...this.#closed },
      refused: this.#refused,
    };
  }

  created(address: string): void {
    this.#created += 1;
    this.#events.next({ type: 'connection-created', address });
  }

  reused(address: string): void {
    this.#reused += 1;
    if (this.#events.observed) this.#events.next({ type: 'connection-reused', address });
  }

  closed(address: string, reason: ConnectionCloseReason): void {
    this.#closed[reason] += 1;
    this.#events.next({ type: 'connection-closed', address, reason });
  }

  refused(): void {
    this.#refused += 1;
  }

  close(): void {
    this.#events.complete();
  }
}
