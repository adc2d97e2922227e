import {
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  exhaustMap,
  forkJoin,
  from,
  ignoreElements,
  map,
  mergeMap,
  type Observable,
  of,
  Subject,
  type Subscription,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { ConnectionLostError } from '../errors/transport-error.js';
import { JoinedWork } from '../internal/joined-work.js';
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
  readonly #introductions: JoinedWork<void>;
  /** Brokers at which a group is to be left and entered anew with the next beat. */
  readonly #reentries = new Set<string>();
  /** When a broker was last doubted, in milliseconds since the epoch, by address. */
  readonly #doubtedAt = new Map<string, number>();
  #further: readonly string[] = [];
  readonly #connections = new Map<string, number>();
  /** What brokers said of themselves, by address. */
  readonly #brokerVersions = new Map<string, number>();

  /** Hot, no replay. Completes on close. */
  readonly failures$: Observable<HeartbeatFailure> = this.#failures.asObservable();

  constructor(settings: HeartbeatSettings) {
    this.#settings = settings;
    const { intervalMs, runtime } = settings;
    this.#introductions = new JoinedWork(runtime);
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
    return this.#beatAll(addresses.filter((address) => !this.isKnownAt(address)));
  }

  /**
   * Cold. Emits when a broker knows of all present groups: at once if it has confirmed that, else after a beat. Errs with what the
   * beat failed of. For requests upon which the broker will ask or tell a group something: it does so over connections that it
   * knows from beats.
   */
  introduce(address: string, timeoutMs: number): Observable<void> {
    return defer(() =>
      this.isKnownAt(address)
        ? of(undefined)
        : this.#introductions.join(`${this.#version} ${address}`, timeoutMs, this.#tell(address, timeoutMs)),
    );
  }

  /** Whether a broker has confirmed all present groups, over a connection that is there. */
  isKnownAt(address: string): boolean {
    return this.#confirmed.get(address) === this.#version;
  }

  /** Whether this is the address of a broker that has answered a beat, now or before. */
  hasMet(address: string): boolean {
    return this.#brokerVersions.has(address);
  }

  /** Producer groups that this client belongs to. */
  producerGroups(): string[] {
    return [...this.#memberships].filter(({ kind }) => kind === 'producer').map(({ group }) => group);
  }

  /** A broker does not know us any more: what it confirmed does not count. */
  forgottenBy(address: string): void {
    this.#confirmed.delete(address);
  }

  /**
   * A broker does not know any more by which connection to reach this client, and beats that name nothing new do not help (Java
   * `ProducerManager#registerProducer`): one producer group leaves, and enters anew with the next beat.
   */
  lostBy(address: string): void {
    this.forgottenBy(address);
    this.#reentries.add(address);
  }

  /** A broker seems to have lost this client, although it confirmed. Believed once in an interval. */
  doubt(address: string): void {
    const { runtime, intervalMs } = this.#settings;
    const now = runtime.now();
    const before = this.#doubtedAt.get(address);
    if (before !== undefined && now - before < intervalMs) return;
    this.#doubtedAt.set(address, now);
    this.lostBy(address);
  }

  /** Brokers that are to be told in each round although no known route may name them, in place of those given before. */
  reach(addresses: readonly string[]): void {
    this.#further = addresses;
  }

  /** The connection to a broker is new: it has forgotten us. Emits when the beat was answered or has failed. */
  reconnected(address: string): Observable<void> {
    this.#confirmed.delete(address);
    this.#connections.set(address, this.connectionsTo(address) + 1);
    if (this.#memberships.size === 0 || !this.#addresses().includes(address)) return of(undefined);
    return this.beat(address);
  }

  /** How many connections there have been to a broker: whether it is one that may have forgotten what it was told. */
  connectionsTo(address: string): number {
    return this.#connections.get(address) ?? 0;
  }

  /** Brokers that know of this client. */
  confirmedAddresses(): string[] {
    return [...this.#confirmed.keys()];
  }

  /** Cold. Emits the version number of a broker (wire.md 2.5), after a beat if it is not known; undefined when the beat fails. */
  brokerVersion(address: string): Observable<number | undefined> {
    return this.ensure([address]).pipe(map(() => this.#brokerVersions.get(address)));
  }

  close(): void {
    this.#rounds.unsubscribe();
    this.#failures.complete();
  }

  /** Cold. Best effort: the beat after it tells whether the broker is there. */
  #leave(address: string, producerGroup: string, timeoutMs: number | undefined): Observable<never> {
    const { clientId, broker } = this.#settings;
    return broker(address)
      .unregister({ clientId, producerGroup }, timeoutMs === undefined ? {} : { timeoutMs })
      .pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      );
  }

  /** Masters hear of everybody, slaves of consumers only, as Java has it; and {@link reach}. */
  #addresses(): string[] {
    const hasConsumer = [...this.#memberships].some(({ kind }) => kind === 'consumer');
    const addresses = this.#settings.routes
      .routes()
      .flatMap((route) =>
        hasConsumer
          ? route.addresses()
          : route.brokerNames.map((name) => route.address(name)).filter((address) => address !== undefined),
      );
    return [...new Set([...addresses, ...this.#further])];
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
    return this.#tell(address).pipe(catchError(() => of(undefined)));
  }

  /**
   * Cold. Tells one broker of one consumer group and of nothing else. Errs with what that failed of, which is an event too: access
   * control that denies one group or topic of a beat denies the whole beat, and only this says whether that group is meant.
   */
  beatFor(group: string, address: string): Observable<void> {
    return defer(() => this.#send(address, this.#data([], this.#consumers(group)))).pipe(
      map(() => undefined),
    );
  }

  #tell(address: string, timeoutMs?: number): Observable<void> {
    return defer(() => {
      const version = this.#version;
      const beat = this.#send(address, this.#data(this.producerGroups(), this.#consumers()), timeoutMs);
      const [group] = this.#reentries.delete(address) ? this.producerGroups() : [];
      const entered = group === undefined ? beat : concat(this.#leave(address, group, timeoutMs), beat);
      return entered.pipe(
        tap((brokerVersion) => {
          this.#confirmed.set(address, version);
          this.#brokerVersions.set(address, brokerVersion);
        }),
        map(() => undefined),
      );
    });
  }

  #send(address: string, data: HeartbeatData, timeoutMs?: number): Observable<number> {
    return this.#settings
      .broker(address)
      .heartbeat(data, timeoutMs === undefined ? {} : { timeoutMs })
      .pipe(
        catchError((error: unknown) => {
          if (error instanceof ConnectionLostError) this.#confirmed.delete(address);
          this.#failures.next({ type: 'heartbeat-failed', address, error });
          return throwError(() => error);
        }),
      );
  }

  /** @param group - only this one; without it all */
  #consumers(group?: string): ConsumerData[] {
    return [...this.#memberships]
      .filter((membership) => membership.kind === 'consumer')
      .filter((membership) => group === undefined || membership.group === group)
      .map((membership) => membership.data());
  }

  #data(producerGroups: readonly string[], consumerDataSet: ConsumerData[]): HeartbeatData {
    return {
      clientID: this.#settings.clientId,
      producerDataSet: producerGroups.map((groupName) => ({ groupName })),
      consumerDataSet,
      heartbeatFingerprint: 0,
      withoutSub: false,
    };
  }
}
