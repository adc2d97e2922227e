import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { AccessPermission, ResolvedAccessAccount } from './access-control-options.js';
import { isSignedWith } from './is-signed-with.js';
import type { Need } from './need.js';
import { createAddressFilter } from './remote-address.js';

/** An account of 4.9 that requests are checked against. Keeps its secret to itself. */
export class Account {
  readonly accessKey: string;
  readonly isAdmin: boolean;
  /** Permissions are given by name. */
  readonly hasOwnPermissions: boolean;
  /** Requests from this IP need no signature. */
  readonly trusts: (ip: string) => boolean;
  readonly #secretKey: string;
  readonly #named: Readonly<Record<Need['kind'], ReadonlyMap<string, AccessPermission>>>;
  readonly #defaults: Readonly<Record<Need['kind'], AccessPermission | undefined>>;

  constructor(account: ResolvedAccessAccount) {
    const topics = new Map(Object.entries(account.topicPerms));
    const groups = new Map(Object.entries(account.groupPerms));
    this.accessKey = account.accessKey;
    this.isAdmin = account.admin;
    this.hasOwnPermissions = topics.size + groups.size > 0;
    this.trusts = createAddressFilter(account.whiteRemoteAddress);
    this.#secretKey = account.secretKey;
    this.#named = { Topic: topics, Group: groups, Cluster: new Map() };
    this.#defaults = {
      Topic: account.defaultTopicPerm,
      Group: account.defaultGroupPerm,
      Cluster: undefined,
    };
  }

  /** The request was signed with this account's secret. */
  hasSigned(request: RemotingCommand, isSigned: (field: string) => boolean): boolean {
    return isSignedWith(this.#secretKey, request, isSigned);
  }

  /** The permission given by name; undefined without one. */
  named({ kind, name }: Need): AccessPermission | undefined {
    return this.#named[kind].get(name);
  }

  /** The permission for what is not named. */
  default({ kind }: Need): AccessPermission | undefined {
    return this.#defaults[kind];
  }
}

/** The accounts by access key. */
export function createAccounts(accounts: readonly ResolvedAccessAccount[]): ReadonlyMap<string, Account> {
  return new Map(accounts.map((account) => [account.accessKey, new Account(account)]));
}
