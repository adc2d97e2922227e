// Jest: one broker for all tests of a file, looked into; and one that is restarted in the middle.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, retry, take, toArray } from 'rxjs';
import { createClient } from 'rx-rocketmq';
import { startBroker } from 'rx-rocketmq/testing';
import { startBilling } from './billing.js';

const isDone = filter(({ outcome }) => outcome.type === 'ack');

describe('billing', () => {
  let broker;
  let mq;
  let send;

  beforeAll(async () => {
    broker = await startBroker({ topics: { orders: { queues: 1 } } });
  });

  beforeEach(() => {
    mq = createClient(broker.clientOptions);
    const producer = mq.producer({ group: 'shop' });
    // A send fails at once while no broker can be reached: this shop does not give up so soon.
    send = (id) => {
      const sending = producer.send({ topic: 'orders', body: JSON.stringify({ id, total: 30 }) });
      return firstValueFrom(sending.pipe(retry({ count: 20, delay: 100 })));
    };
  });

  afterEach(async () => {
    await mq.close();
  });

  afterAll(async () => {
    await broker.stop();
  });

  it('bills an order that was there before it', async () => {
    await send('o-1');
    expect(broker.queue('orders', 0).messages.map((message) => message.json().id)).toEqual(['o-1']);
    const { result } = await firstValueFrom(startBilling(mq, async () => undefined).pipe(isDone));
    expect(result.id).toBe('o-1');
  });

  it('goes on when the broker was restarted', async () => {
    const billed = firstValueFrom(startBilling(mq, async () => undefined).pipe(isDone, take(2), toArray()));
    await send('o-2');
    await broker.restart();
    await send('o-3');
    expect((await billed).map(({ result }) => result.id).sort()).toEqual(['o-2', 'o-3']);
  });
});
