import { expect } from 'chai';
import { AdminFailedError, GroupNotFoundError } from '../../src/errors/admin-error.js';
import { BrokerInternalError } from '../../src/errors/broker-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import {
  createResponse,
  EmptyHeader,
  encodeConsumerRunningInfo,
  encodeHeartbeatData,
  RequestCode,
  ResponseCode,
} from '../../src/protocol/index.js';
import { consumerOf, heartbeat } from '../broker/subjects/embedded.js';
import { administer } from './administer.js';

const strict = { config: { autoCreateSubscriptionGroup: false } };

/** A cluster with a consumer of `orders`, which has consumed the first of three messages. */
async function stageWithMember() {
  const stage = await administer({ brokers: 2, topics: { orders: { queues: 1 } } });
  await stage.send();
  await stage.send();
  const consumer = stage.mq.consumer({
    group: 'billing',
    subscribe: { orders: 'paid || late' },
    from: 'first',
  });
  const consuming = consumer.messages$.subscribe();
  await stage.clock.advance(1000);
  return { ...stage, consumer, consuming };
}

describe('GroupsAdmin', () => {
  it('creates a group on every broker, with the defaults of Java', async () => {
    await using stage = await administer(strict);
    await stage.answer(stage.admin.groups.create('billing', { retryMaxTimes: 3 }));
    const configs = await stage.answer(stage.admin.groups.config('billing'));
    expect(configs.map(({ brokerName }) => brokerName)).to.deep.equal(['broker-a', 'broker-b']);
    expect(configs[0]).to.deep.equal({
      group: 'billing',
      brokerName: 'broker-a',
      address: stage.broker.address,
      consumeEnable: true,
      consumeFromMinEnable: true,
      consumeBroadcastEnable: true,
      consumeMessageOrderly: false,
      retryQueueNums: 1,
      retryMaxTimes: 3,
      groupRetryPolicy: { type: 'CUSTOMIZED' },
      whichBrokerWhenConsumeSlowly: 1,
      notifyConsumerIdsChangedEnable: true,
      consumeTimeoutMinute: 15,
    });
  });

  it('changes what is said and leaves the rest', async () => {
    await using stage = await administer(strict);
    await stage.answer(stage.admin.groups.create('billing', { retryMaxTimes: 3 }));
    await stage.answer(stage.admin.groups.update('billing', { consumeEnable: false }));
    for (const config of await stage.answer(stage.admin.groups.config('billing')))
      expect(config).to.include({ retryMaxTimes: 3, consumeEnable: false });
  });

  it('errs for a group that no broker has', async () => {
    await using stage = await administer(strict);
    const { groups } = stage.admin;
    expect(await stage.failure(groups.config('nobody'))).to.be.instanceOf(GroupNotFoundError);
    expect(await stage.failure(groups.update('nobody', {}))).to.be.instanceOf(GroupNotFoundError);
    const asked = groups.runningInfo('nobody', 'me');
    expect(await stage.failure(asked)).to.be.instanceOf(GroupNotFoundError);
  });

  it('says which broker refused', async () => {
    await using stage = await administer();
    const [, second] = stage.broker.brokers;
    stage.broker.faults.answer(ResponseCode.SYSTEM_ERROR, {
      code: RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP,
      at: second!.address,
    });
    const error = (await stage.failure(stage.admin.groups.create('billing'))) as AdminFailedError;
    expect(error).to.be.instanceOf(AdminFailedError);
    const failed = error.outcomes.find((outcome) => outcome.error !== undefined);
    expect(failed).to.include({ brokerName: 'broker-b', address: second!.address });
    expect(failed?.error).to.be.instanceOf(BrokerInternalError);
  });

  it('deletes a group with its offsets and topics', async () => {
    await using stage = await administer({
      topics: { orders: {}, '%RETRY%billing': {}, '%DLQ%billing': {} },
      ...strict,
    });
    const { groups, offsets, topics } = stage.admin;
    const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };
    const offsetAfter = async (keepOffsets: boolean) => {
      await stage.answer(groups.create('billing'));
      await stage.answer(offsets.commit('billing', queue, 7));
      await stage.answer(groups.delete('billing', { keepOffsets }));
      const [first] = await stage.answer(offsets.read('billing', 'orders'));
      return first?.committedOffset;
    };
    expect([await offsetAfter(true), await offsetAfter(false)]).to.deep.equal([7, undefined]);
    expect(await stage.answer(groups.list())).not.to.include('billing');
    const names = await stage.answer(topics.list());
    expect(names).not.to.include.members(['%RETRY%billing']).and.not.to.include.members(['%DLQ%billing']);
  });

  it('lists groups of all brokers', async () => {
    await using stage = await administer({ groups: { billing: {}, audit: {} } });
    const names = await stage.answer(stage.admin.groups.list());
    expect(names.filter((name) => ['billing', 'audit'].includes(name))).to.deep.equal(['audit', 'billing']);
    expect(new Set(names).size).to.equal(names.length);
  });

  it('tells the members of a group and what they want', async () => {
    await using stage = await stageWithMember();
    const [member, ...others] = await stage.answer(stage.admin.groups.members('billing'));
    expect(others).to.deep.equal([]);
    expect(member).to.deep.include({
      clientId: 'me',
      language: 'OTHER',
      brokerNames: ['broker-a', 'broker-b'],
    });
    expect(await stage.answer(stage.admin.groups.subscription('billing'))).to.deep.equal({
      model: 'clustering',
      type: 'push',
      topics: [
        { topic: '%RETRY%billing', expression: '*', expressionType: 'TAG' },
        { topic: 'orders', expression: 'paid || late', expressionType: 'TAG' },
      ],
    });
    stage.consuming.unsubscribe();
  });

  it('asks a member how it is', async () => {
    await using stage = await administer({ brokers: 1 });
    const { client, ask } = stage.connect();
    const beat = heartbeat({ clientID: 'you', consumerDataSet: [consumerOf('billing')] });
    ask(RequestCode.HEART_BEAT, EmptyHeader, {}, encodeHeartbeatData(beat));
    const body = encodeConsumerRunningInfo({
      properties: { PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY' },
      subscriptionSet: [],
      mqTable: [],
      mqPopTable: [],
      statusTable: {},
      userConsumerInfo: {},
    });
    client.requests$.subscribe((request) => {
      if (!request.isOneway) client.reply(request, createResponse(ResponseCode.SUCCESS, { body }));
    });
    const info = await stage.answer(stage.admin.groups.runningInfo('billing', 'you'));
    expect(info.properties).to.deep.equal({ PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY' });
    const stranger = stage.admin.groups.runningInfo('billing', 'stranger');
    expect(await stage.failure(stranger)).to.be.instanceOf(GroupNotFoundError);
  });

  it('takes a group without members for what it is', async () => {
    await using stage = await administer({ groups: { billing: {} } });
    expect(await stage.answer(stage.admin.groups.members('billing'))).to.deep.equal([]);
    expect(await stage.answer(stage.admin.groups.subscription('billing'))).to.equal(undefined);
  });

  it('tells how far a group has come, over all brokers', async () => {
    await using stage = await administer({ groups: { billing: {} }, topics: { orders: { queues: 1 } } });
    await stage.clock.advance(1000);
    const storedAt = stage.clock.now;
    for (let index = 0; index < 4; index++) await stage.send();
    await stage.clock.advance(1000);
    for (const [brokerName, offset] of [
      ['broker-a', 0],
      ['broker-b', 1],
    ] as const)
      await stage.answer(
        stage.admin.offsets.commit('billing', { topic: 'orders', brokerName, queueId: 0 }, offset),
      );
    const { queues, lag, inFlight } = await stage.answer(stage.admin.groups.progress('billing'));
    const rows = queues.map(({ queue, committedOffset, maxOffset, lag: left }) => [
      queue.brokerName,
      committedOffset,
      maxOffset,
      left,
    ]);
    expect(rows).to.deep.equal([
      ['broker-a', 0, 2, 2],
      ['broker-b', 1, 2, 1],
    ]);
    expect([lag, inFlight]).to.deep.equal([3, 0]);
    expect(queues.map(({ consumedUntil }) => consumedUntil?.getTime())).to.deep.equal([undefined, storedAt]);
    const other = await stage.answer(stage.admin.groups.progress('billing', { topic: 'TBW102' }));
    expect(other.lag).to.equal(0);
  });

  it('tells nothing of a group that has committed nothing', async () => {
    await using stage = await administer();
    const progress = await stage.answer(stage.admin.groups.progress('nobody'));
    expect(progress).to.deep.equal({
      group: 'nobody',
      queues: [],
      lag: 0,
      inFlight: 0,
      consumedPerSecond: 0,
    });
  });

  it('errs rather than tell half of the lag', async () => {
    await using stage = await administer({ groups: { billing: {} } });
    stage.broker.faults.answer(ResponseCode.SYSTEM_ERROR, { code: RequestCode.GET_CONSUME_STATS, times: 1 });
    const error = await stage.failure(stage.admin.groups.progress('billing'));
    expect(error).to.be.instanceOf(AdminFailedError);
  });

  it('refuses wrong names and settings', async () => {
    await using stage = await administer();
    const { groups } = stage.admin;
    for (const single of [
      groups.create('a b'),
      groups.create('billing', { retryMaxTimes: -1 }),
      groups.create('billing', { retryMaxTime: 1 } as object),
      groups.create('billing', { groupRetryPolicy: { type: 'NEVER' } } as object),
      groups.update('billing', { consumeEnable: 1 } as object),
      groups.delete(''),
      groups.members(''),
      groups.progress('billing', { topic: 'a b' }),
    ]) {
      expect(await stage.failure(single)).to.be.instanceOf(InvalidArgumentError);
    }
  });
});
