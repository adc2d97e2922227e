import { concatMap, defer, forkJoin, type Observable, of } from 'rxjs';
import { Admin } from '../admin/admin.js';
import { type AdminOptions, resolveAdminOptions } from '../admin/admin-options.js';
import type { BrokerEvent } from '../broker/manager/broker-event.js';
import type { BrokerStats } from '../broker/manager/broker-stats.js';
import type { BrokerView } from '../broker/manager/broker-views.js';
import type { Consumer } from '../consumer/consumer.js';
import type { ConsumerOptions } from '../consumer/consumer-options.js';
import { resolveConsumerOptions } from '../consumer/resolve-consumer-options.js';
import { ClosedError, GroupInUseError } from '../errors/usage-error.js';
import { startNow } from '../internal/replayed.js';
import type { Single } from '../internal/single.js';
import { createTypedTopic, type TypedTopic, type TypedTopicOptions } from '../message/typed-topic.js';
import { createCodecRegistry, type CodecRegistry } from '../payload/codec-registry.js';
import { createCompressionRegistry, type CompressionRegistry } from '../payload/compression.js';
import { createDecompress } from '../payload/decompress.js';
import type { Producer } from '../producer/producer.js';
import type { ProducerOptions } from '../producer/producer-options.js';
import { resolveProducerOptions } from '../producer/resolve-producer-options.js';
import { createUniqueIdGenerator } from '../protocol/message/message-id.js';
import { createRuntime, type Runtime } from '../runtime/runtime.js';
import type { ConnectionState } from '../transport/connection-state.js';
import type { ClientOptions, ResolvedClientOptions } from './client-options.js';
import { Cluster } from './cluster.js';
import { createConsumer } from './create-consumer.js';
import { createProducer } from './create-producer.js';
import { createClientId, localAddress } from './identity.js';
import { resolveClientOptions } from './resolve-client-options.js';

/** One connection of a client. */
export interface ConnectionSummary {
  /** `host:port` of a name server or broker. */
  readonly address: string;
  readonly state: ConnectionState;
}

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
  readonly #cluster: Cluster;
  readonly #nextMessageId: () => string;
  readonly #producers = new Set<Producer>();
  readonly #consumers = new Map<string, Consumer>();
  #closing: Single<void> | undefined;

  /** @internal */
  constructor(options: ClientOptions) {
    this.options = resolveClientOptions(options);
    const runtime = createRuntime(this.options.runtime);
    this.#runtime = runtime;
    this.clientId = this.options.clientId ?? createClientId(runtime, this.options.unitName);
    this.codecs = createCodecRegistry(this.options.codecs);
    this.#compressions = createCompressionRegistry(this.options.compressions);
    this.#cluster = new Cluster(this.clientId, this.options, runtime);
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
   * @throws {UnsupportedError} when there is no compression algorithm of the given name
   * @throws {ClosedError} after `close()`
   */
  producer(options: ProducerOptions): Producer {
    this.#assertOpen();
    const resolved = resolveProducerOptions(options);
    const producer: Producer = createProducer({
      options: resolved,
      cluster: this.#cluster,
      compressions: this.#compressions,
      nextMessageId: this.#nextMessageId,
      runtime: this.#runtime,
      forget: () => {
        this.#producers.delete(producer);
        return [...this.#producers].some(({ group }) => group === resolved.group);
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
    const { group } = resolved;
    if (this.#consumers.has(group)) throw new GroupInUseError(group);
    const consumer = createConsumer({
      options: resolved,
      client: this.options,
      cluster: this.#cluster,
      compressions: this.#compressions,
      runtime: this.#runtime,
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
      names: this.#cluster.names,
      broker: this.#cluster.broker,
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
    return this.#cluster.manager.brokers$;
  }

  /** Hot, no replay, never errs: what happens to brokers. Completes on `close()`. */
  get events$(): Observable<BrokerEvent> {
    return this.#cluster.manager.events$;
  }

  /** A snapshot at once and every `brokers.statsIntervalMs`: connections, requests, success rate, latencies, bytes. Completes on `close()`. */
  get stats$(): Observable<BrokerStats> {
    return this.#cluster.manager.stats$;
  }

  /** Every connection to name servers and brokers, as it is now. */
  get connections(): readonly ConnectionSummary[] {
    const { pool } = this.#cluster;
    return pool.addresses.flatMap((address) =>
      pool.clients(address).map(({ state }) => ({ address, state })),
    );
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

  #close(options: { readonly timeoutMs?: number }): Observable<void> {
    const consumers = [...this.#consumers.values()].map((consumer) => consumer.close(options));
    const producers = (): Single<void>[] => [...this.#producers].map((producer) => producer.close());
    return whenAll(consumers).pipe(
      concatMap(() => whenAll(producers())),
      concatMap(() => this.#cluster.close()),
    );
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new ClosedError('client');
  }
}

const whenAll = (closing: readonly Observable<unknown>[]): Observable<unknown> =>
  closing.length === 0 ? of([]) : forkJoin(closing);
