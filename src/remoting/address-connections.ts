import { Observable, type ObservableInput } from 'rxjs';
import { PoolExhaustedError } from '../errors/remoting-error.js';
import { ClosedError } from '../errors/usage-error.js';
import type { Single } from '../internal/single.js';
import { ConnectionLease, type LeasedWork } from './connection-lease.js';
import type { ConnectionCloseReason, ConnectionPoolMonitor } from './connection-pool-monitor.js';
import type { ResolvedConnectionPoolOptions } from './connection-pool-options.js';
import { PooledConnection } from './pooled-connection.js';
import type { RemotingClient } from './remoting-client.js';

/** What is to be known of a piece of work, whatever it emits. */
type Lease<Request, Message extends object> = Pick<
  ConnectionLease<Request, Message, unknown>,
  'deadline' | 'start' | 'refuse'
>;

export interface AddressConnectionsSettings<Request, Message extends object> {
  /** `host:port`. */
  readonly address: string;
  readonly options: ResolvedConnectionPoolOptions;
  readonly monitor: ConnectionPoolMonitor;
  readonly now: () => number;
  readonly create: (address: string) => RemotingClient<Request, Message>;
  readonly check: ((client: RemotingClient<Request, Message>) => ObservableInput<unknown>) | undefined;
  readonly discardOn: (error: unknown) => boolean;
  /** Somebody begins to wait. */
  readonly onWaiting: () => void;
  /** A connection has been taken out and is being closed. */
  readonly onClosing: (closing: Single<void>) => void;
}

/**
 * The connections to one address, with who uses them and who waits for one.
 *
 * A connection that is given up serves nobody new; it is closed when nothing waits for it any more.
 */
export class AddressConnections<Request, Message extends object> {
  readonly #settings: AddressConnectionsSettings<Request, Message>;
  #connections: readonly PooledConnection<Request, Message>[] = [];
  readonly #leaving = new Map<PooledConnection<Request, Message>, ConnectionCloseReason>();
  readonly #waiting = new Set<Lease<Request, Message>>();
  #isClosed = false;

  constructor(settings: AddressConnectionsSettings<Request, Message>) {
    this.#settings = settings;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Every client, those that are being given up included. */
  get clients(): readonly RemotingClient<Request, Message>[] {
    return [...this.#connections, ...this.#leaving.keys()].map(({ client }) => client);
  }

  get leases(): number {
    let sum = 0;
    for (const { leases } of [...this.#connections, ...this.#leaving.keys()]) sum += leases;
    return sum;
  }

  /** The client that everything shares which asks for no lease. */
  shared(): RemotingClient<Request, Message> {
    const first = this.#connections[0];
    if (first !== undefined && !first.isClosed) return first.client;
    this.#sortOutEnded();
    return (this.#connections[0] ?? this.#open()).client;
  }

  /** Whether everything uses this client at present that asks for no lease. */
  isShared(client: RemotingClient<Request, Message>): boolean {
    return this.#connections[0]?.client === client;
  }

  /** Cold. Work with a connection of its own, or one that others use too, as the options say. */
  using<T>(work: LeasedWork<Request, Message, T>): Observable<T> {
    return new Observable((subscriber) => {
      const { now, options } = this.#settings;
      const lease = new ConnectionLease(this, work, subscriber, now() + options.waitTimeoutMs);
      this.#admit(lease);
      return lease;
    });
  }

  /** A lease is over: takes its connection back, or out when the work's error tells against it. */
  leave(
    lease: Lease<Request, Message>,
    connection: PooledConnection<Request, Message> | undefined,
    error: unknown,
  ): void {
    this.#waiting.delete(lease);
    if (connection === undefined) return;
    connection.leases -= 1;
    connection.usedAt = this.#settings.now();
    if (error !== undefined && this.#settings.discardOn(error)) this.#giveUp(connection, 'discarded');
    this.#closeIfDone(connection);
    this.#serve();
  }

  /** A connection did not pass its check: the lease goes over to a new one. */
  replace(connection: PooledConnection<Request, Message>): PooledConnection<Request, Message> {
    connection.leases -= 1;
    this.#giveUp(connection, 'unhealthy');
    this.#closeIfDone(connection);
    const fresh = this.#available() ?? this.#open();
    fresh.leases += 1;
    return fresh;
  }

  /** Refuses who has waited too long. */
  expire(now: number): void {
    const { address, monitor } = this.#settings;
    for (const lease of this.#waiting) {
      if (lease.deadline > now) continue;
      this.#waiting.delete(lease);
      monitor.refused();
      const { waitTimeoutMs } = this.#settings.options;
      lease.refuse(new PoolExhaustedError(address, `none was free within ${waitTimeoutMs} ms`));
    }
  }

  /** Closes what has not been used for long. Returns whether the address can be forgotten. */
  clean(now: number): boolean {
    const { idleTimeoutMs, forgetAfterMs } = this.#settings.options;
    let leastIdleMs = Infinity;
    for (const [index, connection] of this.#connections.entries()) {
      const idleMs = connection.idleMs(now);
      leastIdleMs = Math.min(leastIdleMs, idleMs);
      if (index > 0 && idleMs >= idleTimeoutMs) this.#giveUp(connection, 'idle');
    }
    for (const connection of this.#leaving.keys()) this.#closeIfDone(connection);
    const isQuiet = this.#leaving.size === 0 && this.#waiting.size === 0;
    return isQuiet && forgetAfterMs > 0 && leastIdleMs >= forgetAfterMs;
  }

  /** Closes all of them, and errs who waits. */
  close(reason: ConnectionCloseReason): void {
    this.#isClosed = true;
    for (const connection of this.#connections) this.#giveUp(connection, reason);
    for (const connection of this.#leaving.keys()) this.#close(connection);
    for (const lease of this.#waiting) {
      this.#waiting.delete(lease);
      lease.refuse(this.#closedError());
    }
  }

  #admit(lease: Lease<Request, Message>): void {
    const { address, options, monitor, onWaiting } = this.#settings;
    if (this.#isClosed) {
      lease.refuse(this.#closedError());
      return;
    }
    const connection = this.#waiting.size === 0 ? this.#available() : undefined;
    if (connection !== undefined) {
      this.#start(lease, connection);
      return;
    }
    if (this.#waiting.size >= options.maxWaiting) {
      monitor.refused();
      lease.refuse(new PoolExhaustedError(address, `${this.#waiting.size} wait for one already`));
      return;
    }
    this.#waiting.add(lease);
    onWaiting();
  }

  #serve(): void {
    for (const lease of this.#waiting) {
      const connection = this.#isClosed ? undefined : this.#available();
      if (connection === undefined) return;
      this.#waiting.delete(lease);
      this.#start(lease, connection);
    }
  }

  #start(lease: Lease<Request, Message>, connection: PooledConnection<Request, Message>): void {
    const { check, now, options } = this.#settings;
    connection.leases += 1;
    const { heardAt } = connection.client;
    // Without a connection there is nothing to be checked: one will be made.
    const isChecked = heardAt !== undefined && now() - heardAt >= options.checkAfterIdleMs;
    lease.start(connection, isChecked ? check : undefined);
  }

  /** The connection for a new lease: an idle one, else a new one, else the one with the fewest; undefined when all are full. */
  #available(): PooledConnection<Request, Message> | undefined {
    this.#sortOutEnded();
    const { size, maxLeases } = this.#settings.options;
    let best: PooledConnection<Request, Message> | undefined;
    for (const connection of this.#connections)
      if (best === undefined || connection.leases < best.leases) best = connection;
    if (best === undefined || (best.leases > 0 && this.#connections.length < size)) return this.#open();
    if (best.leases >= maxLeases) return undefined;
    this.#settings.monitor.reused(this.#settings.address);
    return best;
  }

  #open(): PooledConnection<Request, Message> {
    const { address, create, monitor, now } = this.#settings;
    if (this.#isClosed) throw this.#closedError();
    const connection = new PooledConnection(create(address), now());
    this.#connections = [...this.#connections, connection];
    monitor.created(address);
    return connection;
  }

  #sortOutEnded(): void {
    for (const connection of this.#connections) {
      if (!connection.isClosed) continue;
      this.#giveUp(connection, 'ended');
      this.#closeIfDone(connection);
    }
  }

  #giveUp(connection: PooledConnection<Request, Message>, reason: ConnectionCloseReason): void {
    if (!this.#connections.includes(connection)) return;
    this.#connections = this.#connections.filter((other) => other !== connection);
    this.#leaving.set(connection, reason);
  }

  #closeIfDone(connection: PooledConnection<Request, Message>): void {
    if (!connection.isBusy || connection.isClosed) this.#close(connection);
  }

  #close(connection: PooledConnection<Request, Message>): void {
    const reason = this.#leaving.get(connection);
    if (reason === undefined) return;
    this.#leaving.delete(connection);
    this.#settings.monitor.closed(this.#settings.address, reason);
    this.#settings.onClosing(connection.client.close());
  }

  #closedError(): ClosedError {
    return new ClosedError('connection pool', { address: this.#settings.address });
  }
}
