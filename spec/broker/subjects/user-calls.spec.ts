import { expect } from 'chai';
import { inspect } from 'node:util';
import {
  AuthenticationError,
  BrokerInternalError,
  InvalidRequestError,
  NotFoundError,
} from '../../../src/errors/broker-error.js';
import { signedEmbedded } from './signed-embedded.js';
import { embedded } from './embedded.js';

const user = { username: 'shop', password: 'secret-of-shop' };

describe('userCalls', () => {
  it('create, change, tell and delete a user, without ever telling its password', async () => {
    await using stage = await signedEmbedded();
    const { users } = stage.client;
    await stage.answer(users.create(user));
    expect(await stage.answer(users.read('shop'))).to.deep.equal({
      username: 'shop',
      isSuper: false,
      isEnabled: true,
    });
    await stage.answer(users.update({ username: 'shop', isSuper: true, isEnabled: false }));
    const all = await stage.answer(users.list({}));
    expect(all).to.deep.equal([
      { username: 'admin', isSuper: true, isEnabled: true },
      { username: 'shop', isSuper: true, isEnabled: false },
    ]);
    expect(await stage.answer(users.list({ filter: 'sho' }))).to.have.length(1);
    expect(await stage.answer(users.list({ filter: 'nobody' }))).to.deep.equal([]);
    await stage.answer(users.delete('shop'));
    expect(await stage.answer(users.read('shop'))).to.equal(undefined);
    await stage.answer(users.delete('shop'));
  });

  it('err in classes that say what is wrong, without the password', async () => {
    await using stage = await signedEmbedded();
    const { users } = stage.client;
    await stage.answer(users.create(user));
    const again = await stage.failure(users.create(user));
    expect(again).to.be.instanceOf(InvalidRequestError).with.property('retriable', false);
    expect(`${inspect(again, { depth: 9 })}${JSON.stringify(again)}`).not.to.contain(user.password);
    expect(await stage.failure(users.update({ username: 'nobody', isEnabled: false }))).to.be.instanceOf(
      NotFoundError,
    );
    expect(await stage.failure(users.create({ username: '', password: 'x' }))).to.be.instanceOf(
      InvalidRequestError,
    );
  });

  it('turn away a user as soon as it is disabled, or has another password', async () => {
    await using stage = await signedEmbedded();
    const { users } = stage.client;
    await stage.answer(users.create({ ...user, isSuper: true }));
    stage.as({ accessKey: user.username, secretKey: user.password });
    await stage.answer(users.list({}));
    await stage.answer(users.update({ username: 'shop', password: 'another' }));
    expect(await stage.failure(users.list({}))).to.be.instanceOf(AuthenticationError);
    stage.as({ accessKey: 'shop', secretKey: 'another' });
    await stage.answer(users.update({ username: 'shop', isEnabled: false }));
    expect(await stage.failure(users.list({})))
      .to.be.instanceOf(AuthenticationError)
      .with.property('retriable', false);
  });

  it('err at a broker that checks nobody', async () => {
    await using stage = await embedded();
    expect(await stage.failure(stage.client.users.list({}))).to.be.instanceOf(BrokerInternalError);
  });
});
