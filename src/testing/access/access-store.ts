import type { Policy } from './policy.js';
import type { User } from './user.js';

/** The users of one broker, and what they may do. */
export class AccessStore {
  readonly #users = new Map<string, User>();
  readonly #policies = new Map<string, readonly Policy[]>();

  user(username: string): User | undefined {
    return this.#users.get(username);
  }

  /** In the order of their names. */
  users(): readonly User[] {
    return [...this.#users].toSorted(byName).map(([, user]) => user);
  }

  putUser(user: User): void {
    this.#users.set(user.username, user);
  }

  /** With its policies. */
  deleteUser(username: string): void {
    this.#users.delete(username);
    this.#policies.delete(username);
  }

  /** Undefined when a user has none. */
  policies(username: string): readonly Policy[] | undefined {
    return this.#policies.get(username);
  }

  /** In the order of the users' names. */
  allPolicies(): readonly (readonly [username: string, policies: readonly Policy[]])[] {
    return [...this.#policies].toSorted(byName);
  }

  /** None: the user has no policies any more. */
  setPolicies(username: string, policies: readonly Policy[]): void {
    if (policies.length === 0) this.#policies.delete(username);
    else this.#policies.set(username, policies);
  }
}

/** What is on the disks of a master and its slaves: they do not share it. */
export class AccessStores {
  readonly #stores = new Map<number, AccessStore>();

  /** Made when a broker starts for the first time. */
  of(brokerId: number, make: () => AccessStore): AccessStore {
    let store = this.#stores.get(brokerId);
    if (store === undefined) this.#stores.set(brokerId, (store = make()));
    return store;
  }
}

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;
