import { expect } from 'chai';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { AuthorizationError } from '../../src/errors/broker-error.js';
import { isConnectionError } from '../../src/errors/predicates.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { administer } from './administer.js';

describe('BrokersAdmin', () => {
  it('lists masters and slaves', async () => {
    await using stage = await administer({ slaves: 1 });
    const brokers = await stage.answer(stage.admin.brokers.list());
    expect(
      brokers.map(({ clusterName, brokerName, brokerId }) => [clusterName, brokerName, brokerId]),
    ).to.deep.equal([
      ['DefaultCluster', 'broker-a', 0],
      ['DefaultCluster', 'broker-a', 1],
      ['DefaultCluster', 'broker-b', 0],
      ['DefaultCluster', 'broker-b', 1],
    ]);
    expect(brokers[0]).to.have.property('address', stage.broker.address);
    expect(await stage.answer(stage.admin.brokers.list({ cluster: 'Elsewhere' }))).to.deep.equal([]);
  });

  it('tells how a broker is', async () => {
    await using stage = await administer({ brokers: 1 });
    await stage.clock.advance(1000);
    const storedAt = stage.clock.now;
    await stage.send();
    await stage.clock.advance(1000);
    const runtime = await stage.answer(stage.admin.brokers.runtime(stage.broker.address));
    expect(runtime).to.deep.include({
      version: 'V5_3_3',
      storedToday: 1,
      storedYesterday: 0,
      readToday: 0,
      commitLogDiskRatio: 0,
      dispatchBehindBytes: 0,
      earliestMessageAt: new Date(storedAt),
    });
    expect(runtime.values).to.include({ brokerVersionDesc: 'V5_3_3' });
  });

  it('shows brokers that cannot be asked among the others', async () => {
    await using stage = await administer();
    const [first, second] = stage.broker.brokers;
    stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, {
      code: RequestCode.GET_BROKER_RUNTIME_INFO,
      at: second!.address,
    });
    const status = await stage.answer(stage.admin.brokers.status());
    expect(status.map(({ address, runtime }) => [address, runtime?.version])).to.deep.equal([
      [first!.address, 'V5_3_3'],
      [second!.address, undefined],
    ]);
    expect(status[0]?.error).to.equal(undefined);
    expect(status[1]?.error).to.have.property('responseCode', ResponseCode.SYSTEM_BUSY);
  });

  it('reads and changes settings of one broker', async () => {
    await using stage = await administer();
    const { brokers } = stage.admin;
    const [first, second] = stage.broker.brokers;
    await stage.answer(brokers.updateConfig(first!.address, { autoCreateTopicEnable: false }));
    const valueAt = async (address: string) =>
      (await stage.answer(brokers.config(address)))['autoCreateTopicEnable'];
    expect([await valueAt(first!.address), await valueAt(second!.address)]).to.deep.equal(['false', 'true']);
  });

  it('changes settings of all brokers of a cluster, slaves included', async () => {
    await using stage = await administer({ slaves: 1 });
    const { brokers } = stage.admin;
    await stage.answer(brokers.updateConfig({ cluster: 'DefaultCluster' }, { autoCreateTopicEnable: false }));
    for (const { address } of await stage.answer(brokers.list()))
      expect(await stage.answer(brokers.config(address))).to.include({ autoCreateTopicEnable: 'false' });
  });

  it('errs when a setting is locked or a broker is not there', async () => {
    await using stage = await administer();
    const { brokers } = stage.admin;
    const locked = (await stage.failure(
      brokers.updateConfig(stage.broker.address, { brokerConfigPath: '/etc' }),
    )) as AdminFailedError;
    expect(locked).to.be.instanceOf(AdminFailedError);
    expect(locked.cause).to.be.instanceOf(AuthorizationError);
    expect(isConnectionError(await stage.failure(brokers.config('10.9.9.9:1')))).to.equal(true);
  });

  it('takes a broker out of the routes of producers, and puts it back', async () => {
    await using stage = await administer({ nameServers: 2 });
    const { brokers, topics } = stage.admin;
    const writable = async () =>
      (await stage.answer(topics.route('orders'))).brokers.map((broker) => broker.writable);
    expect(await stage.answer(brokers.wipeWritePermission('broker-a'))).to.be.greaterThan(0);
    expect(await writable()).to.deep.equal([false, true]);
    expect(await stage.answer(brokers.addWritePermission('broker-a'))).to.be.greaterThan(0);
    expect(await writable()).to.deep.equal([true, true]);
  });

  it('refuses wrong arguments', async () => {
    await using stage = await administer();
    const { brokers } = stage.admin;
    for (const single of [
      brokers.runtime('nonsense'),
      brokers.config(5 as never),
      brokers.updateConfig(stage.broker.address, { 'a=b': 'c' }),
      brokers.updateConfig(stage.broker.address, { a: 'b\nc=d' }),
    ]) {
      expect(await stage.failure(single)).to.be.instanceOf(InvalidArgumentError);
    }
  });
});
