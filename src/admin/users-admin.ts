import { map } from 'rxjs';
import type { BrokerUser } from '../broker/calls/users.js';
import type { Single } from '../internal/single.js';
import type { ClusterCallOptions } from './admin-options.js';
import type { BrokerSummary, Cluster } from './cluster.js';
import { onEachAccessStore, type StoreAnswer } from './on-each-access-store.js';
import { checkNewUser, checkUserChange, checkUsername, type UserSettings } from './user-settings.js';

/** A user as one broker has it. Its password is not told. */
export interface UserView extends BrokerSummary, BrokerUser {}

export interface UserListOptions extends ClusterCallOptions {
  /** Only users whose names contain this. Default: all. */
  readonly filter?: string;
}

/**
 * Users of brokers that check who asks (`authenticationEnabled`), from 5.3.0 on. Made by `mq.admin()`.
 *
 * Every broker keeps its own, slaves too: commands go to all of them. All err with {@link UnsupportedError} when brokers are older,
 * and with {@link AdminFailedError} when one failed, as those of 5.3 do that check nobody.
 */
export class UsersAdmin {
  readonly #cluster: Cluster;

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Creates a user. Cold. A broker that has such a user refuses and keeps it as it is. */
  create(username: string, settings: UserSettings, options: ClusterCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkUsername(username);
      const user = { username, ...checkNewUser(settings) };
      return onEachAccessStore(this.#cluster, `create user ${username}`, options.cluster, (broker) =>
        broker.users.create(user, scope.options),
      ).pipe(map(() => undefined));
    });
  }

  /** Changes a user; settings that are left out stay. Cold. A broker without such a user refuses. */
  update(username: string, settings: Partial<UserSettings>, options: ClusterCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkUsername(username);
      const change = { username, ...checkUserChange(settings) };
      return onEachAccessStore(this.#cluster, `update user ${username}`, options.cluster, (broker) =>
        broker.users.update(change, scope.options),
      ).pipe(map(() => undefined));
    });
  }

  /** Deletes a user with its rules. Cold. Succeeds also when there is none. */
  delete(username: string, options: ClusterCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkUsername(username);
      return onEachAccessStore(this.#cluster, `delete user ${username}`, options.cluster, (broker) =>
        broker.users.delete(username, scope.options),
      ).pipe(map(() => undefined));
    });
  }

  /** A user on each broker that has it, in the order of cluster, name and id. Cold. Emits an empty list when none has. */
  read(username: string, options: ClusterCallOptions = {}): Single<readonly UserView[]> {
    return this.#cluster.command(options, (scope) => {
      checkUsername(username);
      return onEachAccessStore(this.#cluster, `read user ${username}`, options.cluster, (broker) =>
        broker.users.read(username, scope.options).pipe(map((user) => (user === undefined ? [] : [user]))),
      ).pipe(map(viewsOf));
    });
  }

  /** Every user of every broker, in the order of cluster, broker name and id, and of their names. Cold. */
  list(options: UserListOptions = {}): Single<readonly UserView[]> {
    const { filter, cluster } = options;
    return this.#cluster.command(options, (scope) =>
      onEachAccessStore(this.#cluster, 'list users', cluster, (broker) =>
        broker.users.list({ filter }, scope.options),
      ).pipe(map(viewsOf)),
    );
  }
}

const viewsOf = (answers: readonly StoreAnswer<readonly BrokerUser[]>[]): UserView[] =>
  answers.flatMap(({ broker, value }) => value.map((user) => ({ ...broker, ...user })));
