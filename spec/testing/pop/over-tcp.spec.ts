import { expect } from 'chai';
import { createClient } from '../../../src/index.js';
import {
  AckMessageRequestHeader,
  createRequest,
  createRocketMQProtocol,
  formatReceiptHandle,
  PopMessageRequestHeader,
  RequestCode,
  ResponseCode,
} from '../../../src/protocol/index.js';
import { createRemotingClient } from '../../../src/remoting/create-remoting-client.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { poppedOf, textsOf } from './pop-harness.js';

describe('POP at an embedded broker over TCP', () => {
  it('waits for a message, hides it, and forgets it when it is acknowledged', async () => {
    const broker = await startBroker({ topics: { orders: { queues: 2 } } });
    const mq = createClient({ nameServers: broker.nameServers });
    const client = createRemotingClient(broker.address, { protocol: createRocketMQProtocol() });
    const pop = (pollTime: number) =>
      client.invoke(
        createRequest(RequestCode.POP_MESSAGE, PopMessageRequestHeader, {
          consumerGroup: 'billing',
          topic: 'orders',
          queueId: -1,
          maxMsgNums: 32,
          invisibleTime: 60_000,
          pollTime,
          bornTime: Date.now(),
          initMode: 0,
        }),
      );
    try {
      const popping = pop(10_000).then((answer) => poppedOf(answer));
      await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' });
      const popped = await popping;
      expect(textsOf(popped)).to.deep.equal(['hello']);
      const { handle } = popped[0]!;
      const { code } = await client.invoke(
        createRequest(RequestCode.ACK_MESSAGE, AckMessageRequestHeader, {
          consumerGroup: 'billing',
          topic: 'orders',
          queueId: handle.queueId,
          extraInfo: formatReceiptHandle(handle),
          offset: handle.queueOffset,
        }),
      );
      expect(code).to.equal(ResponseCode.SUCCESS);
      expect((await pop(0)).code).to.equal(ResponseCode.POLLING_TIMEOUT);
      expect(broker.offsets('billing')).to.deep.include({
        topic: 'orders',
        brokerName: 'broker-a',
        queueId: handle.queueId,
        committedOffset: 1,
        lag: 0,
      });
    } finally {
      await client.close();
      await mq.close();
      await broker.stop();
    }
  });
});
