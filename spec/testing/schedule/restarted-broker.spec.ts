import { expect } from 'chai';
import {
  createRequest,
  createRocketMQProtocol,
  encodeProperties,
  isSendSuccess,
  SendMessageV2RequestHeader,
} from '../../../src/protocol/index.js';
import { createRemotingClient } from '../../../src/remoting/create-remoting-client.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';

/** A broker in virtual time, to which messages with these properties have been sent. */
async function makeBroker(...sent: readonly Record<string, string>[]) {
  const clock = createVirtualClock();
  const { runtime } = clock;
  const network = new MemoryNetwork(resolveTransportOptions(), runtime);
  const broker = await clock.until(startBroker({ network, runtime, topics: { orders: { queues: 1 } } }));
  const client = createRemotingClient(broker.address, {
    protocol: createRocketMQProtocol(),
    connector: network.connector,
    runtime,
  });
  for (const properties of sent) {
    const header = {
      producerGroup: 'shop',
      topic: 'orders',
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 4,
      queueId: 0,
      sysFlag: 0,
      bornTimestamp: clock.now,
      flag: 0,
      properties: encodeProperties(properties),
    };
    const body = Buffer.from(Object.values(properties).join());
    const answer = await clock.until(
      client.invoke(createRequest(310, SendMessageV2RequestHeader, header, body)),
    );
    expect(isSendSuccess(answer.code), answer.remark).to.be.true;
  }
  const arrived = (): string[] => broker.queue('orders', 0).messages.map((message) => message.text());
  const end = async (): Promise<void> => {
    await clock.until(client.close());
    await clock.until(broker.stop());
    await clock.settle();
    expect(clock.timers, 'timers').to.equal(0);
  };
  return { arrived, broker, clock, end };
}

const delayed = [{ DELAY: '2' }, { TIMER_DELAY_SEC: '7' }, { DELAY: '1' }];

describe('delayed messages in an embedded broker', () => {
  it('outlive a restart', async () => {
    const { arrived, broker, clock, end } = await makeBroker(...delayed);
    await clock.until(broker.brokers[0]!.stop());
    await clock.advance(2000);
    expect(arrived()).to.deep.equal([]);
    await clock.until(broker.brokers[0]!.start());
    await clock.advance(0);
    expect(arrived()).to.deep.equal(['1']);
    await clock.advance(3000);
    expect(arrived()).to.deep.equal(['1', '2']);
    await clock.advance(3000);
    expect(arrived()).to.deep.equal(['1', '2', '7']);
    await end();
  });

  it('are gone with the disk', async () => {
    const { arrived, broker, clock, end } = await makeBroker(...delayed);
    await clock.until(broker.brokers[0]!.restart({ state: 'lost' }));
    await clock.advance(10_000);
    expect(arrived()).to.deep.equal([]);
    await end();
  });
});
