import { expect } from 'chai';
import { createClient } from '../../src/client/create-client.js';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { NotFoundError } from '../../src/errors/broker-error.js';
import { isFatal } from '../../src/errors/predicates.js';
import { InvalidArgumentError, UnsupportedError } from '../../src/errors/usage-error.js';
import type { AccessRule } from '../../src/index.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { administer } from './administer.js';
import { administerUsers } from './administer-users.js';

const password = 'secret-of-shop';
const sending: AccessRule = { resource: 'Topic:orders', actions: ['Pub'], decision: 'Allow' };
const reading: AccessRule = { resource: 'Group:bill*', actions: ['Sub'], decision: 'Allow' };

async function stageWithUser() {
  const stage = await administerUsers();
  await stage.answer(stage.admin.users.create('shop', { password }));
  const { accessControl } = stage.admin;
  const resources = async () =>
    (await stage.answer(accessControl.read('shop'))).map(({ rules }) =>
      rules.map(({ resource }) => resource),
    );
  return { ...stage, accessControl, resources };
}

describe('AccessAdmin', () => {
  it('gives, tells and takes away rules on every broker', async () => {
    await using stage = await stageWithUser();
    const { accessControl, resources } = stage;
    expect(await resources()).to.deep.equal([[], []]);
    await stage.answer(accessControl.create('shop', [sending]));
    await stage.answer(accessControl.update('shop', [reading]));
    const views = await stage.answer(accessControl.read('shop'));
    expect(views.map(({ brokerName, username }) => [brokerName, username])).to.deep.equal([
      ['broker-a', 'shop'],
      ['broker-b', 'shop'],
    ]);
    expect(views[1]?.rules[0]).to.deep.equal({ ...sending, sourceIps: undefined, isDefault: false });
    await stage.answer(accessControl.delete('shop', { resource: 'Topic:orders' }));
    expect(await resources()).to.deep.equal([['Group:bill*'], ['Group:bill*']]);
    await stage.answer(accessControl.delete('shop'));
    expect(await resources()).to.deep.equal([[], []]);
  });

  it('lets a user do what its rules say, at once', async () => {
    await using stage = await stageWithUser();
    const { accessControl, broker, clock } = stage;
    const credentials = { accessKey: 'shop', secretKey: password };
    const shop = createClient({ ...broker.clientOptions, credentials });
    const send = () => clock.until(shop.producer({ group: 'shop' }).send({ topic: 'orders', body: 'x' }));
    const refused = await send().catch((error: unknown) => error);
    expect(isFatal((refused as { attempts: { error: unknown }[] }).attempts[0]?.error)).to.equal(true);
    await stage.answer(accessControl.create('shop', [sending]));
    expect(await send()).to.have.property('messageId');
    await clock.until(shop.close());
  });

  it('lists rules of all users, or of some, or of some resources', async () => {
    await using stage = await stageWithUser();
    const { accessControl } = stage;
    await stage.answer(accessControl.create('shop', [sending, reading]));
    await stage.answer(accessControl.create('admin', [sending]));
    const countsOf = async (options: Parameters<typeof accessControl.list>[0]) =>
      (await stage.answer(accessControl.list({ ...options, cluster: 'DefaultCluster' })))
        .filter(({ brokerName }) => brokerName === 'broker-b')
        .map(({ username, rules }) => [username, rules.length]);
    expect(await countsOf({})).to.deep.equal([
      ['admin', 1],
      ['shop', 2],
    ]);
    expect(await countsOf({ filter: 'shop' })).to.deep.equal([['shop', 2]]);
    expect(await countsOf({ resourceFilter: 'Group' })).to.deep.equal([['shop', 1]]);
  });

  it('finds nothing of a user that is not there, and errs when it is to get rules', async () => {
    await using stage = await stageWithUser();
    const { accessControl } = stage;
    expect(await stage.answer(accessControl.read('nobody'))).to.deep.equal([]);
    const error = (await stage.failure(accessControl.create('nobody', [sending]))) as AdminFailedError;
    expect(error).to.be.instanceOf(AdminFailedError);
    expect(error.cause).to.be.instanceOf(NotFoundError);
  });

  it('errs when a broker failed, and with UnsupportedError when no broker knows rules', async () => {
    await using stage = await administer();
    const { accessControl } = stage.admin;
    const { AUTH_LIST_ACL, AUTH_GET_ACL } = RequestCode;
    expect(await stage.failure(accessControl.read('shop'))).to.be.instanceOf(AdminFailedError);
    for (const code of [AUTH_LIST_ACL, AUTH_GET_ACL])
      stage.broker.faults.answer(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, { code });
    expect(await stage.failure(accessControl.list())).to.be.instanceOf(UnsupportedError);
    expect(await stage.failure(accessControl.read('shop'))).to.be.instanceOf(UnsupportedError);
  });

  it('refuses what brokers would understand otherwise', async () => {
    await using stage = await administer();
    const { accessControl } = stage.admin;
    const wrongRules: readonly object[] = [
      { resource: 'orders' },
      { resource: 'topic:orders' },
      { resource: 'Topic:' },
      { resource: 'Topic:or*ers' },
      { resource: 'Topic:o*r*' },
      { actions: [] },
      { actions: ['Any'] },
      { actions: ['pub'] },
      { actions: 'Pub' },
      { decision: 'Maybe' },
      { sourceIps: [] },
      { sourceIps: ['10.0.0.*'] },
      { sourceIps: ['10.0.0.0/33'] },
      { sourceIps: ['10.0.0.0/'] },
      { sourceIps: ['::1/129'] },
      { isDefault: 1 },
      { policyType: 'Custom' },
    ];
    for (const wrong of wrongRules) {
      const error = await stage.failure(accessControl.create('shop', [sending, { ...sending, ...wrong }]));
      expect(error, JSON.stringify(wrong)).to.be.instanceOf(InvalidArgumentError);
      expect((error as InvalidArgumentError).path).to.match(/^rules\.1\./);
    }
    for (const single of [
      accessControl.create('shop', []),
      accessControl.update('', [sending]),
      accessControl.delete('shop', { resource: 'orders' }),
      accessControl.delete(' '),
      accessControl.read(''),
    ])
      expect(await stage.failure(single)).to.be.instanceOf(InvalidArgumentError);
  });

  it('takes every form of resource and of address', async () => {
    await using stage = await stageWithUser();
    const resources = ['*', 'Topic:*', 'Topic:o*', 'Topic:%RETRY%g', 'Group:g', 'Cluster:c', 'Namespace:n'];
    const sourceIps = ['10.0.0.1', '10.0.0.0/8', '::1', 'fe80::/10'];
    const rules = resources.map((resource): AccessRule => ({ ...sending, resource, sourceIps }));
    await stage.answer(stage.accessControl.create('shop', rules));
    const [view] = await stage.answer(stage.accessControl.read('shop'));
    expect(view?.rules.map(({ resource }) => resource)).to.deep.equal(resources);
    expect(view?.rules[0]?.sourceIps).to.deep.equal(sourceIps);
  });
});
