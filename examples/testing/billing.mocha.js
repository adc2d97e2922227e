// Mocha: a broker of its own for every test, over real sockets; and one that loses an answer.
import assert from 'node:assert/strict';
import { filter, firstValueFrom } from 'rxjs';
import { createClient } from 'rx-rocketmq';
import { RequestCode, startBroker } from 'rx-rocketmq/testing';
import { startBilling } from './billing.js';

const order = { id: 'o-1', total: 30 };
const isDone = filter(({ outcome }) => outcome.type === 'ack');

describe('billing', () => {
  let broker;
  let mq;

  beforeEach(async () => {
    broker = await startBroker({ topics: { orders: { queues: 2 } } });
    mq = createClient(broker.clientOptions);
  });

  afterEach(async () => {
    await mq.close();
    await broker.stop();
  });

  const sendOrder = () =>
    mq.producer({ group: 'shop' }).send({ topic: 'orders', body: JSON.stringify(order) });

  it('bills an order, and tells the broker so', async () => {
    const billed = [];
    const done = firstValueFrom(startBilling(mq, async (bill) => billed.push(bill)).pipe(isDone));
    await sendOrder();
    await done;
    await mq.close();
    assert.deepEqual(billed, [order]);
    assert.ok(broker.offsets('billing').every(({ lag }) => lag === 0));
  });

  it('bills an order whose answer was lost on the way: the shop sends it again', async () => {
    const fault = broker.faults.drop({
      code: RequestCode.SEND_MESSAGE_V2,
      direction: 'response',
      times: 1,
    });
    const ids = new Set();
    const done = firstValueFrom(startBilling(mq, async ({ id }) => ids.add(id)).pipe(isDone));
    await mq
      .producer({ group: 'shop', attemptTimeoutMs: 200 })
      .send({ topic: 'orders', body: JSON.stringify(order) });
    await done;
    assert.equal(fault.hits, 1);
    assert.deepEqual([...ids], ['o-1']);
  });
});
