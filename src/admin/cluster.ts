import { defer, map, type Observable } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { CallOptions } from '../broker/call-options.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { milliseconds } from '../internal/options.js';
import { Single } from '../internal/single.js';
import { withSignal } from '../internal/with-signal.js';
import type { NameServerClient } from '../naming/name-server-client.js';
import { onEachServer, type ServerTarget } from '../naming/on-each-server.js';
import { masterId, type TopicRoute } from '../naming/topic-route.js';
import type { ClusterInfo } from '../protocol/bodies/cluster-info.js';
import type { BrokerData } from '../protocol/bodies/topic-route-data.js';
import type { Runtime } from '../runtime/runtime.js';
import type { AdminCallOptions } from './admin-options.js';

/** One broker process. */
export interface BrokerSummary {
  readonly clusterName: string;
  readonly brokerName: string;
  /** 0 is the master. */
  readonly brokerId: number;
  /** `host:port`. */
  readonly address: string;
}

/** @internal What a client lends to its admin. */
export interface ClusterSettings {
  readonly names: NameServerClient;
  readonly broker: (address: string) => BrokerClient;
  readonly timeoutMs: number;
  readonly runtime: Runtime;
}

/** What one execution of a command may use. */
export interface CommandScope {
  /** For calls to brokers. */
  readonly options: CallOptions & { readonly timeoutMs: number };
}

const checkTimeout = milliseconds(1);

/**
 * Name servers and brokers as commands see them: who is there, and how many are told the same.
 */
export class Cluster {
  readonly names: NameServerClient;
  readonly broker: (address: string) => BrokerClient;
  readonly runtime: Runtime;
  readonly #timeoutMs: number;

  /** @internal */
  constructor({ names, broker, timeoutMs, runtime }: ClusterSettings) {
    this.names = names;
    this.broker = broker;
    this.runtime = runtime;
    this.#timeoutMs = timeoutMs;
  }

  /** Gives a command its form: cold, under a signal, with every error in the channel. */
  command<T>(
    { signal, timeoutMs = this.#timeoutMs }: AdminCallOptions,
    make: (scope: CommandScope) => Observable<T>,
  ): Single<T> {
    const made = defer(() => {
      checkTimeout(timeoutMs, 'timeoutMs');
      return make({ options: { timeoutMs } });
    });
    const single = new Single<T>((subscriber) => made.subscribe(subscriber));
    return signal === undefined ? single : withSignal(single, signal);
  }

  /** Every broker that the name servers know, in the order of cluster, name and id. */
  brokers(clusterName?: string): Observable<BrokerSummary[]> {
    return this.names.clusterInfo().pipe(map((info) => brokersIn(info, clusterName)));
  }

  /** Where changes are made: the master of each name. Errs with {@link NoAvailableBrokerError} when a name has none. */
  masters(clusterName?: string): Observable<BrokerSummary[]> {
    return this.brokers(clusterName).pipe(
      map((brokers) => {
        const names = new Set(brokers.map(({ brokerName }) => brokerName));
        const masters = brokers.filter(({ brokerId }) => brokerId === masterId);
        if (names.size === 0)
          throw new NoAvailableBrokerError(
            clusterName === undefined ? 'be administered' : `be administered in cluster ${clusterName}`,
          );
        for (const { brokerName } of masters) names.delete(brokerName);
        if (names.size > 0)
          throw new NoAvailableBrokerError(`be changed: ${[...names].join(', ')} without a master`);
        return masters;
      }),
    );
  }

  /** Where questions are asked: of each name the master, or, while there is none, the slave with the smallest id. */
  readers(clusterName?: string): Observable<BrokerSummary[]> {
    return this.brokers(clusterName).pipe(
      map((brokers) => {
        const first = new Map<string, BrokerSummary>();
        for (const broker of brokers) if (!first.has(broker.brokerName)) first.set(broker.brokerName, broker);
        return [...first.values()];
      }),
    );
  }

  /** The same of the brokers that have a topic. Errs with {@link TopicNotFoundError}. */
  topicReaders(topic: string): Observable<{ route: TopicRoute; brokers: BrokerTarget[] }> {
    return this.names
      .route(topic)
      .pipe(map((route) => ({ route, brokers: route.brokerNames.map((name) => readerOf(route, name)) })));
  }

  /** Does the same at each broker; see {@link onEachServer}. */
  onEach<Target extends ServerTarget, Value>(
    operation: string,
    brokers: readonly Target[],
    work: (broker: BrokerClient, target: Target) => Observable<Value>,
  ): Observable<Value[]> {
    return onEachServer(operation, brokers, (target) => work(this.broker(target.address), target));
  }
}

export interface BrokerTarget {
  readonly brokerName: string;
  readonly address: string;
}

function readerOf(route: TopicRoute, brokerName: string): BrokerTarget {
  const address = route.readAddress(brokerName);
  if (address === undefined) throw new NoAvailableBrokerError(`be asked: ${brokerName} without an address`);
  return { brokerName, address };
}

function brokersIn(info: ClusterInfo, clusterName: string | undefined): BrokerSummary[] {
  const names = Object.entries(info.clusterAddrTable)
    .filter(([name]) => clusterName === undefined || name === clusterName)
    .toSorted(byKey)
    .flatMap(([, brokerNames]) => brokerNames.toSorted());
  return names.flatMap((name) => processesOf(info.brokerAddrTable[name]));
}

function processesOf(data: BrokerData | undefined): BrokerSummary[] {
  if (data === undefined) return [];
  const { cluster, brokerName, brokerAddrs } = data;
  return Object.entries(brokerAddrs)
    .map(([id, address]) => ({ clusterName: cluster, brokerName, brokerId: Number(id), address }))
    .toSorted((left, right) => left.brokerId - right.brokerId);
}

const byKey = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : 1);
