import { expect } from 'chai';
import { createClient } from '../../../src/client/create-client.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { makeClock } from '../../support/make-clock.js';

describe('a broker that goes away and stays reachable', () => {
  it('costs neither a send nor a message', async () => {
    const clock = makeClock();
    const broker = await clock.until(
      startBroker({ network: 'memory', runtime: clock.runtime, topics: { orders: { queues: 2 } } }),
    );
    const mq = createClient(broker.clientOptions);
    const producer = mq.producer({ group: 'checkout', retries: 0 });
    const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
    const received: string[] = [];
    const running = consumer
      .run((delivery) => {
        received.push(delivery.text());
      })
      .subscribe();
    let sent = 0;
    const send = async (): Promise<void> => {
      await clock.until(producer.send({ topic: 'orders', body: `order ${(sent += 1)}` }));
      await clock.advance(200);
    };
    await send();
    const goAway = broker.faults.goAway({ at: broker.address, times: 1, graceMs: 3000 });
    for (let count = 0; count < 40; count += 1) await send();
    await clock.advance(10_000);
    expect(goAway.hits, 'it struck').to.be.above(0);
    expect(received.toSorted()).to.deep.equal(
      Array.from({ length: 41 }, (_, index) => `order ${index + 1}`).toSorted(),
    );
    running.unsubscribe();
    await clock.until(mq.close());
    await clock.until(broker.stop());
    expect(clock.timers).to.equal(0);
  });
});
