import { expect } from 'chai';
import { createClient } from '../../../src/client/create-client.js';
import { BrokerError } from '../../../src/errors/broker-error.js';
import { SendFailedError } from '../../../src/errors/producer-error.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';

describe('startBroker with access control', () => {
  it('refuses what is not signed, while name servers answer everybody', async () => {
    const clock = createVirtualClock();
    const broker = await clock.until(
      startBroker({
        network: 'memory',
        runtime: clock.runtime,
        topics: { orders: {} },
        accessControl: { accounts: [{ accessKey: 'admin', secretKey: 'not told', admin: true }] },
      }),
    );
    const mq = createClient(broker.clientOptions);
    const failure = await clock
      .until(mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' }))
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(SendFailedError);
    const [attempt] = (failure as SendFailedError).attempts;
    expect(attempt?.error).to.be.instanceOf(BrokerError);
    expect(String(attempt?.error)).to.contain('username cannot be null.');
    expect(broker.queue('orders', 0).maxOffset).to.equal(0);
    await clock.until(mq.close());
    await clock.until(broker.stop());
  });
});
