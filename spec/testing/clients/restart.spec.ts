import { expect } from 'chai';
import {
  decodeLockBatchResponseBody,
  encodeLockBatchRequestBody,
} from '../../../src/protocol/bodies/lock-batch.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { LockBatchMqRequestHeader } from '../../../src/protocol/headers/lock-batch-mq.js';
import { createRequest } from '../../../src/protocol/remoting-command.js';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import { createRemotingClient } from '../../../src/remoting/create-remoting-client.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { consumer, heartbeat, subscription } from './heartbeats.js';

describe('a restart of the broker', () => {
  const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };
  const lockFor = (clientId: string) =>
    createRequest(
      41,
      LockBatchMqRequestHeader,
      {},
      encodeLockBatchRequestBody({ clientId, consumerGroup: 'g', mqSet: [queue], onlyThisBroker: false }),
    );
  const beatOf = (heartbeatFingerprint: number, withoutSub: boolean) =>
    createRequest(
      34,
      EmptyHeader,
      {},
      heartbeat('c1', {
        heartbeatFingerprint,
        withoutSub,
        consumerDataSet: [consumer('g', { subscriptionDataSet: withoutSub ? [] : [subscription('orders')] })],
      }),
    );

  it('forgets clients and locks', async () => {
    await using broker = await startBroker({ topics: { orders: { queues: 1 } } });
    const client = createRemotingClient(broker.address, { protocol: createRocketMQProtocol() });
    await client.invoke(beatOf(7, false));
    await client.invoke(lockFor('c1'));
    expect(broker.clients().map(({ clientId }) => clientId)).to.deep.equal(['c1']);
    await broker.restart();
    expect(broker.clients()).to.deep.equal([]);
    const locked = await client.invoke(lockFor('c2'));
    expect(decodeLockBatchResponseBody(locked.body!)).to.deep.equal([queue]);
    const answer = await client.invoke(beatOf(7, true));
    expect(answer.extFields?.['IS_SUB_CHANGE'], 'the trap of heartbeats without subscriptions').to.equal(
      'false',
    );
    expect(broker.clients()[0]?.consumerGroups).to.deep.equal(['g']);
    await client.close();
  });
});
