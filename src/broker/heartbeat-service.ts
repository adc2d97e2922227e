import {
  catchError,
  defaultIfEmpty,
  exhaustMap,
  forkJoin,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  Subject,
  type Subscription,
  tap,
  timer,
} from 'rxjs';
import { ConnectionLostError } from '../errors/transport-error.js';
import type { RouteTable } from '../naming/route-table.js';
import type { ConsumerData, HeartbeatData } from '../protocol/bodies/heartbeat-data.js';
import type { Runtime } from '../runtime/runtime.js';
import type { BrokerClient } from './broker-client.js';

/** A group that this client belongs to. The consumer's data are asked for at every beat: subscriptions may change. */
export type GroupMembership =
  | { readonly kind: 'producer'; readonly group: string }
  | { readonly kind: 'consumer'; readonly group: string; readonly data: () => ConsumerData };

export interface HeartbeatSettings {
  readonly clientId: string;
  readonly intervalMs: number;
  readonly routes: RouteTable;
  readonly broker: (address: string) => BrokerClient;
  readonly runtime: Runtime;
}

/** A beat that was refused or not answered; the next one may succeed. */
export interface HeartbeatFailure {
  readonly type: 'heartbeat-failed';
  readonly address: string;
  readonly error: unknown;
}

/** How many brokers are told at once in a round. */
const beatConcurrency = 16;

/**
 * Tells every broker of every known route which groups this client belongs to: every `intervalMs`, at once on a new
 * connection, and when a group is new. One service for all producers and consumers of a client.
 *
 * The fingerprint is always 0 (heartbeat v1): a restarted broker would take a reduced beat of v2 for a group without
 * subscriptions (wire.md 8.3).
 */
export class HeartbeatService {
  readonly #settings: HeartbeatSettings;
  readonly #memberships = new Set<GroupMembership>();
  readonly #rounds: Subscription;
  readonly #failures = new Subject<HeartbeatFailure>();
  /** Grows when a group joins: what a broker confirmed before is then out of date. */
  #version = 0;
  readonly #confirmed = new Map<string, number>();

  /** Hot, no replay. Completes on close. */
  readonly failures$: Observable<HeartbeatFailure> = this.#failures.asObservable();

  constructor(settings: HeartbeatSettings) {
    this.#settings = settings;
    const { intervalMs, runtime } = settings;
    this.#rounds = timer(intervalMs, intervalMs, runtime.scheduler)
      .pipe(exhaustMap(() => this.#beatAll(this.#addresses())))
      .subscribe();
  }

  /** Adds a group; the returned function takes it out again (without telling the brokers). */
  join(membership: GroupMembership): () => void {
    this.#memberships.add(membership);
    this.#version++;
    return () => this.#memberships.delete(membership);
  }

  /**
   * Cold. Completes when each address has answered a beat that names all present groups, or has failed to. What a broker
   * confirmed since its connection was made is not asked again.
   */
  ensure(addresses: readonly string[]): Observable<void> {
    return this.#beatAll(addresses.filter((address) => this.#confirmed.get(address) !== this.#version));
  }

  /** The connection to a broker is new: it has forgotten us. Emits when the beat was answered or has failed. */
  reconnected(address: string): Observable<void> {
    this.#confirmed.delete(address);
    if (this.#memberships.size === 0 || !this.#addresses().includes(address)) return of(undefined);
    return this.beat(address);
  }

  /** Brokers that know of this client. */
  confirmedAddresses(): string[] {
    return [...this.#confirmed.keys()];
  }

  close(): void {
    this.#rounds.unsubscribe();
    this.#failures.complete();
  }

  /** Masters hear of everybody, slaves of consumers only, as Java has it. */
  #addresses(): string[] {
    const hasConsumer = [...this.#memberships].some(({ kind }) => kind === 'consumer');
    const addresses = this.#settings.routes
      .routes()
      .flatMap((route) =>
        hasConsumer
          ? route.addresses()
          : route.brokerNames.map((name) => route.address(name)).filter((address) => address !== undefined),
      );
    return [...new Set(addresses)];
  }

  #beatAll(addresses: readonly string[]): Observable<void> {
    if (this.#memberships.size === 0) return of(undefined);
    return from(addresses).pipe(
      mergeMap((address) => this.beat(address), beatConcurrency),
      (beats) => forkJoin([beats.pipe(defaultIfEmpty(undefined))]),
      map(() => undefined),
    );
  }

  /** Cold. Tells one broker now. Emits when it has answered or failed to; a failure is an event. */
  beat(address: string): Observable<void> {
    const version = this.#version;
    return this.#settings
      .broker(address)
      .heartbeat(this.#data())
      .pipe(
        tap(() => this.#confirmed.set(address, version)),
        map(() => undefined),
        catchError((error: unknown) => {
          if (error instanceof ConnectionLostError) this.#confirmed.delete(address);
          this.#failures.next({ type: 'heartbeat-failed', address, error });
          return of(undefined);
        }),
      );
  }

  #data(): HeartbeatData {
    const memberships = [...this.#memberships];
    return {
      clientID: this.#settings.clientId,
      producerDataSet: memberships
        .filter(({ kind }) => kind === 'producer')
        .map(({ group }) => ({ groupName: group })),
      consumerDataSet: memberships
        .filter((membership) => membership.kind === 'consumer')
        .map((membership) => membership.data()),
      heartbeatFingerprint: 0,
      withoutSub: false,
    };
  }
}
