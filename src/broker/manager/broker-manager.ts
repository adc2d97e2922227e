import {
  defer,
  EMPTY,
  filter,
  map,
  mergeMap,
  type Observable,
  type ObservableInput,
  of,
  pairwise,
  ReplaySubject,
  Subject,
  Subscription,
} from 'rxjs';
import type { Single } from '../../internal/single.js';
import type { RouteTable } from '../../naming/route-table.js';
import { masterId } from '../../naming/topic-route.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { ConnectionPool } from '../../remoting/connection-pool.js';
import { metricsStream } from '../../remoting/metrics-stream.js';
import type { RemotingClient } from '../../remoting/remoting-client.js';
import { Sweep } from '../../remoting/sweep.js';
import type { Runtime } from '../../runtime/runtime.js';
import { formatEndpoint, parseEndpoint } from '../../transport/endpoint.js';
import type { BrokerClient } from '../broker-client.js';
import { type BrokerHealth, isUsable, unknownHealth } from '../health/broker-health.js';
import { HealthTracker } from '../health/health-tracker.js';
import { BrokerDirectory, type BrokerIdentity, type DirectoryChange } from './broker-directory.js';
import type { BrokerEvent } from './broker-event.js';
import {
  type BrokerManagerOptions,
  resolveBrokerManagerOptions,
  type ResolvedBrokerManagerOptions,
} from './broker-manager-options.js';
import { type BrokerStats, statsOf } from './broker-stats.js';
import { BrokerViews, type BrokerView } from './broker-views.js';
import type { BrokerProbe } from './heartbeat-probe.js';
import { logBrokerEvent } from './log-broker-event.js';
import { bestOf, type PickStrategy, rankOf } from './pick-strategy.js';
import { ProbeQueue } from './probe-queue.js';
import { ReaderFailover } from './reader-failover.js';

type Client = RemotingClient<RemotingCommand, RemotingCommand>;

export interface BrokerManagerSettings {
  readonly pool: ConnectionPool<RemotingCommand, RemotingCommand>;
  /** Typed calls over a connection of the pool. */
  readonly createBroker: (client: Client) => BrokerClient;
  readonly probe: BrokerProbe;
  readonly runtime: Runtime;
  /** Brokers of its routes are known by themselves. Default: only those that are added. */
  readonly routes?: Pick<RouteTable, 'changed$' | 'routes'>;
  readonly options?: BrokerManagerOptions;
}

/** How many probes are out at a time. */
const probeConcurrency = 16;

/**
 * The brokers of a client: which there are, how each of them is, and which one to turn to.
 *
 * Their health follows from the traffic of the pool's connections, whoever makes it; a broker is probed only when there is none and
 * its health is in doubt. Probes use the connection that others share, so that it is there when the broker is well again.
 */
export class BrokerManager {
  /** Hot, replays one, never errs: all brokers, after each that came, went or changed its state. Completes on `close()`. */
  readonly brokers$: Observable<readonly BrokerView[]>;
  /** Hot, no replay. Completes on `close()`. */
  readonly events$: Observable<BrokerEvent>;
  /** Emits a snapshot at once and every `statsIntervalMs`, the last one on `close()`. No timer while nobody subscribes. */
  readonly stats$: Observable<BrokerStats>;
  readonly options: ResolvedBrokerManagerOptions;

  readonly #settings: BrokerManagerSettings;
  readonly #directory = new BrokerDirectory();
  readonly #trackers = new Map<string, HealthTracker>();
  readonly #views = new BrokerViews();
  readonly #events = new Subject<BrokerEvent>();
  readonly #closing = new ReplaySubject<void>(1);
  readonly #probes = new ProbeQueue(probeConcurrency, (address) => this.#probe(address));
  readonly #readers = new ReaderFailover(
    (address) => this.isUsable(address),
    (event) => this.#tell(event),
  );
  readonly #look: Sweep;
  readonly #roots = new Subscription();
  #turn = 0;
  #isClosed = false;

  /** @throws {InvalidArgumentError} for an option that is not allowed */
  constructor(settings: BrokerManagerSettings) {
    const { pool, runtime, routes } = settings;
    this.#settings = settings;
    this.options = resolveBrokerManagerOptions(settings.options);
    this.brokers$ = this.#views.list$;
    this.events$ = this.#events.asObservable();
    this.stats$ = metricsStream({
      take: () => this.stats(),
      intervalMs: this.options.statsIntervalMs,
      scheduler: runtime.scheduler,
      closed$: this.#closing,
    });
    this.#look = new Sweep(runtime, this.options.lookIntervalMs, () => this.#lookAtAll());
    this.#roots.add(pool.created$.subscribe((client) => client.watch(this.#trackers.get(client.address))));
    this.#roots.add(
      pool.created$
        .pipe(
          mergeMap((client) => client.goneAway$.pipe(map(() => client.address)), Infinity),
          filter((address) => this.#trackers.has(address)),
        )
        .subscribe((address) => this.#tell({ type: 'broker-going-away', address })),
    );
    this.#roots.add(this.#probes.work$.subscribe());
    for (const route of routes?.routes() ?? [])
      this.#follow(this.#directory.route(route.topic, route.brokers()));
    this.#roots.add(
      routes?.changed$.subscribe((route) =>
        this.#follow(this.#directory.route(route.topic, route.brokers())),
      ),
    );
  }

  /** All brokers as they are now. */
  get brokers(): readonly BrokerView[] {
    return this.#directory.identities.map((identity) => ({
      ...identity,
      health: this.#trackers.get(identity.address)!.health,
    }));
  }

  /**
   * Watches a broker that no route may name. One that is known already keeps what is known of it.
   *
   * @param address - `host:port`
   * @throws {InvalidArgumentError} for an address that is none
   */
  add(address: string, { brokerName, brokerId }: Partial<Omit<BrokerIdentity, 'address'>> = {}): void {
    this.#follow(
      this.#directory.add({
        address: formatEndpoint(parseEndpoint(address, 'address')),
        brokerName,
        brokerId,
      }),
    );
  }

  /**
   * Closes the connections to a broker and forgets it, unless a route names it: then it is only disconnected. Starts when called;
   * emits when that is done.
   */
  remove(address: string): Single<void> {
    this.#follow(this.#directory.remove(address));
    return this.#settings.pool.drop(address);
  }

  /**
   * Hot, replays one, never errs: the health of a broker. Completes when the broker has gone, and on `close()`. Of a broker that is
   * not known: `unknown`, once.
   */
  health(address: string): Observable<BrokerHealth> {
    return defer(
      () => this.#trackers.get(address)?.health$ ?? of(unknownHealth(this.#settings.runtime.now())),
    );
  }

  /** Whether new work may go there: not to a broker that is suspended or failed, or that recovers and has not answered yet. */
  isUsable(address: string): boolean {
    const tracker = this.#trackers.get(address);
    return tracker === undefined || isUsable(tracker.health);
  }

  /** How gladly new work is given to a broker: 0 is best, also for one that is not known. Those of {@link pick} have the least. */
  rank(address: string): number {
    const tracker = this.#trackers.get(address);
    return tracker === undefined ? 0 : rankOf(tracker.health);
  }

  /**
   * Cold. Each subscription is one piece of work with a connection to the broker, which is given back when the work is over or given
   * up. Errs as {@link ConnectionPool.using}.
   */
  using<T>(address: string, work: (broker: BrokerClient) => ObservableInput<T>): Observable<T> {
    const { pool, createBroker } = this.#settings;
    return pool.using(address, (client) => work(createBroker(client)));
  }

  /**
   * One of several addresses: among those that are best in health, the one that the strategy says. Suspended and failed brokers are
   * the last resort. Undefined when there are no candidates.
   */
  pick(candidates: readonly string[], strategy: PickStrategy = this.options.strategy): string | undefined {
    if (candidates.length === 0) return undefined;
    const now = this.#settings.runtime.now();
    const best = bestOf(
      candidates.map((address) => ({
        address,
        health: this.#trackers.get(address)?.health ?? unknownHealth(now),
        inFlight: this.#inFlight(address),
      })),
    );
    const index = strategy(best, this.#turn);
    this.#turn = (this.#turn + 1) % Number.MAX_SAFE_INTEGER;
    return best[index]?.address;
  }

  /** Where the master of a broker name is; undefined when there is none, or no known route names it. */
  masterOf(brokerName: string): string | undefined {
    return this.#directory.named(brokerName)?.get(masterId);
  }

  /** Under which name the broker at an address is known. */
  nameOf(address: string): string | undefined {
    return this.#directory.identities.find((broker) => broker.address === address)?.brokerName;
  }

  /**
   * Where to read what is stored under a broker name: at the broker the last answer suggested, else at the master, else, when that is
   * suspended or failed, at the slave with the smallest id. Undefined when no broker of that name is known.
   */
  forReading(brokerName: string, suggestedId: number = masterId): string | undefined {
    const addresses = this.#directory.named(brokerName);
    return addresses === undefined ? undefined : this.#readers.choose(brokerName, addresses, suggestedId);
  }

  /** A snapshot of now. */
  stats(): BrokerStats {
    const { pool, runtime } = this.#settings;
    const clients = [...this.#trackers.keys()].flatMap((address) => pool.clients(address));
    return statsOf(runtime.now(), this.#trackers.size, clients);
  }

  /** Stops watching and completes every stream. The connections are left to the pool. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#look.stop();
    this.#roots.unsubscribe();
    this.#closing.next();
    for (const [address, tracker] of this.#trackers) {
      for (const client of this.#settings.pool.clients(address)) client.watch(undefined);
      tracker.close();
    }
    this.#views.close();
    this.#probes.close();
    this.#events.complete();
    this.#closing.complete();
  }

  #inFlight(address: string): number {
    let inFlight = 0;
    for (const client of this.#settings.pool.clients(address)) inFlight += client.inFlight;
    return inFlight;
  }

  #follow({ came, gone, isChanged }: DirectoryChange): void {
    if (!isChanged || this.#isClosed) return;
    for (const { address } of came) this.#track(address);
    for (const { address, brokerName } of gone) {
      this.#untrack(address);
      if (brokerName !== undefined && this.#directory.named(brokerName) === undefined)
        this.#readers.forget(brokerName);
    }
    // Whose name or id has changed is among those that were there.
    for (const broker of this.brokers) this.#views.set(broker, broker.health);
    this.#views.publish();
    for (const { address, brokerName } of came) this.#tell({ type: 'broker-added', address, brokerName });
    for (const { address, brokerName } of gone) this.#tell({ type: 'broker-removed', address, brokerName });
  }

  #track(address: string): void {
    const { pool, runtime } = this.#settings;
    const tracker = new HealthTracker({ options: this.options.health, now: () => runtime.now() });
    this.#trackers.set(address, tracker);
    for (const client of pool.clients(address)) client.watch(tracker);
    tracker.health$.pipe(pairwise()).subscribe(([before, after]) => this.#changed(address, before, after));
    this.#look.wake();
  }

  #untrack(address: string): void {
    const tracker = this.#trackers.get(address);
    this.#trackers.delete(address);
    this.#views.delete(address);
    for (const client of this.#settings.pool.clients(address)) client.watch(undefined);
    tracker?.close();
  }

  #changed(address: string, before: BrokerHealth, health: BrokerHealth): void {
    const { state: to } = health;
    this.#views.update(address, health);
    if (before.state === to) return;
    this.#views.publish();
    this.#tell({ type: 'broker-health-changed', address, from: before.state, to, health });
  }

  #tell(event: BrokerEvent): void {
    const brokerName = 'brokerName' in event ? event.brokerName : this.nameOf(event.address);
    logBrokerEvent(this.#settings.runtime.logger, event, brokerName);
    this.#events.next(event);
  }

  #lookAtAll(): boolean {
    for (const [address, tracker] of this.#trackers) {
      tracker.passTime();
      if (tracker.needsProbe) this.#probes.request(address);
    }
    return this.#trackers.size > 0;
  }

  #probe(address: string): Observable<unknown> {
    const { pool, createBroker, probe } = this.#settings;
    const tracker = this.#trackers.get(address);
    // There may have been traffic while it waited for its turn.
    if (tracker === undefined || !tracker.needsProbe) return EMPTY;
    return tracker.probe(defer(() => probe(createBroker(pool.get(address)), this.options.probeTimeoutMs)));
  }
}
