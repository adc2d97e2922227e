import { defer, finalize, forkJoin, map, of, ReplaySubject, Subject, type Observable } from 'rxjs';
import { ProtocolError } from '../errors/protocol-error.js';
import { ClosedError } from '../errors/usage-error.js';
import { startNow } from '../internal/replayed.js';
import { Single } from '../internal/single.js';
import type { Runtime } from '../runtime/runtime.js';
import { AddressConnections } from './address-connections.js';
import type { LeasedWork } from './connection-lease.js';
import {
  type ConnectionCloseReason,
  type ConnectionPoolCounts,
  type ConnectionPoolEvent,
  ConnectionPoolMonitor,
} from './connection-pool-monitor.js';
import {
  type ConnectionPoolOptions,
  resolveConnectionPoolOptions,
  type ResolvedConnectionPoolOptions,
} from './connection-pool-options.js';
import type { RemotingClient } from './remoting-client.js';
import { Sweep } from './sweep.js';

export interface ConnectionPoolSettings<Request, Message extends object> {
  readonly runtime: Runtime;
  readonly options?: ConnectionPoolOptions;
  /**
   * Asks a connection that has been idle whether it still works, before it is leased. One that errs is replaced; what it emits
   * is not looked at. Default: no check, as a connection notices by itself that it is lost.
   */
  readonly check?: LeasedWork<Request, Message, unknown>;
  /**
   * Which errors of a piece of work tell against the connection it used. Default: those of the protocol. A connection that was
   * lost mends itself.
   */
  readonly discardOn?: (error: unknown) => boolean;
}

/** A pool at one moment, and what it has done so far. */
export interface ConnectionPoolStats extends ConnectionPoolCounts {
  readonly addresses: number;
  readonly connections: number;
  /** Connections that something waits for. */
  readonly active: number;
  readonly leases: number;
  /** Pieces of work that wait for a connection. */
  readonly waiting: number;
}

/** How often waiting work is looked at: how late its refusal may be. */
const waitSweepIntervalMs = 100;
/** Looks per shortest idle time. */
const looksPerIdleTime = 4;

/**
 * The connections to many addresses, made when first asked for: by default one per address, which all share.
 *
 * A failed piece of work leaves its connection alone unless the failure tells against it: the connection mends itself, and others
 * are using it. Addresses that have not been used for long are forgotten.
 */
export class ConnectionPool<Request, Message extends object> {
  /** Hot. Emits each client that was made, before anybody has used it. Completes on `close()`. */
  readonly created$: Observable<RemotingClient<Request, Message>>;
  /** Hot, no replay: connections that were made, leased again, closed. Completes on `close()`. */
  readonly events$: Observable<ConnectionPoolEvent>;
  readonly options: ResolvedConnectionPoolOptions;
  readonly #create: (address: string) => RemotingClient<Request, Message>;
  readonly #settings: ConnectionPoolSettings<Request, Message>;
  readonly #addresses = new Map<string, AddressConnections<Request, Message>>();
  readonly #created = new Subject<RemotingClient<Request, Message>>();
  readonly #monitor = new ConnectionPoolMonitor();
  readonly #waiting: Sweep;
  readonly #cleaning: Sweep;
  /** Of clients that were given up and are not done closing. */
  readonly #ending = new Set<Observable<void>>();
  readonly #done = new ReplaySubject<void>(1);
  #closed = false;

  /** @throws {InvalidArgumentError} for an option that is not allowed */
  constructor(
    create: (address: string) => RemotingClient<Request, Message>,
    settings: ConnectionPoolSettings<Request, Message>,
  ) {
    const { runtime } = settings;
    this.#create = create;
    this.#settings = settings;
    this.options = resolveConnectionPoolOptions(settings.options);
    const { idleTimeoutMs, forgetAfterMs, size } = this.options;
    this.created$ = this.#created.asObservable();
    this.events$ = this.#monitor.events$;
    this.#waiting = new Sweep(runtime, waitSweepIntervalMs, (now) => this.#expire(now));
    const shortestMs = size > 1 || forgetAfterMs === 0 ? idleTimeoutMs : forgetAfterMs;
    this.#cleaning = new Sweep(runtime, Math.ceil(shortestMs / looksPerIdleTime), (now) => this.#clean(now));
  }

  /** `host:port` of every address that has a connection, or had one and is not forgotten. */
  get addresses(): readonly string[] {
    return [...this.#addresses.keys()];
  }

  /**
   * The client of `address` that everything shares which needs none of its own: always the same one, for as long as the address is
   * in use. One that was closed is replaced by a new one.
   *
   * @throws {ClosedError} after `close()`
   */
  get(address: string): RemotingClient<Request, Message> {
    return (this.#addresses.get(address) ?? this.#connectionsOf(address)).shared();
  }

  /** Whether a client is the one that {@link ConnectionPool.get} gives for its address. */
  isShared(client: RemotingClient<Request, Message>): boolean {
    return this.#addresses.get(client.address)?.isShared(client) === true;
  }

  /** All clients of an address, without making one. */
  clients(address: string): readonly RemotingClient<Request, Message>[] {
    return this.#addresses.get(address)?.clients ?? [];
  }

  /**
   * Cold. Each subscription is one piece of work with a connection of `address`: with an idle one, else with a new one while there
   * are fewer than `size`, else with the one that the fewest use. Emits what the work emits; the connection is returned when the
   * work is over or given up. Errs as the work does, and with {@link PoolExhaustedError} when all connections have `maxLeases` and
   * too many wait for one already, or none is returned in time.
   */
  using<T>(address: string, work: LeasedWork<Request, Message, T>): Observable<T> {
    return defer(() => (this.#addresses.get(address) ?? this.#connectionsOf(address)).using(work));
  }

  /** A snapshot of now. */
  stats(): ConnectionPoolStats {
    let [connections, active, leases, waiting] = [0, 0, 0, 0];
    for (const address of this.#addresses.values()) {
      for (const client of address.clients) {
        connections += 1;
        if (client.inFlight > 0 || client.parked > 0) active += 1;
      }
      leases += address.leases;
      waiting += address.waiting;
    }
    const addresses = this.#addresses.size;
    return { addresses, connections, active, leases, waiting, ...this.#monitor.counts() };
  }

  /**
   * Closes and forgets the connections of an address; work that waits for one errs. Starts when called; emits when that is done, at
   * once if there is none.
   */
  drop(address: string): Single<void> {
    return this.#forget(address, 'dropped');
  }

  /** Closes all connections. Starts when called; later calls join the first. */
  close(): Single<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#waiting.stop();
      this.#cleaning.stop();
      for (const address of this.addresses) void this.#forget(address, 'closed');
      this.#created.complete();
      this.#monitor.close();
      forkJoin([of(undefined), ...this.#ending])
        .pipe(map(() => undefined))
        .subscribe(this.#done);
    }
    return new Single((subscriber) => this.#done.subscribe(subscriber));
  }

  #connectionsOf(address: string): AddressConnections<Request, Message> {
    if (this.#closed) throw new ClosedError('connection pool', { address });
    const { runtime, check, discardOn = (error) => error instanceof ProtocolError } = this.#settings;
    const connections = new AddressConnections<Request, Message>({
      address,
      options: this.options,
      monitor: this.#monitor,
      now: () => runtime.now(),
      create: this.#open,
      check,
      discardOn,
      onWaiting: () => this.#waiting.wake(),
      onClosing: (closing) => this.#track(closing),
    });
    this.#addresses.set(address, connections);
    this.#cleaning.wake();
    return connections;
  }

  readonly #open = (address: string): RemotingClient<Request, Message> => {
    const client = this.#create(address);
    this.#created.next(client);
    return client;
  };

  #forget(address: string, reason: ConnectionCloseReason): Single<void> {
    const connections = this.#addresses.get(address);
    if (connections === undefined) return startNow(of(undefined));
    this.#addresses.delete(address);
    const before = new Set(this.#ending);
    connections.close(reason);
    const endings = [...this.#ending].filter((ending) => !before.has(ending));
    return startNow(forkJoin([of(undefined), ...endings]).pipe(map(() => undefined)));
  }

  #track(closing: Single<void>): void {
    this.#ending.add(closing);
    void startNow(closing.pipe(finalize(() => this.#ending.delete(closing))));
  }

  #expire(now: number): boolean {
    let isAwaited = false;
    for (const connections of this.#addresses.values()) {
      connections.expire(now);
      isAwaited ||= connections.waiting > 0;
    }
    return isAwaited;
  }

  #clean(now: number): boolean {
    for (const [address, connections] of this.#addresses)
      if (connections.clean(now)) void this.#forget(address, 'forgotten');
    return this.#addresses.size > 0;
  }
}
