import { expect } from 'chai';
import * as v from 'valibot';
import { createClient } from '../../../src/client/create-client.js';
import { decode } from '../../../src/delivery/operators/decode.js';
import { handle } from '../../../src/delivery/operators/handle.js';
import { createTypedTopic } from '../../../src/message/typed-topic.js';
import { json } from '../../../src/payload/json-codec.js';
import { text } from '../../../src/payload/text-codec.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';

const Order = v.object({ id: v.string() });
const orders = createTypedTopic('orders', { codec: json(Order) });

/** A producer and a consumer of group `billing` with an embedded broker in memory, in virtual time. */
async function makeWorld() {
  const clock = createVirtualClock();
  const broker = await clock.until(
    startBroker({ network: 'memory', runtime: clock.runtime, topics: { orders: { queues: 1 } } }),
  );
  const client = createClient(broker.clientOptions);
  const producer = client.producer({ group: 'checkout' });
  const consumer = client.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
  const end = async (): Promise<void> => {
    await clock.until(client.close());
    await clock.until(broker.stop());
    await clock.settle();
  };
  return { clock, broker, producer, consumer, end };
}

describe('decode between a typed topic and a consumer', function () {
  // A second of virtual time each; more of real time on a machine that is busy otherwise.
  this.timeout(30_000);

  it('reads what was sent, from any producer, and puts the rest into the dead letter queue', async () => {
    const { clock, broker, producer, consumer, end } = await makeWorld();
    const ids: string[] = [];
    consumer.messages$
      .pipe(
        decode(orders),
        handle(({ body }) => ids.push(body.id)),
      )
      .subscribe();
    for (const message of [
      orders.message({ id: 'typed' }),
      { topic: 'orders', body: '{"id":"plain"}' },
      { topic: 'orders', body: '{"no":"id"}' },
      orders.message({ id: 'never read' }, { codec: { ...json(), name: 'other' } }),
      { topic: 'orders', body: text.encode('not JSON') },
      orders.message({ id: 'last' }, { tags: 'paid' }),
    ])
      await clock.until(producer.send(message));
    await clock.advance(10_000);
    expect(ids).to.deep.equal(['typed', 'plain', 'last']);
    expect(broker.offsets('billing').find(({ topic }) => topic === 'orders')?.committedOffset).to.equal(6);
    expect(broker.queue('%DLQ%billing', 0).maxOffset).to.equal(3);
    await end();
  });

  it('gets past any number of bodies that cannot be read', async () => {
    const { clock, producer, consumer, end } = await makeWorld();
    const ids: string[] = [];
    for (let i = 0; i < 1500; i++) await clock.until(producer.send({ topic: 'orders', body: '?' }));
    await clock.until(producer.send(orders.message({ id: 'after' })));
    consumer.messages$
      .pipe(
        decode(orders, { onError: 'drop' }),
        handle(({ body }) => ids.push(body.id)),
      )
      .subscribe();
    await clock.advance(10_000);
    expect(ids).to.deep.equal(['after']);
    await end();
  });
});
