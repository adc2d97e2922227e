import { catchError, map, of } from 'rxjs';
import type { AccessRule } from '../broker/access-rule.js';
import type { UserRules } from '../broker/calls/access-rules.js';
import { NotFoundError } from '../errors/broker-error.js';
import type { Single } from '../internal/single.js';
import type { ClusterCallOptions } from './admin-options.js';
import { checkAccessRules, checkResource } from './check-access-rules.js';
import type { BrokerSummary, Cluster } from './cluster.js';
import { onEachAccessStore, type StoreAnswer } from './on-each-access-store.js';
import { checkUsername } from './user-settings.js';

/** What a user may do on one broker. */
export interface AccessView extends BrokerSummary, UserRules {}

export interface AccessListOptions extends ClusterCallOptions {
  /** Only users whose names contain this. Default: all. */
  readonly filter?: string;
  /** Only rules whose resource contains this. Default: all. */
  readonly resourceFilter?: string;
}

export interface AccessDeleteOptions extends ClusterCallOptions {
  /** Of this resource, as the rule has it. Default: all rules of the user. */
  readonly resource?: string;
  /** The rule among the defaults, and not among the others. Default false. */
  readonly isDefault?: boolean;
}

/**
 * What users may do, on brokers that check it (`authorizationEnabled`), from 5.3.0 on. Made by `mq.admin()`.
 *
 * Every broker keeps its own rules, slaves too: commands go to all of them. All err with {@link UnsupportedError} when brokers are
 * older, and with {@link AdminFailedError} when one failed, such as one without the user, or one of 5.3 that checks nobody.
 */
export class AccessAdmin {
  readonly #cluster: Cluster;

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Gives a user rules. Cold. Where there is a rule for the same resource the new one takes its place; the others stay. */
  create(username: string, rules: readonly AccessRule[], options: ClusterCallOptions = {}): Single<void> {
    return this.#write('create', username, rules, options);
  }

  /** As {@link AccessAdmin.create}: brokers make no difference. */
  update(username: string, rules: readonly AccessRule[], options: ClusterCallOptions = {}): Single<void> {
    return this.#write('update', username, rules, options);
  }

  /** Takes one rule from a user, or all of them. Cold. A broker where the user has none at all refuses. */
  delete(username: string, options: AccessDeleteOptions = {}): Single<void> {
    const { resource, isDefault, cluster } = options;
    return this.#cluster.command(options, (scope) => {
      checkUsername(username);
      if (resource !== undefined) checkResource(resource, 'options.resource');
      return onEachAccessStore(this.#cluster, `delete rules of user ${username}`, cluster, (broker) =>
        broker.accessControl.delete({ username, resource, isDefault }, scope.options),
      ).pipe(map(() => undefined));
    });
  }

  /**
   * The rules of a user on each broker that has the user, in the order of cluster, name and id. Cold. Emits an empty list when
   * none has.
   */
  read(username: string, options: ClusterCallOptions = {}): Single<readonly AccessView[]> {
    return this.#cluster.command(options, (scope) => {
      checkUsername(username);
      return onEachAccessStore(this.#cluster, `read rules of user ${username}`, options.cluster, (broker) =>
        broker.accessControl.read(username, scope.options).pipe(
          map((rules) => [{ username, rules }]),
          catchError((error: unknown) => {
            if (error instanceof NotFoundError) return of([]);
            throw error;
          }),
        ),
      ).pipe(map(viewsOf));
    });
  }

  /** The rules of all users who have any, on every broker: in the order of cluster, broker name and id, and of users. Cold. */
  list(options: AccessListOptions = {}): Single<readonly AccessView[]> {
    const { filter, resourceFilter, cluster } = options;
    return this.#cluster.command(options, (scope) =>
      onEachAccessStore(this.#cluster, 'list rules', cluster, (broker) =>
        broker.accessControl.list({ filter, resourceFilter }, scope.options),
      ).pipe(map(viewsOf)),
    );
  }

  #write(
    verb: 'create' | 'update',
    username: string,
    rules: readonly AccessRule[],
    options: ClusterCallOptions,
  ): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkUsername(username);
      const request = { username, rules: checkAccessRules(rules, 'rules') };
      const operation = `${verb} rules of user ${username}`;
      return onEachAccessStore(this.#cluster, operation, options.cluster, (broker) =>
        broker.accessControl[verb](request, scope.options),
      ).pipe(map(() => undefined));
    });
  }
}

const viewsOf = (answers: readonly StoreAnswer<readonly UserRules[]>[]): AccessView[] =>
  answers.flatMap(({ broker, value }) => value.map((rules) => ({ ...broker, ...rules })));
