import { finalize, forkJoin, map, type Observable, type Subject } from 'rxjs';
import { InvalidArgumentError } from '../../errors/usage-error.js';
import { startNow } from '../../internal/replayed.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { Connector } from '../../transport/link.js';
import type { Single } from '../../internal/single.js';
import type { GroupOptions, TopicOptions } from '../broker-options.js';
import { resolveGroupOptions, resolveTopicOptions } from '../resolve-broker-options.js';
import type { Faults } from '../faults/faults.js';
import type { Exchange } from '../server/exchange.js';
import type { ServerNode } from '../server/server-node.js';
import { createTopicConfig } from '../topics/topic-table.js';
import type { BrokerGroup } from './broker-group.js';
import { type ClientView, viewClients } from './client-view.js';
import type { CommittedOffset } from './committed-offset.js';
import { EmbeddedBrokerNode, type RestartOptions } from './embedded-broker-node.js';
import { type QueueView, viewQueue } from './queue-view.js';

/** What an embedded broker is made of. */
export interface EmbeddedBrokerParts {
  readonly nameServers: readonly ServerNode[];
  readonly groups: readonly BrokerGroup[];
  readonly exchanges: Subject<Exchange>;
  readonly faults: Faults;
  /** How clients dial servers that are not reached over TCP. */
  readonly connector: Connector | undefined;
  readonly runtime: Runtime;
}

/** What `createClient` needs to be a client of an embedded broker. */
export interface EmbeddedClientOptions {
  readonly nameServers: readonly string[];
  /** For links in memory. */
  readonly connector?: Connector;
  /** The broker's: so that a virtual clock rules both. */
  readonly runtime: Runtime;
}

/**
 * Name servers and brokers in this process, made by `startBroker`. They speak RocketMQ's protocol, to clients in any language,
 * and keep everything in memory.
 *
 * `await using broker = await startBroker()` stops it at the end of the block.
 */
export class EmbeddedBroker implements AsyncDisposable {
  /** Every broker: masters, each followed by its slaves. */
  readonly brokers: readonly EmbeddedBrokerNode[];
  /** Makes the servers misbehave: delays, losses, broken connections and more. Removed when the broker stops. */
  readonly faults: Faults;
  readonly #parts: EmbeddedBrokerParts;
  #stopped: Single<void> | undefined;

  /** @internal */
  constructor(parts: EmbeddedBrokerParts) {
    this.#parts = parts;
    this.faults = parts.faults;
    this.brokers = parts.groups.flatMap((group) =>
      group.nodes.map((node) => new EmbeddedBrokerNode(node, group)),
    );
  }

  /** What clients are given: `host:port` of every name server. */
  get nameServers(): readonly string[] {
    return this.#parts.nameServers.map(({ address }) => address);
  }

  /**
   * For `createClient`, alone or with options of your own beside it: name servers, and the broker's network and runtime. Over
   * TLS a client needs its `tls` option too.
   */
  get clientOptions(): EmbeddedClientOptions {
    const { connector, runtime } = this.#parts;
    const { nameServers } = this;
    return { nameServers, runtime, ...(connector !== undefined && { connector }) };
  }

  /** `host:port` of the first broker. */
  get address(): string {
    return this.brokers[0]?.address ?? '';
  }

  /**
   * Hot: every request that a server has answered, with the answer. For looking at what a client really does. Completes when
   * the broker has stopped.
   */
  get exchanges$(): Observable<Exchange> {
    return this.#parts.exchanges.asObservable();
  }

  /** Makes a topic on every broker, or changes it. @throws {InvalidArgumentError} */
  createTopic(topic: string, options: TopicOptions = {}): void {
    const { queues, permission, order, attributes } = resolveTopicOptions(topic, options);
    for (const { state } of this.#parts.groups)
      state.topics.put({ ...createTopicConfig(topic, queues, permission), order, attributes });
  }

  /** Makes a consumer group on every broker, or changes it. @throws {InvalidArgumentError} */
  createGroup(group: string, options: GroupOptions = {}): void {
    for (const { state } of this.#parts.groups) state.groups.put(resolveGroupOptions(group, options));
  }

  /**
   * A queue as it is now, with its messages. An empty one when nothing was sent there.
   *
   * @param brokerName - default: the first broker
   * @throws {InvalidArgumentError} when there is no such broker
   */
  queue(topic: string, queueId: number, brokerName = 'broker-a'): QueueView {
    const group = this.#parts.groups.find(({ name }) => name === brokerName);
    if (group === undefined) throw new InvalidArgumentError('brokerName', 'the name of one of the brokers');
    return viewQueue(group.state.store.queue(topic, queueId), brokerName);
  }

  /** What a consumer group has committed, on all brokers. */
  offsets(group: string): readonly CommittedOffset[] {
    return this.#parts.groups.flatMap(({ name: brokerName, state }) =>
      state.offsets.topics(group).flatMap((topic) =>
        [...state.offsets.of(group, topic)].map(([queueId, committedOffset]) => {
          const lag = state.store.queue(topic, queueId).maxOffset - committedOffset;
          return { topic, brokerName, queueId, committedOffset, lag };
        }),
      ),
    );
  }

  /** Who is connected to the brokers that run, by their heartbeats: one entry for each client and broker. */
  clients(): readonly ClientView[] {
    return this.#parts.groups.flatMap(({ name, nodes }) =>
      nodes.flatMap(({ features }) => (features === undefined ? [] : viewClients(features.clients, name))),
    );
  }

  /** Asks producers about all open half messages now, as if the time for it had come. */
  deliverHalfMessages(): void {
    for (const { nodes } of this.#parts.groups)
      for (const { features } of nodes) features?.transactions.checkHalfMessages();
  }

  /** Stops and starts every broker, name servers stay. Starts when called; emits when clients can reach them. */
  restart({ state = 'kept' }: RestartOptions = {}): Single<void> {
    const isForgetting = state === 'lost';
    return startNow(allOf(this.#parts.groups.map((group) => group.restart(group.nodes, isForgetting))));
  }

  /** Ends everything for good: connections, ports, timers. Starts when called; later calls join the first. */
  stop(): Single<void> {
    this.#stopped ??= startNow(
      allOf(this.#servers().map((server) => server.retire())).pipe(
        finalize(() => {
          this.faults.clear();
          this.#parts.exchanges.complete();
        }),
      ),
    );
    return this.#stopped;
  }

  #servers(): readonly ServerNode[] {
    const { groups, nameServers } = this.#parts;
    return [...groups.flatMap(({ nodes }) => nodes.map(({ server }) => server)), ...nameServers];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

const allOf = (works: readonly Observable<void>[]): Observable<void> =>
  forkJoin(works).pipe(map(() => undefined));
