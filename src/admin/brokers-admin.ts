import { concatMap, map, type Observable, of } from 'rxjs';
import { InvalidArgumentError } from '../errors/usage-error.js';
import type { Single } from '../internal/single.js';
import { outcomesOf, type ServerTarget } from '../naming/on-each-server.js';
import { parseEndpoint } from '../transport/endpoint.js';
import type { AdminCallOptions, ClusterCallOptions } from './admin-options.js';
import { type BrokerRuntime, viewRuntime } from './broker-runtime.js';
import type { BrokerSummary, Cluster } from './cluster.js';
import { checkServerSettings, type ServerSettings } from './server-settings.js';

/** Settings by their names in `broker.conf`. */
export type BrokerSettings = ServerSettings;

/** A broker, and how it is. */
export interface BrokerStatus extends BrokerSummary {
  /** Undefined when it could not be asked. */
  readonly runtime: BrokerRuntime | undefined;
  /** Why it could not be asked; undefined when it could. */
  readonly error: unknown;
}

/** Brokers. Made by `mq.admin()`. */
export class BrokersAdmin {
  readonly #cluster: Cluster;

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Every broker that the name servers know, in the order of cluster, name and id. No broker is asked. Cold. */
  list(options: ClusterCallOptions = {}): Single<readonly BrokerSummary[]> {
    return this.#cluster.command(options, () => this.#cluster.brokers(options.cluster));
  }

  /**
   * Every broker, and how it is. Cold. A broker that cannot be asked is no error: it is part of what one wants to see. Errs
   * when no name server answered.
   */
  status(options: ClusterCallOptions = {}): Single<readonly BrokerStatus[]> {
    return this.#cluster.command(options, (scope) =>
      this.#cluster.brokers(options.cluster).pipe(
        concatMap((brokers) =>
          outcomesOf(brokers, ({ address }) =>
            this.#cluster.broker(address).server.runtimeInfo(scope.options).pipe(map(viewRuntime)),
          ).pipe(
            map((outcomes) =>
              brokers.map((broker, index) => {
                const { value, error } = outcomes[index]!;
                return { ...broker, runtime: value, error };
              }),
            ),
          ),
        ),
      ),
    );
  }

  /** What one broker, `host:port`, tells of itself. Cold. Errs with {@link BrokerError} or {@link TransportError}. */
  runtime(address: string, options: AdminCallOptions = {}): Single<BrokerRuntime> {
    return this.#cluster.command(options, (scope) => {
      checkAddress(address);
      return this.#cluster.broker(address).server.runtimeInfo(scope.options).pipe(map(viewRuntime));
    });
  }

  /** The settings of one broker, `host:port`, as texts. Cold. Errs with {@link BrokerError} or {@link TransportError}. */
  config(address: string, options: AdminCallOptions = {}): Single<Readonly<Record<string, string>>> {
    return this.#cluster.command(options, (scope) => {
      checkAddress(address);
      return this.#cluster.broker(address).server.config(scope.options);
    });
  }

  /**
   * Changes settings of running brokers: of one, `host:port`, or of all of a cluster, slaves included. Names that a broker
   * does not know are ignored.
   *
   * Cold. Errs with {@link AdminFailedError} when a broker refused, as it does for settings that are locked, or was not
   * reached.
   */
  updateConfig(
    target: string | { readonly cluster: string },
    settings: BrokerSettings,
    options: AdminCallOptions = {},
  ): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkServerSettings(settings);
      return this.#targets(target).pipe(
        concatMap((brokers) =>
          this.#cluster.onEach('change settings', brokers, (broker) =>
            broker.server.updateConfig(settings, scope.options),
          ),
        ),
        map(() => undefined),
      );
    });
  }

  /**
   * Takes a broker out of the routes of producers, at every name server; consumers go on to read it. Emits how many topics that
   * concerns. It holds until the broker tells its topics anew.
   *
   * Cold. Errs with {@link AdminFailedError}.
   */
  wipeWritePermission(brokerName: string, options: AdminCallOptions = {}): Single<number> {
    return this.#cluster.command(options, () =>
      this.#cluster.names.wipeWritePermission(brokerName).pipe(map(largest)),
    );
  }

  /**
   * Puts a broker back into the routes of producers, at every name server: all of its topics become readable and writable.
   * Emits how many topics that concerns. Not before 4.9.3.
   *
   * Cold. Errs with {@link AdminFailedError}.
   */
  addWritePermission(brokerName: string, options: AdminCallOptions = {}): Single<number> {
    return this.#cluster.command(options, () =>
      this.#cluster.names.addWritePermission(brokerName).pipe(map(largest)),
    );
  }

  #targets(target: string | { readonly cluster: string }): Observable<readonly ServerTarget[]> {
    if (typeof target !== 'string') return this.#cluster.brokers(target.cluster);
    checkAddress(target);
    return of([{ address: target }]);
  }
}

/** Name servers may have heard of different topics. */
const largest = (counts: readonly number[]): number => Math.max(0, ...counts);

function checkAddress(address: unknown): void {
  if (typeof address !== 'string')
    throw new InvalidArgumentError('address', 'a text such as "10.0.0.1:10911"');
  parseEndpoint(address, 'address');
}
