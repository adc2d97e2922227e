import { expect } from 'chai';
import { inspect } from 'node:util';
import { resolveAccessControlOptions } from '../../../src/testing/access/access-control-options.js';
import { policyInfos } from '../../../src/testing/access/policy.js';
import { takeOverAccounts } from '../../../src/testing/access/take-over-accounts.js';

describe('takeOverAccounts', () => {
  it('makes users and policies of accounts, as the migration of 5.3 does', () => {
    const { accounts } = resolveAccessControlOptions({
      accounts: [
        { accessKey: 'boss', secretKey: 'hidden-secret', admin: true },
        {
          accessKey: 'user',
          secretKey: 'hidden-secret',
          topicPerms: { orders: 'PUB|SUB', closed: 'DENY' },
          groupPerms: { billing: 'SUB' },
          defaultTopicPerm: 'PUB',
          defaultGroupPerm: 'DENY',
        },
      ],
    });
    const store = takeOverAccounts(accounts);
    expect(
      store.users().map(({ username, isSuper, isEnabled }) => [username, isSuper, isEnabled]),
    ).to.deep.equal([
      ['boss', true, true],
      ['user', false, true],
    ]);
    expect(store.policies('boss')).to.equal(undefined);
    const rules = policyInfos(store.policies('user') ?? []).map(({ policyType, entries }) =>
      entries.map(({ resource, actions, decision }) =>
        [policyType, decision, actions?.join('|'), resource].join(' '),
      ),
    );
    expect(rules).to.deep.equal([
      ['Custom Allow Pub|Sub Topic:orders', 'Custom Deny All Topic:closed', 'Custom Allow Sub Group:billing'],
      ['Default Allow Pub Topic:*', 'Default Deny All Group:*'],
    ]);
    expect(inspect(store, { depth: 9, showHidden: true })).not.to.contain('hidden-secret');
  });
});
