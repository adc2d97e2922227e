import { expect } from 'chai';
import { createClient } from '../../../src/client/create-client.js';
import type { Client } from '../../../src/client/client.js';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';

const aMinuteMs = 60_000;

/** A broker, clients and their time, all in memory. */
async function makeWorld() {
  const clock = createVirtualClock();
  const broker = await clock.until(
    startBroker({ network: 'memory', runtime: clock.runtime, topics: { orders: { queues: 2 } } }),
  );
  const clients: Client[] = [];
  const connect = (clientId: string): Client => {
    const client = createClient({ ...broker.clientOptions, clientId });
    clients.push(client);
    return client;
  };
  const end = async (): Promise<void> => {
    await clock.until(Promise.all(clients.map((client) => client.close())));
    await clock.until(broker.stop());
    await clock.settle();
  };
  return { clock, connect, end };
}

/** What the handler of the only message sees and does, in minutes, and how many timers are left in the end. */
async function lifeOf(handler: (delivery: Delivery) => void, minutes: number): Promise<readonly string[]> {
  const { clock, connect, end } = await makeWorld();
  const log: string[] = [];
  const startMs = clock.now;
  const note = (text: string): void =>
    void log.push(`${((clock.now - startMs) / aMinuteMs).toFixed(1)} ${text}`);
  const consumer = connect('consumer').consumer({
    group: 'billing',
    subscribe: { orders: '*' },
    from: 'first',
  });
  consumer
    .run(async (delivery) => {
      await Promise.resolve();
      note(`${delivery.text()} ${delivery.attempt}`);
      handler(delivery);
    })
    .subscribe(({ outcome }) => note(outcome.type));
  await clock.advance(1000);
  await clock.until(
    connect('producer').producer({ group: 'checkout' }).send({ topic: 'orders', body: 'hello' }),
  );
  await clock.advance(minutes * aMinuteMs);
  await end();
  return [...log, `${clock.timers} timers`];
}

describe('VirtualClock over a client and an embedded broker', function () {
  // An hour takes about 200 ms, much more on a machine that is busy otherwise.
  this.timeout(60_000);

  it('lets hours pass between two attempts', async () => {
    const log = await lifeOf((delivery) => {
      if (delivery.attempt === 1) throw new Error('not yet');
      // The last level of the broker's table: two hours.
      if (delivery.attempt === 2) delivery.retry({ level: 18 });
    }, 125);
    expect(log).to.deep.equal([
      '0.0 hello 1',
      '0.0 retry',
      '0.2 hello 2',
      '0.2 retry',
      '120.2 hello 3',
      '120.2 ack',
      '0 timers',
    ]);
  });

  it('takes the same course each time', async () => {
    const course = (): Promise<readonly string[]> =>
      lifeOf(() => {
        throw new Error('never');
      }, 4);
    const first = await course();
    expect(first).to.have.lengthOf(11);
    expect(await course()).to.deep.equal(first);
  });
});
