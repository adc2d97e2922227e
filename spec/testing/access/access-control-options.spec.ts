import { expect } from 'chai';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import {
  type AccessControlOptions,
  resolveAccessControlOptions,
} from '../../../src/testing/access/access-control-options.js';

const account = { accessKey: 'key', secretKey: 'hidden-secret' };

const refusalOf = (options: unknown): InvalidArgumentError => {
  try {
    resolveAccessControlOptions(options as AccessControlOptions);
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('resolveAccessControlOptions', () => {
  it('fills in what is left out', () => {
    expect(resolveAccessControlOptions({ accounts: [account] })).to.deep.equal({
      style: '5.x',
      accounts: [
        {
          ...account,
          admin: false,
          defaultTopicPerm: undefined,
          defaultGroupPerm: undefined,
          topicPerms: {},
          groupPerms: {},
          whiteRemoteAddress: undefined,
        },
      ],
    });
  });

  it('names what is wrong, and no secret', () => {
    const wrong: readonly (readonly [unknown, string])[] = [
      [{}, 'accessControl.accounts'],
      [{ accounts: {} }, 'accessControl.accounts'],
      [{ accounts: [{ accessKey: 'key' }] }, 'accessControl.accounts.0.secretKey'],
      [{ accounts: [{ ...account, admin: 'yes' }] }, 'accessControl.accounts.0.admin'],
      [{ accounts: [{ ...account, topicPerms: ['a=SUB'] }] }, 'accessControl.accounts.0.topicPerms'],
      [{ accounts: [{ ...account, topicPerms: { a: 'ALL' } }] }, 'accessControl.accounts.0.topicPerms.a'],
      [{ accounts: [{ ...account, groupPerms: { g: 1 } }] }, 'accessControl.accounts.0.groupPerms.g'],
      [{ accounts: [{ ...account, defaultTopicPerm: 'sub' }] }, 'accessControl.accounts.0.defaultTopicPerm'],
      [{ accounts: [account, account] }, 'accessControl.accounts.1.accessKey'],
      [{ accounts: [account], style: '4.8' }, 'accessControl.style'],
      [{ accounts: [{ ...account, topicPerm: {} }] }, 'accessControl.accounts.0.topicPerm'],
      [
        { accounts: [{ ...account, whiteRemoteAddress: '*' }] },
        'accessControl.accounts.0.whiteRemoteAddress',
      ],
    ];
    for (const [options, path] of wrong) {
      const { message, path: named } = refusalOf(options);
      expect(named, message).to.equal(path);
      expect(message).to.not.contain(account.secretKey);
    }
  });

  it('lets addresses be trusted in the style of 4.9', () => {
    const options = { accounts: [{ ...account, whiteRemoteAddress: '*' }], style: '4.9' } as const;
    expect(resolveAccessControlOptions(options).accounts[0]?.whiteRemoteAddress).to.equal('*');
  });
});
