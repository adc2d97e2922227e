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
import { BrokerClient } from '../broker/broker-client.js';
import { BrokerRequests } from '../broker/broker-requests.js';
import { HeartbeatService } from '../broker/heartbeat-service.js';
import { Consumer } from '../consumer/consumer.js';
import type { ConsumerOptions } from '../consumer/consumer-options.js';
import { resolveConsumerOptions } from '../consumer/resolve-consumer-options.js';
import { ClosedError, GroupInUseError } from '../errors/usage-error.js';
import { startNow } from '../internal/replayed.js';
import type { Single } from '../internal/single.js';
import { retryTopicOf } from '../message/group-topics.js';
import { Subscription as TopicSubscription } from '../message/subscription.js';
import { NameServerClient } from '../naming/name-server-client.js';
import { RouteTable } from '../naming/route-table.js';
import { createDecompress } from '../payload/decompress.js';
import { Producer } from '../producer/producer.js';
import type { ProducerOptions } from '../producer/producer-options.js';
import { resolveProducerOptions } from '../producer/resolve-producer-options.js';
import { LanguageCode } from '../protocol/language-code.js';
import { createUniqueIdGenerator } from '../protocol/message/message-id.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { createRocketMQProtocol } from '../protocol/rocketmq-protocol.js';
import { ConnectionPool } from '../remoting/connection-pool.js';
import { RemotingClient } from '../remoting/remoting-client.js';
import { resolveRemotingOptions } from '../remoting/remoting-options.js';
import { createRuntime, type Runtime } from '../runtime/runtime.js';
import { MessageSender } from '../sending/message-sender.js';
import type { ConnectionState } from '../transport/connection-state.js';
import { createSocketConnector } from '../transport/socket-connector.js';
import { parseEndpoint } from '../transport/endpoint.js';
import type { ClientOptions, ResolvedClientOptions } from './client-options.js';
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

/**
 * One cluster, seen from this process: the connections, routes and heartbeats that its producers and consumers share. Made by
 * {@link createClient}. Nothing is shared between clients.
 */
export class Client {
  readonly clientId: string;
  /** Options with every default filled in; frozen. */
  readonly options: ResolvedClientOptions;
  readonly #runtime: Runtime;
  readonly #pool: ConnectionPool<RemotingCommand, RemotingCommand>;
  readonly #routes: RouteTable;
  readonly #requests: BrokerRequests;
  readonly #heartbeats: HeartbeatService;
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
    this.#pool = this.#createPool();
    this.#requests = new BrokerRequests(runtime);
    this.#routes = new RouteTable(
      new NameServerClient(this.options.nameServers, this.#pool, requestTimeoutMs, runtime),
      { refreshIntervalMs: routeRefreshIntervalMs, missingTopicIntervalMs },
      runtime,
    );
    this.#heartbeats = new HeartbeatService({
      clientId: this.clientId,
      intervalMs: heartbeatIntervalMs,
      routes: this.#routes,
      broker: this.#broker,
      runtime,
    });
    this.#sender = new MessageSender({ routes: this.#routes, broker: this.#broker, runtime });
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
      heartbeats: this.#heartbeats,
      sender: this.#sender,
      runtime: this.#runtime,
      decompress: createDecompress(resolved.maxDecompressedBytes),
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

  readonly #broker = (address: string): BrokerClient =>
    new BrokerClient(this.#pool.get(address), this.options.requestTimeoutMs);

  #createPool(): ConnectionPool<RemotingCommand, RemotingCommand> {
    const { serialize, language, remoting, requestTimeoutMs } = this.options;
    const protocol = createRocketMQProtocol({ serialize, language: LanguageCode[language] });
    const options = resolveRemotingOptions({ requestTimeoutMs, ...remoting });
    const tls = this.options.tls === false ? undefined : this.options.tls;
    const connector = this.options.connector ?? createSocketConnector(tls, options.transport, this.#runtime);
    return new ConnectionPool((address) =>
      this.#attach(
        new RemotingClient({
          endpoint: parseEndpoint(address, 'address'),
          protocol,
          connector,
          options,
          runtime: this.#runtime,
        }),
      ),
    );
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
