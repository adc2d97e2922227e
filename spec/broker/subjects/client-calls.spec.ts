import { expect } from 'chai';
import { BrokerInternalError, GroupError } from '../../../src/errors/broker-error.js';
import {
  type ConsumerRunningInfo,
  createResponse,
  encodeConsumeMessageDirectlyResult,
  encodeConsumerRunningInfo,
  encodeGetConsumerStatusBody,
  RequestCode,
  ResponseCode,
} from '../../../src/protocol/index.js';
import { consumerOf, embedded, heartbeat } from './embedded.js';

const info: ConsumerRunningInfo = {
  properties: { PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY' },
  subscriptionSet: [],
  mqTable: [],
  mqPopTable: [],
  statusTable: {},
  userConsumerInfo: {},
};
const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };

/** A broker to which this client belongs as a producer and a consumer. */
async function stageWithMember() {
  const stage = await embedded();
  const producerDataSet = [{ groupName: 'shop' }];
  const data = heartbeat({ producerDataSet, consumerDataSet: [consumerOf('billing')] });
  await stage.answer(stage.client.heartbeat(data));
  return { ...stage, calls: stage.client.clients, data };
}

const ok = (body: Buffer) => () => createResponse(ResponseCode.SUCCESS, { body });

describe('clientCalls', () => {
  it('tell whether heartbeats may be short', async () => {
    await using stage = await stageWithMember();
    const beat = { ...stage.data, heartbeatFingerprint: 5 };
    const first = await stage.answer(stage.calls.heartbeatV2(beat));
    expect(first).to.include({ supportsV2: true, isSubscriptionChanged: true });
    const again = await stage.answer(stage.calls.heartbeatV2({ ...beat, withoutSub: true }));
    expect(again).to.include({ supportsV2: true, isSubscriptionChanged: false });
  });

  it('tell who is connected', async () => {
    await using stage = await stageWithMember();
    const { connectionSet, subscriptionTable } = await stage.answer(stage.calls.consumers('billing'));
    expect(connectionSet.map(({ clientId }) => clientId)).to.deep.equal(['me']);
    expect(subscriptionTable).to.have.keys('orders');
    const [producer] = await stage.answer(stage.calls.producers('shop'));
    expect(producer).to.include({ clientId: 'me', language: 'OTHER' });
    const all = await stage.answer(stage.calls.allProducers());
    expect(all['shop']?.map(({ clientId }) => clientId)).to.deep.equal(['me']);
  });

  it('err when nobody is', async () => {
    await using stage = await embedded();
    const { consumers, producers } = stage.client.clients;
    expect(await stage.failure(consumers('nobody')))
      .to.be.instanceOf(GroupError)
      .with.property('responseCode', 206);
    expect(await stage.failure(producers('nobody'))).to.be.instanceOf(BrokerInternalError);
  });

  it('ask a consumer how it is', async () => {
    await using stage = await stageWithMember();
    const asked = stage.serve(ok(encodeConsumerRunningInfo(info)));
    const answer = await stage.answer(stage.calls.runningInfo({ group: 'billing', clientId: 'me' }));
    expect(answer.properties).to.deep.equal(info.properties);
    expect(asked.map(({ code }) => code)).to.deep.equal([RequestCode.GET_CONSUMER_RUNNING_INFO]);
    const stranger = stage.calls.runningInfo({ group: 'billing', clientId: 'stranger' });
    expect(await stage.failure(stranger)).to.be.instanceOf(BrokerInternalError);
  });

  it('ask consumers which offsets they would commit', async () => {
    await using stage = await stageWithMember();
    stage.serve(
      ok(
        encodeGetConsumerStatusBody({
          messageQueueTable: [{ messageQueue: queue, value: 4 }],
          consumerTable: {},
        }),
      ),
    );
    const status = await stage.answer(stage.calls.consumerStatus({ group: 'billing', topic: 'orders' }));
    expect(status.consumerTable['me']).to.deep.equal([{ messageQueue: queue, value: 4 }]);
  });

  it('make a consumer handle one message', async () => {
    await using stage = await stageWithMember();
    const result = {
      order: false,
      autoCommit: true,
      consumeResult: 'CR_SUCCESS',
      spentTimeMills: 3,
    } as const;
    stage.serve(ok(encodeConsumeMessageDirectlyResult(result)));
    const { offsetMessageId } = await stage.send();
    const command = {
      group: 'billing',
      clientId: 'me',
      topic: 'orders',
      brokerName: 'broker-a',
      offsetMessageId,
    };
    expect(await stage.answer(stage.calls.consumeDirectly(command))).to.deep.equal(result);
  });
});
