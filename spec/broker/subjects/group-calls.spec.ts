import { expect } from 'chai';
import { BrokerInternalError, GroupError, SubscriptionError } from '../../../src/errors/broker-error.js';
import type { SubscriptionGroupConfig } from '../../../src/protocol/index.js';
import { consumerOf, embedded, heartbeat } from './embedded.js';

const config: SubscriptionGroupConfig = {
  groupName: 'billing',
  consumeEnable: true,
  consumeFromMinEnable: true,
  consumeBroadcastEnable: false,
  consumeMessageOrderly: false,
  retryQueueNums: 2,
  retryMaxTimes: 5,
  groupRetryPolicy: { type: 'CUSTOMIZED' },
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
  groupSysFlag: 0,
  consumeTimeoutMinute: 15,
  attributes: {},
};

const strict = { config: { autoCreateSubscriptionGroup: false } };

describe('groupCalls', () => {
  it('create, tell and delete a group', async () => {
    await using stage = await embedded(strict);
    const { groups } = stage.client;
    await stage.answer(groups.update(config));
    expect(await stage.answer(groups.config('billing'))).to.deep.equal(config);
    await stage.answer(groups.delete({ group: 'billing', withOffsets: false }));
    const error = await stage.failure(groups.config('billing'));
    expect(error).to.be.instanceOf(GroupError).with.property('responseCode', 26);
  });

  it('create many', async () => {
    await using stage = await embedded(strict);
    await stage.answer(stage.client.groups.updateAll([config, { ...config, groupName: 'shipping' }]));
    const { subscriptionGroupTable } = await stage.answer(stage.client.groups.configs());
    expect(subscriptionGroupTable).to.include.keys('billing', 'shipping');
  });

  it('err for attributes, which brokers do not know', async () => {
    await using stage = await embedded();
    const wrong = { ...config, attributes: { '+colour': 'red' } };
    expect(await stage.failure(stage.client.groups.update(wrong))).to.be.instanceOf(BrokerInternalError);
    expect(await stage.failure(stage.client.groups.updateAll([wrong]))).to.be.instanceOf(BrokerInternalError);
  });

  it('delete the offsets of a group when told to', async () => {
    await using stage = await embedded();
    const queue = { group: 'billing', topic: 'orders', brokerName: 'broker-a', queueId: 0 };
    const offsetAfter = async (withOffsets: boolean) => {
      await stage.answer(stage.client.groups.update(config));
      await stage.answer(stage.client.updateConsumerOffset(queue, 7));
      await stage.answer(stage.client.groups.delete({ group: 'billing', withOffsets }));
      return stage.answer(stage.client.queryConsumerOffset(queue));
    };
    expect([await offsetAfter(false), await offsetAfter(true)]).to.deep.equal([7, undefined]);
  });

  it('forbid a group to read a topic, and allow it again', async () => {
    await using stage = await embedded();
    const { readability } = stage.client.groups;
    const pair = { group: 'billing', topic: 'orders' };
    expect(await stage.answer(readability(pair))).to.equal(true);
    expect(await stage.answer(readability({ ...pair, readable: false }))).to.equal(false);
    expect(await stage.answer(readability(pair))).to.equal(false);
    expect(await stage.answer(readability({ ...pair, readable: true }))).to.equal(true);
  });

  it('tell what a group consumes', async () => {
    await using stage = await embedded();
    const { subscription, topics } = stage.client.groups;
    const pair = { group: 'billing', topic: 'orders' };
    expect(await stage.answer(subscription(pair))).to.equal(undefined);
    await stage.answer(stage.client.heartbeat(heartbeat({ consumerDataSet: [consumerOf('billing')] })));
    expect(await stage.answer(subscription(pair))).to.include({ topic: 'orders', subString: '*' });
    const queue = { ...pair, brokerName: 'broker-a', queueId: 0 };
    await stage.answer(stage.client.updateConsumerOffset(queue, 7));
    expect(await stage.answer(topics('billing'))).to.deep.equal(['orders']);
  });

  it('check the expression of a subscription', async () => {
    await using stage = await embedded({ config: { enablePropertyFilter: true } });
    const [subscription] = consumerOf('billing').subscriptionDataSet;
    const check = (subString: string) =>
      stage.client.groups.checkSubscription({
        clientId: 'me',
        group: 'billing',
        subscriptionData: { ...subscription!, expressionType: 'SQL92', subString },
      });
    await stage.answer(check('price > 20'));
    expect(await stage.failure(check('price >'))).to.be.instanceOf(SubscriptionError);
  });
});
