import { expect } from 'chai';
import { Subject } from 'rxjs';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { AuthorizationError, BrokerBusyError, BrokerInternalError } from '../../src/errors/broker-error.js';
import { TopicNotFoundError } from '../../src/errors/route-error.js';
import { ClosedError } from '../../src/errors/usage-error.js';
import { ReadNameServerConfig, UpdateNameServerConfig } from '../../src/naming/calls/name-server-config.js';
import {
  SharedUnitSubscribedTopicNames,
  UnitSubscribedTopicNames,
  UnitTopicNames,
} from '../../src/naming/calls/topic-names.js';
import { NameServerClient } from '../../src/naming/name-server-client.js';
import { NameServerList } from '../../src/naming/name-server-list.js';
import type { PlainCall } from '../../src/naming/server-call.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { createTopicConfig } from '../../src/testing/topics/topic-table.js';
import { embedded } from '../broker/subjects/embedded.js';
import { observe } from '../remoting/toy-network.js';

const twoServers = { nameServers: 2, brokers: 2 };

describe('calls to name servers', () => {
  it('tell all brokers', async () => {
    await using stage = await embedded({ brokers: 2, slaves: 1 });
    const { brokerAddrTable, clusterAddrTable } = await stage.answer(stage.names.clusterInfo());
    expect(clusterAddrTable).to.deep.equal({ DefaultCluster: ['broker-a', 'broker-b'] });
    expect(brokerAddrTable['broker-a']?.brokerAddrs).to.have.keys('0', '1');
  });

  it('tell topics: all, of a cluster, of brokers', async () => {
    await using stage = await embedded();
    expect(await stage.answer(stage.names.topicNames())).to.include.members(['orders', 'TBW102']);
    expect(await stage.answer(stage.names.topicNames('DefaultCluster'))).to.include('orders');
    expect(await stage.answer(stage.names.topicNames('Nowhere'))).to.deep.equal([]);
    const { topicList } = await stage.answer(stage.names.systemTopicNames());
    expect(topicList).to.include.members(['DefaultCluster', 'broker-a']);
  });

  it('tell topics of units', async () => {
    await using stage = await embedded();
    const { update } = stage.client.topics;
    for (const [topicName, topicSysFlag] of [
      ['unit', 1],
      ['subscribed', 2],
      ['both', 3],
    ] as const)
      await stage.answer(update({ ...createTopicConfig(topicName, 1), topicSysFlag }));
    const told = (call: PlainCall<readonly string[]>) => stage.answer(stage.names.call(call, undefined));
    expect(await told(UnitTopicNames)).to.have.members(['unit', 'both']);
    expect(await told(UnitSubscribedTopicNames)).to.have.members(['subscribed', 'both']);
    expect(await told(SharedUnitSubscribedTopicNames)).to.have.members(['subscribed']);
  });

  it('err when a server does not want to tell', async () => {
    await using stage = await embedded();
    stage.broker.faults.answer(ResponseCode.SYSTEM_ERROR, {
      code: RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
    });
    const error = await stage.failure(stage.names.topicNames());
    expect(error).to.be.instanceOf(BrokerInternalError);
    expect(error).to.have.property('context').that.deep.equals({
      address: stage.broker.nameServers[0],
      requestCode: RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
    });
  });

  it('store values at every server', async () => {
    await using stage = await embedded(twoServers);
    const { names } = stage;
    await stage.answer(names.putConfigValue('space', 'key', 'value'));
    const puts = await stage.answer(names.callEach('read', ReadNameServerConfig, undefined));
    expect(puts).to.have.length(2);
    // Whichever is asked.
    for (let time = 0; time < 2; time++)
      expect(await stage.answer(names.configValue('space', 'key'))).to.equal('value');
    expect(await stage.answer(names.configValues('space'))).to.deep.equal({ key: 'value' });
    await stage.answer(names.deleteConfigValue('space', 'key'));
    expect(await stage.answer(names.configValue('space', 'key'))).to.equal(undefined);
    expect(await stage.answer(names.configValues('elsewhere'))).to.deep.equal({});
  });

  it('take and give write permission at every server', async () => {
    await using stage = await embedded(twoServers);
    const writeQueues = async () => (await stage.answer(stage.names.route('orders'))).writeQueues.length;
    const counts = await stage.answer(stage.names.wipeWritePermission('broker-a'));
    expect(counts).to.have.length(2);
    expect(Math.min(...counts)).to.be.greaterThan(0);
    expect(await writeQueues()).to.equal(2);
    await stage.answer(stage.names.addWritePermission('broker-a'));
    expect(await writeQueues()).to.equal(4);
  });

  it('make every server forget a topic', async () => {
    await using stage = await embedded(twoServers);
    await stage.answer(stage.names.forgetTopic('orders'));
    expect(await stage.failure(stage.names.route('orders'))).to.be.instanceOf(TopicNotFoundError);
  });

  it('change settings', async () => {
    await using stage = await embedded();
    const { names } = stage;
    await stage.answer(names.callEach('set', UpdateNameServerConfig, { enableTopicList: false }));
    expect(await stage.answer(names.call(ReadNameServerConfig, undefined))).to.include({
      enableTopicList: 'false',
    });
    const locked = names.callEach('set', UpdateNameServerConfig, { kvConfigPath: '/etc' });
    const error = await stage.failure(locked);
    expect(error).to.be.instanceOf(AdminFailedError);
    expect((error as AdminFailedError).cause).to.be.instanceOf(AuthorizationError);
  });

  it('wait for a list of servers that is not known yet, and err when there will be none', async () => {
    await using stage = await embedded();
    const { broker, clock, pool } = stage;
    const addresses$ = new Subject<readonly string[]>();
    const servers = new NameServerList(addresses$, clock.runtime);
    const names = new NameServerClient(servers, pool, 3000, clock.runtime);
    const stored = observe(names.putConfigValue('space', 'key', 'value'));
    await clock.advance(1000);
    expect(stored.complete.callCount).to.equal(0);
    addresses$.next(broker.nameServers);
    await clock.settle();
    expect(stored.complete.callCount).to.equal(1);
    expect(await stage.answer(stage.names.configValue('space', 'key'))).to.equal('value');
    servers.close();
    expect(await stage.failure(names.clusterInfo())).to.be.instanceOf(ClosedError);
    expect(await stage.failure(names.wipeWritePermission('broker-a'))).to.be.instanceOf(ClosedError);
  });

  it('try every server, and err with all outcomes when one fails', async () => {
    await using stage = await embedded(twoServers);
    const [first, second] = stage.broker.nameServers;
    stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: RequestCode.PUT_KV_CONFIG, at: first! });
    const error = (await stage.failure(
      stage.names.putConfigValue('space', 'key', 'value'),
    )) as AdminFailedError;
    expect(error).to.be.instanceOf(AdminFailedError);
    expect(error.outcomes.map(({ address }) => address)).to.deep.equal([first, second]);
    expect(error.outcomes[0]?.error).to.be.instanceOf(BrokerBusyError);
    expect(error.outcomes[1]).to.include({ error: undefined });
    expect(error).to.include({ retriable: true, operation: 'store space.key' });
    expect(error.message).to.match(/^Cannot store space\.key on 1 of 2 servers \(127\.0\.0\.1:\d+\): /);
  });
});
