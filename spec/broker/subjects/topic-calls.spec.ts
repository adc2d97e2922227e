import { expect } from 'chai';
import {
  BrokerInternalError,
  BrokerTopicNotFoundError,
  InvalidRequestError,
} from '../../../src/errors/broker-error.js';
import { consumerOf, embedded, heartbeat } from './embedded.js';

const topic = {
  topicName: 'bills',
  readQueueNums: 3,
  writeQueueNums: 2,
  perm: 6,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: true,
  attributes: {},
};

describe('topicCalls', () => {
  it('create, change, tell and delete a topic', async () => {
    await using stage = await embedded();
    const { topics } = stage.client;
    await stage.answer(topics.update({ ...topic, attributes: { '+message.type': 'FIFO' } }));
    expect(await stage.answer(topics.config('bills'))).to.deep.equal({
      ...topic,
      attributes: { 'message.type': 'FIFO' },
    });
    await stage.answer(topics.update({ ...topic, perm: 4, attributes: { '-message.type': '' } }));
    expect(await stage.answer(topics.config('bills'))).to.deep.equal({ ...topic, perm: 4 });
    await stage.answer(topics.delete('bills'));
    expect(await stage.failure(topics.config('bills'))).to.be.instanceOf(BrokerTopicNotFoundError);
    expect(await stage.failure(topics.delete(' '))).to.be.instanceOf(InvalidRequestError);
  });

  it('create many', async () => {
    await using stage = await embedded();
    await stage.answer(stage.client.topics.updateAll([topic, { ...topic, topicName: 'letters' }]));
    const { topicConfigTable } = await stage.answer(stage.client.topics.configs());
    expect(topicConfigTable).to.include.keys('orders', 'bills', 'letters', 'TBW102');
  });

  it('err for names and attributes that are not allowed', async () => {
    await using stage = await embedded();
    const { update, updateAll } = stage.client.topics;
    const name = { ...topic, topicName: 'TBW102' };
    expect(await stage.failure(update(name))).to.be.instanceOf(InvalidRequestError);
    expect(await stage.failure(updateAll([name]))).to.be.instanceOf(InvalidRequestError);
    const attribute = { ...topic, attributes: { '+nonsense': '1' } };
    expect(await stage.failure(update(attribute))).to.be.instanceOf(BrokerInternalError);
  });

  it('tell the topics of the broker', async () => {
    await using stage = await embedded();
    expect(await stage.answer(stage.client.topics.system())).to.include('SCHEDULE_TOPIC_XXXX');
  });

  it('tell what is in each queue', async () => {
    await using stage = await embedded();
    await stage.send();
    const { offsetTable } = await stage.answer(stage.client.topics.statistics('orders'));
    const numbers = offsetTable.map(({ value }) => [value.minOffset, value.maxOffset]);
    expect(numbers).to.deep.equal([
      [0, 1],
      [0, 0],
    ]);
    const error = await stage.failure(stage.client.topics.statistics('nowhere'));
    expect(error).to.be.instanceOf(BrokerTopicNotFoundError);
  });

  it('tell who consumes a topic', async () => {
    await using stage = await embedded();
    await stage.answer(stage.client.heartbeat(heartbeat({ consumerDataSet: [consumerOf('billing')] })));
    expect(await stage.answer(stage.client.topics.groups('orders'))).to.deep.equal(['billing']);
  });

  it('tell the places of a queue', async () => {
    await using stage = await embedded();
    await stage.send();
    await stage.send();
    const entries = stage.client.topics.entries({ topic: 'orders', queueId: 0, offset: 1, count: 5 });
    const { queueData, minQueueIndex, maxQueueIndex } = await stage.answer(entries);
    expect([queueData.length, minQueueIndex, maxQueueIndex]).to.deep.equal([1, 0, 2]);
  });
});
