import { expect } from 'chai';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { AuthorizationError } from '../../src/errors/broker-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { administer } from './administer.js';

const { PUT_KV_CONFIG } = RequestCode;

describe('NameServersAdmin', () => {
  it('tells and changes the settings of every name server', async () => {
    await using stage = await administer({ nameServers: 2 });
    const { nameServers } = stage.admin;
    await stage.answer(nameServers.updateConfig({ orderMessageEnable: true }));
    const configs = await stage.answer(nameServers.config());
    expect(configs.map(({ address }) => address)).to.deep.equal(stage.broker.nameServers);
    for (const { settings } of configs) expect(settings).to.include({ orderMessageEnable: 'true' });
  });

  it('errs for settings that are locked', async () => {
    await using stage = await administer();
    const error = await stage.failure(stage.admin.nameServers.updateConfig({ kvConfigPath: '/etc' }));
    expect(error).to.be.instanceOf(AdminFailedError);
    expect((error as AdminFailedError).cause).to.be.instanceOf(AuthorizationError);
  });

  it('stores, tells and removes values at every name server', async () => {
    await using stage = await administer({ nameServers: 2 });
    const { nameServers } = stage.admin;
    await stage.answer(nameServers.putValue('space', 'one', '1'));
    await stage.answer(nameServers.putValue('space', 'two', '2'));
    const [first, second] = stage.broker.nameServers;
    expect(await stage.answer(nameServers.valueAtEach('space', 'one'))).to.deep.equal([
      { address: first, value: '1' },
      { address: second, value: '1' },
    ]);
    expect(await stage.answer(nameServers.value('space', 'one'))).to.equal('1');
    expect(await stage.answer(nameServers.values('space'))).to.deep.equal({ one: '1', two: '2' });
    await stage.answer(nameServers.deleteValue('space', 'one'));
    await stage.answer(nameServers.deleteValue('space', 'one'));
    expect(await stage.answer(nameServers.value('space', 'one'))).to.equal(undefined);
    expect(await stage.answer(nameServers.values('nowhere'))).to.deep.equal({});
  });

  it('errs when one of them failed, with the others done', async () => {
    await using stage = await administer({ nameServers: 2 });
    const { nameServers } = stage.admin;
    const [, second] = stage.broker.nameServers;
    stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: PUT_KV_CONFIG, at: second! });
    const error = (await stage.failure(nameServers.putValue('space', 'key', 'v'))) as AdminFailedError;
    expect(error).to.be.instanceOf(AdminFailedError);
    expect(error.outcomes.map((outcome) => outcome.error === undefined)).to.deep.equal([true, false]);
    const values = await stage.answer(nameServers.valueAtEach('space', 'key'));
    expect(values.map(({ value }) => value)).to.deep.equal(['v', undefined]);
  });

  it('refuses wrong arguments', async () => {
    await using stage = await administer();
    const { nameServers } = stage.admin;
    for (const single of [
      nameServers.value('', 'key'),
      nameServers.value('space', ''),
      nameServers.valueAtEach('space', ''),
      nameServers.values(''),
      nameServers.putValue('space', 'key', ''),
      nameServers.deleteValue('space', 5 as never),
      nameServers.updateConfig({ a: 'b\nc=d' }),
    ])
      expect(await stage.failure(single)).to.be.instanceOf(InvalidArgumentError);
  });
});
