import {
  catchError,
  concatMap,
  defer,
  forkJoin,
  map,
  type Observable,
  of,
  Subscription,
  switchMap,
  tap,
} from 'rxjs';
import { Admin } from '../admin/admin.js';
import { type AdminOptions, resolveAdminOptions } from '../admin/admin-options.js';
import { CurrentCredentials } from '../broker/handlers/current-credentials.js';
import { BrokerClient } from '../broker/broker-client.js';
import { BrokerRequests } from '../broker/broker-requests.js';
import { HeartbeatService } from '../broker/heartbeat-service.js';
import type { BrokerEvent } from '../broker/manager/broker-event.js';
import type { BrokerStats } from '../broker/manager/broker-stats.js';
import type { BrokerView } from '../broker/manager/broker-views.js';
import { BrokerManager } from '../broker/manager/broker-manager.js';
import { createHeartbeatProbe } from '../broker/manager/heartbeat-probe.js';
import { Consumer } from '../consumer/consumer.js';
import type { ConsumerOptions } from '../consumer/consumer-options.js';
import { resolveConsumerOptions } from '../consumer/resolve-consumer-options.js';
import { ClosedError, GroupInUseError } from '../errors/usage-error.js';
import { startNow } from '../internal/replayed.js';
import type { Single } from '../internal/single.js';
import { retryTopicOf } from '../message/group-topics.js';
import { Subscription as TopicSubscription } from '../message/subscription.js';
import { createTypedTopic, type TypedTopic, type TypedTopicOptions } from '../message/typed-topic.js';
import { NameServerClient } from '../naming/name-server-client.js';
import { NameServerList } from '../naming/name-server-list.js';
import { RouteTable } from '../naming/route-table.js';
import { createCodecRegistry, type CodecRegistry } from '../payload/codec-registry.js';
import { createCompressionRegistry, type CompressionRegistry } from '../payload/compression.js';
import { createDecompress } from '../payload/decompress.js';
import { Producer } from '../producer/producer.js';
import type { ProducerOptions } from '../producer/producer-options.js';
import { resolveProducerOptions } from '../producer/resolve-producer-options.js';
import { createUniqueIdGenerator } from '../protocol/message/message-id.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import { createRuntime, type Runtime } from '../runtime/runtime.js';
import { MessageSender } from '../sending/message-sender.js';
import type { ConnectionState } from '../transport/connection-state.js';
import type { ClientOptions, ResolvedClientOptions } from './client-options.js';
import { createConnectionPool } from './create-connection-pool.js';
import { createClientId, localAddress } from './identity.js';
import { resolveClientOptions } from './resolve-client-options.js';

/** One connection of a client. */
export interface ConnectionSummary {
  /** `host:port` of a name server or broker. */
  readonly address: string;
  readonly state: ConnectionState;
}

/** How long leaving a group may take at each broker when a member closes. */
const unregisterTimeoutMs = 1000;

/** What the body of a message may become that an admin reads. */
const maxAdminBodyBytes = 64 * 1024 * 1024;

/**
 * One cluster, seen from this process: the connections, routes and heartbeats that its producers and consumers share. Made by
 * {@link createClient}. Nothing is shared between clients.
 */
export class Client {
  readonly clientId: string;
  /** Options with every default filled in; frozen. */
  readonly options: ResolvedClientOptions;
  /** What bodies are read and written with: `bytes`, `text`, `json` and the codecs of the options. For `decode(mq.codecs)`. */
  readonly codecs: CodecRegistry;
  readonly #runtime: Runtime;
  readonly #compressions: CompressionRegistry;
  readonly #pool: ConnectionPool<RemotingCommand, RemotingCommand>;
  readonly #brokers = new WeakMap<RemotingClient<RemotingCommand, RemotingCommand>, BrokerClient>();
  readonly #names: NameServerClient;
  readonly #routes: RouteTable;
  readonly #requests: BrokerRequests;
  readonly #heartbeats: HeartbeatService;
  readonly #manager: BrokerManager;
  readonly #sender: MessageSender;
  readonly #nextMessageId: () => string;
  readonly #producers = new Set<Producer>();
  readonly #consumers = new Map<string, Consumer>();
  readonly #roots = new Subscription();
  #closing: Single<void> | undefined;

  /** @internal */
  constructor(options: ClientOptions) {
    this.options = resolveClientOptions(options);
    const { requestTimeoutMs, routeRefreshIntervalMs, missingTopicIntervalMs, heartbeatIntervalMs } =
      this.options;
    const runtime = createRuntime(this.options.runtime);
    this.#runtime = runtime;
    this.clientId = this.options.clientId ?? createClientId(runtime);
    this.codecs = createCodecRegistry(this.options.codecs);
    this.#compressions = createCompressionRegistry(this.options.compressions);
    const credentials =
      this.options.credentials && new CurrentCredentials(this.options.credentials, runtime.logger);
    this.#roots.add(() => credentials?.close());
    this.#pool = createConnectionPool({
      options: this.options,
      runtime,
      credentials,
      attach: (client) => this.#attach(client),
    });
    this.#requests = new BrokerRequests(runtime);
    const nameServers = new NameServerList(this.options.nameServers, runtime.logger);
    this.#roots.add(() => nameServers.close());
    this.#names = new NameServerClient(nameServers, this.#pool, requestTimeoutMs, runtime);
    this.#routes = new RouteTable(
      this.#names,
      { refreshIntervalMs: routeRefreshIntervalMs, missingTopicIntervalMs },
      runtime,
    );
    this.#manager = new BrokerManager({
      pool: this.#pool,
      createBroker: (client) => this.#brokerOver(client),
      probe: createHeartbeatProbe(this.clientId),
      runtime,
      routes: this.#routes,
      options: this.options.brokers,
    });
    this.#heartbeats = new HeartbeatService({
      clientId: this.clientId,
      intervalMs: heartbeatIntervalMs,
      routes: this.#routes,
      broker: this.#broker,
      runtime,
    });
    this.#sender = new MessageSender({
      routes: this.#routes,
      broker: this.#broker,
      isUsable: (address) => this.#manager.isUsable(address),
      runtime,
    });
    this.#nextMessageId = createUniqueIdGenerator({
      address: Uint8Array.from(localAddress().split('.'), Number),
      pid: process.pid,
      now: () => runtime.now(),
      random: () => runtime.random(),
    });
  }

  /**
   * A producer of the group. It connects when it first sends.
   *
   * @throws {InvalidArgumentError} for wrong options
   * @throws {ClosedError} after `close()`
   */
  producer(options: ProducerOptions): Producer {
    this.#assertOpen();
    const resolved = resolveProducerOptions(options);
    const producer: Producer = new Producer({
      options: resolved,
      sender: this.#sender,
      heartbeats: this.#heartbeats,
      nextMessageId: this.#nextMessageId,
      runtime: this.#runtime,
      release: () => {
        this.#producers.delete(producer);
        const isShared = [...this.#producers].some(({ group }) => group === resolved.group);
        return isShared ? of(undefined) : this.#unregister({ producerGroup: resolved.group });
      },
    });
    this.#producers.add(producer);
    return producer;
  }

  /**
   * A member of the consumer group. It connects and joins when its `messages$` is subscribed.
   *
   * @throws {InvalidArgumentError} for wrong options
   * @throws {GroupInUseError} when this client has a consumer of that group already
   * @throws {ClosedError} after `close()`
   */
  consumer(options: ConsumerOptions): Consumer {
    this.#assertOpen();
    const resolved = resolveConsumerOptions(options);
    const { group, subscribe } = resolved;
    if (this.#consumers.has(group)) throw new GroupInUseError(group);
    const version = this.#runtime.now();
    const retryTopic = retryTopicOf(group);
    const subscriptions = new Map(
      [...Object.entries(subscribe), [retryTopic, '*'] as const].map(([topic, expression]) => [
        topic,
        new TopicSubscription(topic, expression, version),
      ]),
    );
    const consumer = new Consumer({
      options: resolved,
      clientId: this.clientId,
      timeoutMs: this.options.requestTimeoutMs,
      delayLevelsMs: this.options.delayLevelsMs,
      routes: this.#routes,
      broker: this.#broker,
      readAddress: (brokerName, suggestedId) => this.#manager.forReading(brokerName, suggestedId),
      heartbeats: this.#heartbeats,
      sender: this.#sender,
      runtime: this.#runtime,
      decompress: createDecompress(resolved.maxDecompressedBytes, this.#compressions),
      membersChanged$: this.#requests.consumerIdsChanged$,
      topics: [...subscriptions.keys()],
      subscription: (topic) => subscriptions.get(topic)!,
      consumerData: () => ({
        groupName: group,
        consumeType: 'CONSUME_PASSIVELY',
        messageModel: 'CLUSTERING',
        consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
        unitMode: false,
        subscriptionDataSet: [...subscriptions.values()].map((subscription) => subscription.toData()),
      }),
      onUndecodable: resolved.onUndecodable,
      unregister: () => this.#unregister({ consumerGroup: group }),
      forget: () => this.#consumers.delete(group),
    });
    this.#consumers.set(group, consumer);
    return consumer;
  }

  /**
   * Administers the cluster, over the connections of this client. Nothing has to be closed; any number of them may be in use.
   *
   * @throws {InvalidArgumentError} for wrong options
   * @throws {ClosedError} after `close()`
   */
  admin(options: AdminOptions = {}): Admin {
    this.#assertOpen();
    const { timeoutMs } = resolveAdminOptions(options);
    return new Admin({
      names: this.#names,
      broker: this.#broker,
      unpack: createDecompress(maxAdminBodyBytes, this.#compressions),
      timeoutMs,
      runtime: this.#runtime,
    });
  }

  /**
   * A topic whose messages have bodies of one type: `producer.send(orders.message(order))`, `messages$.pipe(decode(orders))`. A
   * plain value; nothing is asked or created.
   *
   * @throws {InvalidArgumentError} when the topic is no topic or a codec no codec
   */
  topic<T, W = T>(topic: string, options: TypedTopicOptions<T, W>): TypedTopic<T, W> {
    return createTypedTopic(topic, options);
  }

  /**
   * Hot, replays one, never errs: the brokers of all known routes, with their health, after each that came, went or changed its state.
   * Completes on `close()`.
   */
  get brokers$(): Observable<readonly BrokerView[]> {
    return this.#manager.brokers$;
  }

  /** Hot, no replay, never errs: what happens to brokers. Completes on `close()`. */
  get events$(): Observable<BrokerEvent> {
    return this.#manager.events$;
  }

  /** A snapshot at once and every `brokers.statsIntervalMs`: connections, requests, success rate, latencies, bytes. Completes on `close()`. */
  get stats$(): Observable<BrokerStats> {
    return this.#manager.stats$;
  }

  /** Every connection to name servers and brokers, as it is now. */
  get connections(): readonly ConnectionSummary[] {
    return this.#pool.addresses.map((address) => ({ address, state: this.#pool.get(address).state }));
  }

  /**
   * Closes consumers (they drain), then producers, then every connection. Starts at once, replays its end, never errs; later calls
   * join the first.
   *
   * @param options.timeoutMs - milliseconds for draining; default 30,000
   */
  close(options: { readonly timeoutMs?: number } = {}): Single<void> {
    const started = defer(() => this.#close(options));
    return this.#closing ?? startNow(started, (closing) => (this.#closing = closing));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }

  readonly #broker = (address: string): BrokerClient => this.#brokerOver(this.#pool.get(address));

  #brokerOver(remoting: RemotingClient<RemotingCommand, RemotingCommand>): BrokerClient {
    let broker = this.#brokers.get(remoting);
    if (broker === undefined) {
      broker = new BrokerClient(remoting, this.options.requestTimeoutMs);
      this.#brokers.set(remoting, broker);
    }
    return broker;
  }

  /** Serves what brokers ask, and tells them who we are whenever a connection is new. */
  #attach(
    client: RemotingClient<RemotingCommand, RemotingCommand>,
  ): RemotingClient<RemotingCommand, RemotingCommand> {
    this.#roots.add(this.#requests.attach(client));
    this.#roots.add(
      client.connected$.pipe(switchMap(() => this.#heartbeats.reconnected(client.address))).subscribe(),
    );
    return client;
  }

  /** Best effort: a broker that cannot be told finds out when the connection closes. */
  #unregister(groups: {
    readonly producerGroup?: string;
    readonly consumerGroup?: string;
  }): Observable<void> {
    const told = this.#heartbeats.confirmedAddresses().map((address) =>
      this.#broker(address)
        .unregister({ clientId: this.clientId, ...groups }, { timeoutMs: unregisterTimeoutMs })
        .pipe(catchError(() => of(undefined))),
    );
    return told.length === 0 ? of(undefined) : forkJoin(told).pipe(map(() => undefined));
  }

  #close(options: { readonly timeoutMs?: number }): Observable<void> {
    const consumers = [...this.#consumers.values()].map((consumer) => consumer.close(options));
    const producers = (): Single<void>[] => [...this.#producers].map((producer) => producer.close());
    return whenAll(consumers).pipe(
      concatMap(() => whenAll(producers())),
      concatMap(() => {
        this.#heartbeats.close();
        this.#manager.close();
        this.#routes.close();
        return this.#pool.close();
      }),
      tap(() => {
        this.#requests.close();
        this.#roots.unsubscribe();
      }),
    );
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new ClosedError('client');
  }
}

const whenAll = (closing: readonly Observable<unknown>[]): Observable<unknown> =>
  closing.length === 0 ? of([]) : forkJoin(closing);
