import type { AccessPermission, ResolvedAccessAccount } from './access-control-options.js';
import { AccessStore } from './access-store.js';
import type { Policy, PolicyEntry } from './policy.js';
import type { Resource } from './resource.js';
import { User } from './user.js';

/**
 * Users and policies as a broker of 5.3 makes them of the accounts in a `plain_acl.yml`.
 *
 * @see apache/rocketmq 5.3.3 `auth/…/migration/AuthMigrator`
 */
export function takeOverAccounts(accounts: readonly ResolvedAccessAccount[]): AccessStore {
  const store = new AccessStore();
  for (const account of accounts) {
    const { accessKey: username, secretKey: password, admin } = account;
    store.putUser(new User({ username, password, userType: admin ? 'Super' : 'Normal' }));
    store.setPolicies(username, policiesOf(account));
  }
  return store;
}

function policiesOf(account: ResolvedAccessAccount): Policy[] {
  const { topicPerms, groupPerms, defaultTopicPerm, defaultGroupPerm } = account;
  const named = [...entriesOf('Topic', topicPerms), ...entriesOf('Group', groupPerms)];
  const defaults = [...defaultEntry('Topic', defaultTopicPerm), ...defaultEntry('Group', defaultGroupPerm)];
  const policies: Policy[] = [
    { policyType: 'Custom', entries: named },
    { policyType: 'Default', entries: defaults },
  ];
  return policies.filter(({ entries }) => entries.length > 0);
}

function entriesOf(
  kind: 'Topic' | 'Group',
  permissions: Readonly<Record<string, AccessPermission>>,
): PolicyEntry[] {
  return Object.entries(permissions).map(([name, permission]) =>
    entryOf({ kind, pattern: 'literal', name }, permission),
  );
}

const defaultEntry = (kind: 'Topic' | 'Group', permission: AccessPermission | undefined): PolicyEntry[] =>
  permission === undefined ? [] : [entryOf({ kind, pattern: 'any', name: '' }, permission)];

function entryOf(resource: Resource, permission: AccessPermission): PolicyEntry {
  const isDenied = permission === 'DENY';
  const words = permission.split('|').map((word) => (word === 'PUB' ? 'Pub' : 'Sub'));
  return {
    resource,
    actions: isDenied ? ['All'] : words,
    sourceIps: undefined,
    decision: isDenied ? 'Deny' : 'Allow',
  };
}
