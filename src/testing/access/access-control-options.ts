import { InvalidArgumentError } from '../../errors/usage-error.js';
import {
  boolean,
  type Check,
  maybe,
  oneOf,
  option,
  required,
  resolveOptions,
  text,
} from '../../internal/options.js';

/** What an account may do with a topic, or a group. `DENY` is stronger than every default. */
export type AccessPermission = 'PUB' | 'SUB' | 'PUB|SUB' | 'SUB|PUB' | 'DENY';

/** One pair of keys and what may be done with it, as in `plain_acl.yml`. */
export interface AccessAccount {
  readonly accessKey: string;
  readonly secretKey: string;
  /** May do everything. Default false. */
  readonly admin?: boolean | undefined;
  /** For topics that are not named. Default: nothing. */
  readonly defaultTopicPerm?: AccessPermission | undefined;
  /** For groups that are not named. Default: nothing. */
  readonly defaultGroupPerm?: AccessPermission | undefined;
  /** By topic. Default: none. */
  readonly topicPerms?: Readonly<Record<string, AccessPermission>> | undefined;
  /** By group. Default: none. */
  readonly groupPerms?: Readonly<Record<string, AccessPermission>> | undefined;
  /**
   * Addresses from which requests with this access key need no signature: `10.0.0.5`, `10.0.*.*`, `10.0.0.1-20`, `*`, several
   * of them with commas between. With `style: '4.9'` only. Default: none.
   */
  readonly whiteRemoteAddress?: string | undefined;
}

/** How a broker checks who may do what. */
export interface AccessControlOptions {
  readonly accounts: readonly AccessAccount[];
  /**
   * Whose rules and words: `4.9` is the plain ACL of 4.x (every refusal is code 1 with the text of an AclException), `5.x` the
   * authentication and authorization of 5.3 (code 16), for accounts that it took over from a `plain_acl.yml`. Default `5.x`.
   */
  readonly style?: '4.9' | '5.x' | undefined;
}

type Resolved<T> = { readonly [Key in keyof T]-?: T[Key] };
type Optional = 'defaultTopicPerm' | 'defaultGroupPerm' | 'whiteRemoteAddress';

export type ResolvedAccessAccount = Resolved<
  Omit<AccessAccount, Optional | 'admin' | 'topicPerms' | 'groupPerms'>
> & {
  readonly admin: boolean;
  readonly topicPerms: Readonly<Record<string, AccessPermission>>;
  readonly groupPerms: Readonly<Record<string, AccessPermission>>;
} & { readonly [Key in Optional]: AccessAccount[Key] };

export interface ResolvedAccessControlOptions {
  readonly accounts: readonly ResolvedAccessAccount[];
  readonly style: '4.9' | '5.x';
}

const permission = oneOf('PUB', 'SUB', 'PUB|SUB', 'SUB|PUB', 'DENY');

const permissions: Check<Readonly<Record<string, AccessPermission>>> = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError(path, 'an object such as { orders: "PUB|SUB" }');
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return Object.freeze(
    Object.fromEntries(entries.map(([name, perm]) => [name, permission(perm, `${path}.${name}`)])),
  );
};

const account: Check<ResolvedAccessAccount> = (value, path) =>
  resolveOptions<ResolvedAccessAccount>(path, value, {
    accessKey: required(text),
    secretKey: required(text),
    admin: option(boolean, false),
    defaultTopicPerm: maybe(permission),
    defaultGroupPerm: maybe(permission),
    topicPerms: option(permissions, Object.freeze({})),
    groupPerms: option(permissions, Object.freeze({})),
    whiteRemoteAddress: maybe(text),
  });

const accounts: Check<readonly ResolvedAccessAccount[]> = (value, path) => {
  if (!Array.isArray(value)) throw new InvalidArgumentError(path, 'an array of accounts');
  const resolved = value.map((each, index) => account(each, `${path}.${index}`));
  const keys = new Set<string>();
  for (const [index, { accessKey }] of resolved.entries()) {
    if (keys.has(accessKey))
      throw new InvalidArgumentError(`${path}.${index}.accessKey`, 'different from all others');
    keys.add(accessKey);
  }
  return Object.freeze(resolved);
};

/**
 * The only place with defaults and checks of {@link AccessControlOptions}.
 *
 * @throws {InvalidArgumentError} naming the option, without any key
 */
export function resolveAccessControlOptions(
  options: AccessControlOptions,
  path = 'accessControl',
): ResolvedAccessControlOptions {
  const resolved = resolveOptions<ResolvedAccessControlOptions>(path, options, {
    accounts: required(accounts),
    style: option(oneOf('4.9', '5.x'), '5.x'),
  });
  const white = resolved.accounts.findIndex(({ whiteRemoteAddress }) => whiteRemoteAddress !== undefined);
  if (resolved.style !== '4.9' && white !== -1)
    throw new InvalidArgumentError(
      `${path}.accounts.${white}.whiteRemoteAddress`,
      'left out: it has a meaning with style "4.9" only',
    );
  return resolved;
}
