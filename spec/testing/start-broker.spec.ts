import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { firstValueFrom, take, toArray } from 'rxjs';
import { type Client, createClient } from '../../src/index.js';
import type { ClientOptions } from '../../src/client/client-options.js';
import type { BrokerOptions } from '../../src/testing/broker-options.js';
import type { EmbeddedBroker } from '../../src/testing/cluster/embedded-broker.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { decodeOffsetMessageId } from '../../src/protocol/index.js';
import { parseEndpoint } from '../../src/transport/endpoint.js';
import { makeClock } from '../support/make-clock.js';
import { pemOf } from '../transport/transports.js';

const topics = { orders: { queues: 4 } };

/** Sends one message and reads it again. */
async function roundTrip(mq: Client, body: string): Promise<string> {
  await mq.producer({ group: 'shop' }).send({ topic: 'orders', body });
  const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
  const delivery = await firstValueFrom(consumer.messages$);
  delivery.ack();
  await consumer.close();
  return delivery.text();
}

/** The number of messages that a broker has after a client has sent it one. */
async function tryOut(options: BrokerOptions, clientOptions: Partial<ClientOptions> = {}): Promise<number> {
  await using broker = await startBroker({ topics, ...options });
  await using mq = createClient({ ...broker.clientOptions, ...clientOptions });
  const { queue } = await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' });
  return broker.queue('orders', queue.queueId).messages.length;
}

async function takeAnyPort(): Promise<{ port: number; server: Server }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as { port: number }).port, server };
}

describe('startBroker', () => {
  it('starts a broker that clients reach over TCP', async () => {
    await using broker = await startBroker({ topics });
    expect(broker.nameServers).to.have.length(1);
    for (const address of [broker.address, ...broker.nameServers])
      expect(address).to.match(/^127\.0\.0\.1:\d+$/);
    await using mq = createClient({ nameServers: broker.nameServers });
    expect(await roundTrip(mq, 'over TCP')).to.equal('over TCP');
  });

  it('does so with binary headers on either side', async () => {
    expect(await tryOut({ serialize: 'binary' })).to.equal(1);
    expect(await tryOut({ serialize: 'binary' }, { serialize: 'binary' })).to.equal(1);
    expect(await tryOut({}, { serialize: 'binary' })).to.equal(1);
  });

  it('does so over TLS', async () => {
    const tls = { cert: pemOf('server'), key: pemOf('server.key') };
    expect(await tryOut({ tls }, { tls: { ca: pemOf('ca') } })).to.equal(1);
  });

  it('does so over links in memory', async () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'));
    await using broker = await startBroker({ topics, network: 'memory' });
    await using mq = createClient(broker.clientOptions);
    expect(await roundTrip(mq, 'in memory')).to.equal('in memory');
    expect(process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'))).to.deep.equal(before);
  });

  it('does so at an IPv6 address, with routes as Java prints them', async () => {
    await using broker = await startBroker({ host: '::1', network: 'memory', topics });
    await using mq = createClient(broker.clientOptions);
    expect(broker.address).to.match(/^\[::1\]:\d+$/);
    expect(await roundTrip(mq, 'hello')).to.equal('hello');
  });

  it('does so in virtual time', async () => {
    const clock = makeClock();
    const broker = await clock.until(startBroker({ topics, network: 'memory', runtime: clock.runtime }));
    const mq = createClient(broker.clientOptions);
    const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
    const bodies: string[] = [];
    consumer.messages$.subscribe((delivery) => bodies.push(delivery.text()));
    await clock.advance(10 * 60_000);
    expect(broker.clients().map(({ consumerGroups }) => consumerGroups)).to.deep.equal([['billing']]);
    await clock.until(mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'after minutes' }));
    await clock.settle();
    expect(bodies).to.deep.equal(['after minutes']);
    await clock.until(mq.close());
    await clock.until(broker.stop());
    expect(clock.timers).to.equal(0);
  });

  it('is cold: each subscription starts another one', async () => {
    const single = startBroker({ network: 'memory', topics });
    const first = await firstValueFrom(single);
    const second = await firstValueFrom(single);
    expect(first).not.to.equal(second);
    expect([first, second].map(({ brokers }) => brokers[0]?.isRunning)).to.deep.equal([true, true]);
    await first.stop();
    await second.stop();
  });

  it('listens where it is told to', async () => {
    const [{ port, server }, { port: brokerPort, server: other }] = [
      await takeAnyPort(),
      await takeAnyPort(),
    ];
    for (const each of [server, other]) each.close();
    await Promise.all([once(server, 'close'), once(other, 'close')]);
    await using broker = await startBroker({ port, brokerPort, host: '127.0.0.1' });
    expect([broker.nameServers, broker.address]).to.deep.equal([
      [`127.0.0.1:${port}`],
      `127.0.0.1:${brokerPort}`,
    ]);
  });

  it('sends clients to another address when they have to go there', async () => {
    await using broker = await startBroker({ topics, network: 'memory', advertisedHost: '10.1.2.3' });
    const { connector } = broker.clientOptions;
    const dialled: string[] = [];
    await using mq = createClient({
      ...broker.clientOptions,
      connector: ({ host, port }, framer) => {
        dialled.push(host);
        return connector!({ host: '127.0.0.1', port }, framer);
      },
    });
    const { offsetMessageId } = await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'x' });
    expect(dialled).to.deep.equal(['127.0.0.1', '10.1.2.3']);
    expect(decodeOffsetMessageId(offsetMessageId).address).to.match(/^10\.1\.2\.3:/);
  });

  it('leaves nothing when a port is taken', async () => {
    const { port, server } = await takeAnyPort();
    const error: unknown = await startBroker({ brokerPort: port, nameServers: 2 }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('name', 'ListenFailedError');
    server.close();
    await once(server, 'close');
    // The root hook looks for name servers that were started before.
  });

  it('leaves nothing when nobody waits for it any more', async () => {
    const emitted: EmbeddedBroker[] = [];
    // Ticks run before promises: one server is listening after each.
    const after = (ticks: number, task: () => void): void => {
      if (ticks === 0) task();
      else process.nextTick(() => after(ticks - 1, task));
    };
    for (const ticks of [0, 1, 3]) {
      const starting = startBroker({ nameServers: 10 }).subscribe((broker) => emitted.push(broker));
      after(ticks, () => starting.unsubscribe());
      // The root hook looks whether every port is free again.
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(emitted).to.deep.equal([]);
    }
  });

  it('starts as many name servers as it is told to, which know the same', async () => {
    await using broker = await startBroker({ topics, nameServers: 3, network: 'memory' });
    expect(new Set(broker.nameServers).size).to.equal(3);
    for (const nameServer of broker.nameServers) {
      await using mq = createClient({ ...broker.clientOptions, nameServers: [nameServer] });
      const receipt = await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: nameServer });
      expect(receipt.queue.brokerName).to.equal('broker-a');
    }
  });

  it('starts brokers that each have the topics', async () => {
    await using broker = await startBroker({
      topics: { orders: { queues: 2 } },
      brokers: 2,
      network: 'memory',
    });
    expect(broker.brokers.map(({ name, brokerId }) => [name, brokerId])).to.deep.equal([
      ['broker-a', 0],
      ['broker-b', 0],
    ]);
    await using mq = createClient(broker.clientOptions);
    const producer = mq.producer({ group: 'shop' });
    for (let count = 0; count < 4; count++) await producer.send({ topic: 'orders', body: String(count) });
    const found = ['broker-a', 'broker-b'].flatMap((name) =>
      [0, 1].map((queueId) => broker.queue('orders', queueId, name).messages.length),
    );
    expect(found).to.deep.equal([1, 1, 1, 1]);
  });

  it('does not grow when it is started and stopped many times', async () => {
    const clock = makeClock();
    const start = async (): Promise<void> => {
      const broker: EmbeddedBroker = await clock.until(
        startBroker({ topics, network: 'memory', runtime: clock.runtime }),
      );
      await clock.until(broker.stop());
    };
    await start();
    const listenersBefore = process.getActiveResourcesInfo().length;
    for (let count = 0; count < 200; count++) await start();
    expect(clock.timers).to.equal(0);
    expect(process.getActiveResourcesInfo().length).to.be.at.most(listenersBefore);
  });

  it('tells what went over its wires', async () => {
    await using broker = await startBroker({ topics, network: 'memory' });
    const first = firstValueFrom(broker.exchanges$.pipe(take(1), toArray()));
    await using mq = createClient(broker.clientOptions);
    await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'x' });
    const [exchange] = await first;
    expect([exchange?.server, exchange?.request.code, exchange?.answer?.code]).to.deep.equal([
      'name-server-1',
      105,
      0,
    ]);
    expect(parseEndpoint(exchange?.client ?? '').host).to.equal('memory');
  });
});
