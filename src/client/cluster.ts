import {
  catchError,
  concatMap,
  defer,
  filter,
  forkJoin,
  map,
  mergeMap,
  type Observable,
  of,
  pairwise,
  Subscription,
  switchMap,
  tap,
} from 'rxjs';
import { BrokerClient } from '../broker/broker-client.js';
import { BrokerRequests } from '../broker/broker-requests.js';
import { CurrentCredentials } from '../broker/handlers/current-credentials.js';
import { HeartbeatService } from '../broker/heartbeat-service.js';
import { BrokerManager } from '../broker/manager/broker-manager.js';
import { createHeartbeatProbe } from '../broker/manager/heartbeat-probe.js';
import { roundRobin } from '../broker/manager/pick-strategy.js';
import { NameServerClient } from '../naming/name-server-client.js';
import { NameServerList } from '../naming/name-server-list.js';
import { RouteTable } from '../naming/route-table.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { RequestCode } from '../protocol/request-code.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { ConnectionCloseReason } from '../remoting/connection-pool-monitor.js';
import { LeasedCaller } from '../remoting/leased-caller.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import type { Runtime } from '../runtime/runtime.js';
import { CheckRouter } from '../producer/transaction/check-router.js';
import { EveryBroker } from '../producer/transaction/every-broker.js';
import type { BrokerChoice } from '../sending/broker-choice.js';
import { MessageSender } from '../sending/message-sender.js';
import { ReplyTable } from '../sending/request-reply/reply-table.js';
import { stayKnown } from '../sending/request-reply/stay-known.js';
import type { ResolvedClientOptions } from './client-options.js';
import { createConnectionPool } from './create-connection-pool.js';
import { vipAddress } from './vip-address.js';

/** How long leaving a group may take at each broker when a member closes. */
const unregisterTimeoutMs = 1000;

type CommandClient = RemotingClient<RemotingCommand, RemotingCommand>;

/** Whether others of the address may take over from a connection that was closed for this reason. */
const isReplaced = (reason: ConnectionCloseReason): boolean =>
  reason === 'discarded' || reason === 'unhealthy' || reason === 'ended';

/** A group that this client leaves. */
export type LeavingGroup = { readonly producerGroup: string } | { readonly consumerGroup: string };

/**
 * The name servers and brokers of one cluster as one client sees them: connections, routes, heartbeats and health, one of each,
 * which all its producers and consumers share.
 */
export class Cluster {
  readonly clientId: string;
  readonly pool: ConnectionPool<RemotingCommand, RemotingCommand>;
  readonly names: NameServerClient;
  readonly routes: RouteTable;
  readonly requests: BrokerRequests;
  readonly heartbeats: HeartbeatService;
  readonly manager: BrokerManager;
  readonly sender: MessageSender;
  /** The requests of all producers that wait for their replies. */
  readonly replies: ReplyTable;
  /** Who answers brokers that ask about transactions. */
  readonly checks: CheckRouter;
  readonly everyBroker: EveryBroker;
  readonly #requestTimeoutMs: number;
  readonly #brokers = new WeakMap<CommandClient, BrokerClient>();
  /** By the client that is shared with everything but sends. */
  readonly #leasing = new WeakMap<CommandClient, BrokerClient>();
  readonly #roots = new Subscription();
  readonly #runtime: Runtime;

  constructor(clientId: string, options: ResolvedClientOptions, runtime: Runtime) {
    const { requestTimeoutMs, routeRefreshIntervalMs, missingTopicIntervalMs, heartbeatIntervalMs } = options;
    this.clientId = clientId;
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#runtime = runtime;
    const credentials = options.credentials && new CurrentCredentials(options.credentials, runtime.logger);
    this.#roots.add(() => credentials?.close());
    const probe = createHeartbeatProbe(clientId);
    this.pool = createConnectionPool({
      options,
      runtime,
      credentials,
      check: (client) => probe(this.#brokerOver(client), this.manager.options.probeTimeoutMs),
      attach: (client) => this.#attach(client),
    });
    this.requests = new BrokerRequests(runtime);
    this.replies = new ReplyTable(runtime);
    this.requests.serve(RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, this.replies.accept);
    const nameServers = new NameServerList(options.nameServers, runtime);
    this.#roots.add(() => nameServers.close());
    this.names = new NameServerClient(nameServers, this.pool, requestTimeoutMs, runtime);
    this.routes = new RouteTable(
      this.names,
      { refreshIntervalMs: routeRefreshIntervalMs, missingTopicIntervalMs },
      runtime,
    );
    this.manager = new BrokerManager({
      pool: this.pool,
      createBroker: (client) => this.#brokerOver(client),
      probe,
      runtime,
      routes: this.routes,
      options: options.brokers,
    });
    this.heartbeats = new HeartbeatService({
      clientId,
      intervalMs: heartbeatIntervalMs,
      routes: this.routes,
      broker: this.broker,
      runtime,
    });
    this.checks = new CheckRouter(this.requests, (address) => this.manager.nameOf(address), runtime);
    this.everyBroker = new EveryBroker({
      clusterInfo: () => this.names.clusterInfo(),
      heartbeats: this.heartbeats,
      intervalMs: heartbeatIntervalMs,
      runtime,
    });
    this.sender = new MessageSender({
      routes: this.routes,
      broker: options.vipChannel ? (address) => this.#sending(vipAddress(address)) : this.#sending,
      choice: this.#brokerChoice(),
      brokerVersion: (address) => this.heartbeats.brokerVersion(address),
      introduce: (address, timeoutMs) => this.heartbeats.introduce(address, timeoutMs),
      isUnitMode: options.unitMode,
      runtime,
    });
    this.#roots.add(this.#introduce().subscribe());
  }

  /** Turns over queues are turns over brokers, too: only another strategy has to choose. */
  #brokerChoice(): BrokerChoice {
    const { manager } = this;
    return {
      rank: (address) => manager.rank(address),
      pick: manager.options.strategy === roundRobin ? undefined : (addresses) => manager.pick(addresses),
    };
  }

  /** The broker at `host:port`, over the connection that everything shares. */
  readonly broker = (address: string): BrokerClient => this.#brokerOver(this.pool.get(address));

  /** The broker at `host:port` for sends, which may go over any connection. */
  readonly #sending = (address: string): BrokerClient => {
    const shared = this.pool.get(address);
    return this.pool.options.size === 1 ? this.#brokerOver(shared) : this.#leasingBeside(shared);
  };

  /** Cold, never errs. Best effort: a broker that cannot be told finds out when the connection closes. */
  unregister(group: LeavingGroup): Observable<void> {
    return defer(() => {
      const told = this.heartbeats
        .confirmedAddresses()
        .map((address) => this.#leaveAt(address, group).pipe(catchError(() => of(undefined))));
      return told.length === 0 ? of(undefined) : forkJoin(told).pipe(map(() => undefined));
    });
  }

  /**
   * A reply to a request that a broker took did not come in time. If that broker has pushed nothing else since, it may have lost this
   * client: with the end of an older connection, brokers forget the newer one too (Java `ProducerManager#doChannelCloseEvent`).
   */
  missReply(brokerName: string, askedAt: number): void {
    const address = this.manager.masterOf(brokerName);
    if (address !== undefined && this.replies.lastPushAt(address) < askedAt) this.heartbeats.doubt(address);
  }

  /** Cold. Ends heartbeats, probes and routes, then every connection. */
  close(): Observable<void> {
    return defer(() => {
      this.everyBroker.close();
      this.heartbeats.close();
      this.manager.close();
      this.routes.close();
      return this.pool.close();
    }).pipe(
      tap(() => {
        this.requests.close();
        this.replies.close();
        this.#roots.unsubscribe();
      }),
    );
  }

  /**
   * A broker that hears of the end of one producer group does not know any more by which connection to reach the client, although the
   * client is in others (Java `ProducerManager#unregisterProducer`, seen on 5.3.3).
   */
  #leaveAt(address: string, group: LeavingGroup): Observable<void> {
    const left = this.broker(address).unregister(
      { clientId: this.clientId, ...group },
      { timeoutMs: unregisterTimeoutMs },
    );
    if (!('producerGroup' in group) || this.heartbeats.producerGroups().length === 0) return left;
    return left.pipe(
      tap(() => this.heartbeats.lostBy(address)),
      concatMap(() => this.heartbeats.introduce(address, unregisterTimeoutMs)),
    );
  }

  #brokerOver(remoting: CommandClient): BrokerClient {
    let broker = this.#brokers.get(remoting);
    if (broker === undefined) {
      broker = new BrokerClient(remoting, this.#requestTimeoutMs);
      this.#brokers.set(remoting, broker);
    }
    return broker;
  }

  #leasingBeside(shared: CommandClient): BrokerClient {
    let broker = this.#leasing.get(shared);
    if (broker === undefined) {
      broker = new BrokerClient(new LeasedCaller(shared.address, this.pool), this.#requestTimeoutMs);
      this.#leasing.set(shared, broker);
    }
    return broker;
  }

  /** Serves what brokers ask, and tells them who we are whenever the connection is new by which they know us. */
  #attach(client: CommandClient): CommandClient {
    this.#roots.add(this.requests.attach(client));
    this.#roots.add(
      client.connected$
        .pipe(
          filter(() => this.pool.isShared(client)),
          switchMap(() => this.heartbeats.reconnected(client.address)),
        )
        .subscribe(),
    );
    this.#roots.add(this.#lostBy(client).subscribe());
    return client;
  }

  /**
   * Each time a connection is lost by which a broker knows us: it is to know us again, in a route or not, while those wait for their
   * replies who do now. Later requests introduce themselves.
   */
  #lostBy({ state$, address }: CommandClient): Observable<never> {
    return state$.pipe(
      pairwise(),
      filter(([before, after]) => before.name === 'connected' && after.name === 'disconnected'),
      tap(() => this.heartbeats.forgottenBy(address)),
      filter(() => this.heartbeats.hasMet(address)),
      switchMap(() => {
        const until = this.replies.latestDeadline();
        return stayKnown({
          isNeeded: () =>
            this.replies.size > 0 && this.#runtime.now() < until && !this.heartbeats.isKnownAt(address),
          introduce: (timeoutMs) => this.heartbeats.introduce(address, timeoutMs),
          timeoutMs: this.#requestTimeoutMs,
          runtime: this.#runtime,
        });
      }),
    );
  }

  /** Another connection has become the shared one: it is connected already, and the broker does not know us by it. */
  #introduce(): Observable<void> {
    return this.pool.events$.pipe(
      filter((event) => event.type === 'connection-closed' && isReplaced(event.reason)),
      mergeMap(({ address }) => this.heartbeats.reconnected(address), Infinity),
    );
  }
}
