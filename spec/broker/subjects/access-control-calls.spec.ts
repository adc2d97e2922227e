import { expect } from 'chai';
import type { AccessRule } from '../../../src/broker/access-rule.js';
import { AuthorizationError, InvalidRequestError, NotFoundError } from '../../../src/errors/broker-error.js';
import { signedEmbedded } from './signed-embedded.js';

const allow = (resource: string, ...actions: AccessRule['actions']): AccessRule => ({
  resource,
  actions,
  decision: 'Allow',
  sourceIps: undefined,
  isDefault: false,
});
const shop = { accessKey: 'shop', secretKey: 'secret-of-shop' };

/** With a user who may do nothing yet. */
async function stageWithUser() {
  const stage = await signedEmbedded();
  const { users, accessControl } = stage.client;
  await stage.answer(users.create({ username: 'shop', password: shop.secretKey }));
  const rules = () => stage.answer(accessControl.read('shop'));
  return { ...stage, calls: accessControl, rules };
}

describe('accessControlCalls', () => {
  it('add rules, where one for the same resource takes the place of the old', async () => {
    await using stage = await stageWithUser();
    const { calls, rules } = stage;
    expect(await rules()).to.deep.equal([]);
    const first = allow('Topic:orders', 'Pub');
    await stage.answer(calls.create({ username: 'shop', rules: [first, allow('Group:g*', 'Sub')] }));
    const denied: AccessRule = { ...first, actions: ['All'], decision: 'Deny', sourceIps: ['10.0.0.0/8'] };
    const byDefault: AccessRule = { ...allow('Topic:*', 'Sub'), isDefault: true };
    await stage.answer(calls.update({ username: 'shop', rules: [byDefault, denied] }));
    const expected = [denied, allow('Group:g*', 'Sub'), byDefault];
    expect(await rules()).to.deep.equal(expected);
    expect(await stage.answer(calls.list({}))).to.deep.equal([{ username: 'shop', rules: expected }]);
  });

  it('list rules of some users, and of some resources', async () => {
    await using stage = await stageWithUser();
    const { calls } = stage;
    const rules = [allow('Topic:orders', 'Pub'), allow('Group:billing', 'Sub')];
    for (const username of ['shop', 'admin']) await stage.answer(calls.create({ username, rules }));
    const namesOf = async (filter: Parameters<typeof calls.list>[0]) =>
      (await stage.answer(calls.list(filter))).map((each) => [each.username, each.rules.length]);
    expect(await namesOf({})).to.deep.equal([
      ['admin', 2],
      ['shop', 2],
    ]);
    expect(await namesOf({ filter: 'sho' })).to.deep.equal([['shop', 2]]);
    expect(await namesOf({ resourceFilter: 'billing' })).to.deep.equal([
      ['admin', 1],
      ['shop', 1],
    ]);
    expect(await namesOf({ resourceFilter: 'letters' })).to.deep.equal([]);
  });

  it('take away one rule, or all of them', async () => {
    await using stage = await stageWithUser();
    const { calls, rules } = stage;
    const resources = async () => (await rules()).map(({ resource }) => resource);
    const given = [allow('Topic:orders', 'Pub'), { ...allow('Topic:orders', 'Sub'), isDefault: true }];
    await stage.answer(calls.create({ username: 'shop', rules: [...given, allow('Group:g', 'Sub')] }));
    await stage.answer(calls.delete({ username: 'shop', resource: 'Topic:orders', isDefault: true }));
    expect(await resources()).to.deep.equal(['Topic:orders', 'Group:g']);
    await stage.answer(calls.delete({ username: 'shop', resource: 'Topic:orders' }));
    expect(await resources()).to.deep.equal(['Group:g']);
    await stage.answer(calls.delete({ username: 'shop' }));
    expect(await resources()).to.deep.equal([]);
    expect(await stage.failure(calls.delete({ username: 'shop' }))).to.be.instanceOf(NotFoundError);
  });

  it('err for a user that is not there, and for a rule that is wrong', async () => {
    await using stage = await stageWithUser();
    const { calls } = stage;
    const rules = [allow('Topic:orders', 'Pub')];
    expect(await stage.failure(calls.create({ username: 'nobody', rules }))).to.be.instanceOf(NotFoundError);
    expect(await stage.failure(calls.read('nobody'))).to.be.instanceOf(NotFoundError);
    const wrong = [{ ...rules[0]!, resource: 'Thing:orders' }];
    expect(await stage.failure(calls.create({ username: 'shop', rules: wrong })))
      .to.be.instanceOf(InvalidRequestError)
      .with.property('retriable', false);
  });

  it('are for those whom a rule for the cluster allows them', async () => {
    await using stage = await stageWithUser();
    const { calls } = stage;
    const update = { username: 'shop', rules: [allow('Cluster:*', 'Get')] };
    await stage.answer(calls.create(update));
    stage.as(shop);
    expect(await stage.answer(calls.list({}))).to.have.length(1);
    expect(await stage.failure(calls.update(update))).to.be.instanceOf(AuthorizationError);
  });
});
