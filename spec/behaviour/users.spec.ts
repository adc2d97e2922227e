import { expect } from 'chai';
import { inspect } from 'node:util';
import {
  type AccessRule,
  type Admin,
  AdminFailedError,
  type Client,
  createClient,
  type Credentials,
  type SendFailedError,
  UnsupportedError,
} from '../../src/index.js';
import { mqadmin } from '../../tools/rocketmq/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import type { RealBroker } from '../support/rocketmq/real-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { rows } from './support/java-tour/mqadmin.js';

const adminCredentials: Credentials = { accessKey: 'adminKey', secretKey: 'secret-of-admin' };
const password = 'secret-of-user';

const allow = (resource: string, ...actions: AccessRule['actions']): AccessRule => ({
  resource,
  actions,
  decision: 'Allow',
  sourceIps: undefined,
  isDefault: false,
});

describeBroker(
  'users and their rules',
  (broker, { kind, version }) => {
    const clients: Client[] = [];
    let admin: Admin;
    let username: string;

    const open = (credentials: Credentials): Client => {
      const mq = createClient({ nameServers: broker().nameServers, credentials });
      clients.push(mq);
      return mq;
    };

    beforeEach(() => {
      admin = open(adminCredentials).admin();
      username = uniqueName('user');
    });

    afterEach(async () => {
      await Promise.all(clients.splice(0).map((mq) => mq.close({ timeoutMs: 1000 })));
    });

    const failureOf = (call: PromiseLike<unknown>): Promise<unknown> =>
      Promise.resolve(call).then(
        () => undefined,
        (error: unknown) => error,
      );

    if (version.startsWith('4.')) {
      it('are not known', async () => {
        const { users, accessControl } = admin;
        for (const call of [users.list(), users.create(username, { password }), accessControl.list()])
          expect(await failureOf(call)).to.be.instanceOf(UnsupportedError);
      });
      return;
    }

    it('are created, changed, told and deleted', async () => {
      const { users } = admin;
      await users.create(username, { password });
      const [user] = await users.read(username);
      expect(user).to.deep.equal({
        clusterName: 'DefaultCluster',
        brokerName: 'broker-a',
        brokerId: 0,
        address: broker().brokers[0]!.address,
        username,
        isSuper: false,
        isEnabled: true,
      });
      await users.update(username, { isSuper: true, isEnabled: false });
      const listed = await users.list({ filter: username });
      expect(listed).to.deep.equal([{ ...user, isSuper: true, isEnabled: false }]);
      const names = (await users.list()).map((each) => each.username);
      expect(names).to.include.members([username, adminCredentials.accessKey]);
      await users.delete(username);
      expect(await users.read(username)).to.deep.equal([]);
      await users.delete(username);
    });

    it('err for users that are there already or not there, without a password', async () => {
      const { users, accessControl } = admin;
      await users.create(username, { password });
      const codes = [];
      for (const call of [
        users.create(username, { password }),
        users.update('nobody', { password }),
        accessControl.create('nobody', [allow('Topic:T', 'Pub')]),
        accessControl.delete(username),
      ]) {
        const error = (await failureOf(call)) as AdminFailedError;
        expect(error).to.be.instanceOf(AdminFailedError);
        expect(`${inspect(error, { depth: 9 })}${JSON.stringify(error)}`).not.to.contain(password);
        codes.push((error.cause as { code: string }).code);
      }
      expect(codes).to.deep.equal([
        'ROCKETMQ_INVALID_REQUEST',
        'ROCKETMQ_NOT_FOUND',
        'ROCKETMQ_NOT_FOUND',
        'ROCKETMQ_NOT_FOUND',
      ]);
    });

    it('are given rules, which are told and taken away', async () => {
      const { users, accessControl } = admin;
      await users.create(username, { password });
      const sending: AccessRule = {
        ...allow('Topic:orders', 'Pub', 'Sub'),
        sourceIps: ['10.0.0.0/8', '::1'],
      };
      const reading: AccessRule = { ...allow('Group:bill*', 'All'), decision: 'Deny' };
      const byDefault: AccessRule = { ...allow('*', 'Get', 'List'), isDefault: true };
      await accessControl.create(username, [allow('Topic:orders', 'Get'), reading]);
      await accessControl.update(username, [sending, byDefault]);
      const expected = [sending, reading, byDefault];
      const rulesOf = async () => (await accessControl.read(username)).map(({ rules }) => rules);
      expect(await rulesOf()).to.deep.equal([expected]);
      expect((await accessControl.list({ filter: username })).map(({ rules }) => rules)).to.deep.equal([
        expected,
      ]);
      const about = await accessControl.list({ filter: username, resourceFilter: 'bill' });
      expect(about.map(({ rules }) => rules.map(({ resource }) => resource))).to.deep.equal([
        ['Group:bill*'],
      ]);
      await accessControl.delete(username, { resource: 'Topic:orders' });
      await accessControl.delete(username, { resource: '*', isDefault: true });
      expect(await rulesOf()).to.deep.equal([[expected[1]]]);
      await accessControl.delete(username);
      expect(await rulesOf()).to.deep.equal([[]]);
      expect(await accessControl.read('nobody')).to.deep.equal([]);
    });

    it('hold at once', async () => {
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 1 });
      await admin.users.create(username, { password });
      const producer = open({ accessKey: username, secretKey: password }).producer({ group: 'spec' });
      const nameOfFailure = async (): Promise<string | undefined> => {
        const error = await failureOf(producer.send({ topic, body: 'x' }));
        if (error === undefined) return undefined;
        const { attempts } = error as SendFailedError;
        return attempts.map((attempt) => (attempt.error as Error).name).join();
      };
      expect(await nameOfFailure()).to.equal('AuthorizationError');
      await admin.accessControl.create(username, [allow(`Topic:${topic}`, 'Pub')]);
      expect(await nameOfFailure()).to.equal(undefined);
      await admin.accessControl.update(username, [{ ...allow(`Topic:${topic}`, 'Pub'), decision: 'Deny' }]);
      expect(await nameOfFailure()).to.equal('AuthorizationError');
      await admin.users.update(username, { isSuper: true });
      expect(await nameOfFailure()).to.equal(undefined);
      await admin.users.update(username, { isEnabled: false });
      expect(await nameOfFailure()).to.equal('AuthenticationError');
    });

    it('keep super users for super users', async () => {
      const { users, accessControl } = admin;
      await users.create(username, { password });
      await accessControl.create(username, [allow('Cluster:*', 'All')]);
      const mine = open({ accessKey: username, secretKey: password }).admin().users;
      const other = uniqueName('user');
      await mine.create(other, { password });
      for (const call of [
        mine.create(uniqueName('user'), { password, isSuper: true }),
        mine.update(other, { isSuper: true }),
        mine.update(adminCredentials.accessKey, { isEnabled: false }),
        mine.delete(adminCredentials.accessKey),
      ]) {
        const { cause, retriable } = (await failureOf(call)) as AdminFailedError;
        expect([(cause as Error).name, retriable]).to.deep.equal(['AuthorizationError', false]);
      }
    });

    if (kind === 'real')
      it('are those that listUser and listAcl print', async () => {
        const { cluster } = broker() as RealBroker;
        const { address } = broker().brokers[0]!;
        await admin.users.create(username, { password, isEnabled: false });
        await admin.accessControl.create(username, [allow('Topic:orders', 'Pub', 'Sub')]);
        const [users, rules] = await Promise.all(
          ['listUser', 'listAcl'].map(async (command) =>
            rows(await mqadmin(cluster, [command, '-b', address])),
          ),
        );
        const ours = (await admin.users.list()).map((user) => [
          user.username,
          user.isSuper ? 'Super' : 'Normal',
          user.isEnabled ? 'enable' : 'disable',
        ]);
        expect(users?.map(([name, , type, status]) => [name, type, status])).to.deep.equal(ours);
        const rule = rules?.find(([subject]) => subject === `User:${username}`);
        expect(rule?.slice(0, 3)).to.deep.equal([`User:${username}`, 'Custom', 'Topic:orders']);
        expect(rule?.join(' ')).to.contain('[Pub, Sub]').and.to.contain('Allow');
      }).timeout(60_000);
  },
  { setup: { accessControl: { admin: adminCredentials } }, slow: true },
);

describeBroker(
  'users of a master and its slave',
  (broker, { version }) => {
    if (version.startsWith('4.')) return;

    it('are written to both, and told by each', async () => {
      await using mq = createClient({ nameServers: broker().nameServers, credentials: adminCredentials });
      const { users, accessControl } = mq.admin();
      const username = uniqueName('user');
      const rule = allow('Topic:orders', 'Pub');
      await users.create(username, { password });
      await accessControl.create(username, [rule]);
      const told = await accessControl.read(username);
      expect(told.map(({ brokerId, rules }) => [brokerId, rules])).to.deep.equal([
        [0, [rule]],
        [1, [rule]],
      ]);
      await users.delete(username);
      expect(await users.read(username)).to.deep.equal([]);
    });
  },
  { setup: { slaves: 1, accessControl: { admin: adminCredentials } }, slow: true },
);
