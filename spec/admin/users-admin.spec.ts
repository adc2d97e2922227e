import { expect } from 'chai';
import { inspect } from 'node:util';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { InvalidRequestError, NotFoundError } from '../../src/errors/broker-error.js';
import { NoAvailableBrokerError } from '../../src/errors/route-error.js';
import { InvalidArgumentError, UnsupportedError } from '../../src/errors/usage-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { administer } from './administer.js';
import { administerUsers } from './administer-users.js';

const password = 'secret-of-shop';
const { AUTH_CREATE_USER, AUTH_LIST_USER } = RequestCode;

describe('UsersAdmin', () => {
  it('creates, changes and deletes a user on every broker, slaves included', async () => {
    await using stage = await administerUsers({ slaves: 1 });
    const { users } = stage.admin;
    await stage.answer(users.create('shop', { password, isSuper: true }));
    await stage.answer(users.update('shop', { isEnabled: false }));
    const views = await stage.answer(users.read('shop'));
    expect(views.map((view) => [view.brokerName, view.brokerId])).to.deep.equal([
      ['broker-a', 0],
      ['broker-a', 1],
      ['broker-b', 0],
      ['broker-b', 1],
    ]);
    expect(views[0]).to.deep.equal({
      clusterName: 'DefaultCluster',
      brokerName: 'broker-a',
      brokerId: 0,
      address: stage.broker.address,
      username: 'shop',
      isSuper: true,
      isEnabled: false,
    });
    await stage.answer(users.delete('shop'));
    expect(await stage.answer(users.read('shop'))).to.deep.equal([]);
  });

  it('keeps users when a broker starts again', async () => {
    await using stage = await administerUsers({ brokers: 1 });
    const { users } = stage.admin;
    await stage.answer(users.create('shop', { password }));
    await stage.clock.until(stage.broker.brokers[0]!.restart());
    expect(await stage.answer(users.read('shop'))).to.have.length(1);
  });

  it('lists users of every broker, or those with a name like this', async () => {
    await using stage = await administerUsers();
    const { users } = stage.admin;
    await stage.answer(users.create('shop', { password }));
    const namesOf = async (filter?: string) =>
      (await stage.answer(users.list(filter === undefined ? {} : { filter }))).map(
        ({ brokerName, username }) => [brokerName, username],
      );
    expect(await namesOf()).to.deep.equal([
      ['broker-a', 'admin'],
      ['broker-a', 'shop'],
      ['broker-b', 'admin'],
      ['broker-b', 'shop'],
    ]);
    expect(await namesOf('sho')).to.deep.equal([
      ['broker-a', 'shop'],
      ['broker-b', 'shop'],
    ]);
    expect(await stage.failure(users.list({ cluster: 'Elsewhere' }))).to.be.instanceOf(
      NoAvailableBrokerError,
    );
  });

  it('errs for a user that is there already, or not there', async () => {
    await using stage = await administerUsers();
    const { users } = stage.admin;
    await stage.answer(users.create('shop', { password }));
    const existing = (await stage.failure(users.create('shop', { password }))) as AdminFailedError;
    expect(existing).to.be.instanceOf(AdminFailedError);
    expect(existing.cause).to.be.instanceOf(InvalidRequestError);
    expect(existing.retriable).to.equal(false);
    const missing = (await stage.failure(users.update('nobody', { isSuper: true }))) as AdminFailedError;
    expect(missing.cause).to.be.instanceOf(NotFoundError);
  });

  it('errs with UnsupportedError when no broker knows users', async () => {
    await using stage = await administer();
    stage.broker.faults.answer(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, { code: AUTH_LIST_USER });
    const error = await stage.failure(stage.admin.users.list());
    expect(error).to.be.instanceOf(UnsupportedError);
    expect(String(error)).to.contain('5.3.0');
    expect((error as UnsupportedError).context).to.include({ address: stage.broker.address });
  });

  it('tells which broker does not know users when others do', async () => {
    await using stage = await administerUsers();
    const [, second] = stage.broker.brokers;
    stage.broker.faults.answer(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, {
      code: AUTH_CREATE_USER,
      at: second!.address,
    });
    const error = (await stage.failure(stage.admin.users.create('shop', { password }))) as AdminFailedError;
    expect(error).to.be.instanceOf(AdminFailedError);
    expect(error.cause).to.be.instanceOf(UnsupportedError);
    expect(error.outcomes.map((outcome) => outcome.error === undefined)).to.deep.equal([true, false]);
  });

  it('shows no password, whatever goes wrong', async () => {
    await using stage = await administerUsers();
    const { users } = stage.admin;
    stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: AUTH_CREATE_USER });
    for (const single of [
      users.create('shop', { password }),
      users.create('shop', { password, isSuper: 'yes' as never }),
      users.create('shop', { password: { [password]: 1 } as never }),
      users.create('shop', { password: 98_765 as never }),
      users.update('nobody', { password }),
    ]) {
      const error = await stage.failure(single);
      expect(error).to.be.instanceOf(Error);
      const shown = `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}${String(error)}`;
      expect(shown).not.to.contain(password);
      expect(shown).not.to.contain('98765');
    }
    const listed = await stage.answer(users.list());
    expect(inspect(listed, { depth: 9 })).not.to.contain('secret');
  });

  it('refuses wrong arguments', async () => {
    await using stage = await administer();
    const { users } = stage.admin;
    for (const single of [
      users.create('', { password }),
      users.create('shop', {} as never),
      users.create('shop', { password: ' ' }),
      users.create('shop', { password, admin: true } as never),
      users.update(5 as never, {}),
      users.delete(' '),
      users.read(''),
    ])
      expect(await stage.failure(single)).to.be.instanceOf(InvalidArgumentError);
  });
});
