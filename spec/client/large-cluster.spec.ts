import { expect } from 'chai';
import { type BrokerView, type Client, createClient } from '../../src/index.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import type { EmbeddedBroker } from '../../src/testing/cluster/embedded-broker.js';
import type { Exchange } from '../../src/testing/server/exchange.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../src/testing/time/virtual-clock.js';

const count = 200;
/** Little memory for each connection: there are many, and they carry little. */
const transport = { receiveBufferBytes: 16_384, outboxSlabBytes: 16_384 };

describe(`Client of ${count} brokers`, function () {
  // Each of them is a server of its own, which a busy machine takes longer to start and to stop.
  this.timeout(10_000);

  let clock: VirtualClock;
  let broker: EmbeddedBroker;
  let mq: Client;
  let brokers: readonly BrokerView[];
  let exchanges: Exchange[];

  beforeEach(async () => {
    clock = createVirtualClock();
    const topics = { orders: { queues: 1 } };
    const { runtime } = clock;
    broker = await clock.until(
      startBroker({ network: 'memory', runtime, brokers: count, topics, transport }),
    );
    exchanges = [];
    broker.exchanges$.subscribe((exchange) => exchanges.push(exchange));
    mq = createClient({
      ...broker.clientOptions,
      routeRefreshIntervalMs: 3_600_000,
      remoting: { transport },
    });
    mq.brokers$.subscribe((views) => (brokers = views));
  });

  afterEach(async () => {
    await clock.until(mq.close());
    await clock.until(broker.stop());
  });

  const asked = (code: number): string[] =>
    exchanges.filter(({ request }) => request.code === code).map(({ server }) => server);

  /** How many brokers are in each state. */
  const states = (): Readonly<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { health } of brokers) counts[health.state] = (counts[health.state] ?? 0) + 1;
    return counts;
  };

  const names = (): string[] => broker.brokers.map(({ name }) => name);

  /** A producer whose group every broker knows, after a first heartbeat. */
  async function produce() {
    const producer = mq.producer({ group: 'shop' });
    const send = () => clock.until(producer.send({ topic: 'orders', body: 'hello' }));
    await send();
    await clock.advance(mq.options.heartbeatIntervalMs);
    return send;
  }

  it('finds them all by one question, and dials only what it needs', async () => {
    await clock.until(mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' }));
    expect(asked(RequestCode.GET_ROUTEINFO_BY_TOPIC)).to.deep.equal(['name-server-1']);
    expect(brokers.map(({ brokerName }) => brokerName)).to.have.members(names());
    expect(states()).to.deep.equal({ unknown: count - 1, healthy: 1 });
    expect(mq.connections).to.have.length(2);
  });

  it('is known to each of them after a round of heartbeats, over one connection', async () => {
    await produce();
    expect([...new Set(asked(RequestCode.HEART_BEAT))]).to.have.members(names());
    expect(broker.clients().map(({ brokerName }) => brokerName)).to.have.members(names());
    expect(states()).to.deep.equal({ healthy: count });
    expect(mq.connections).to.have.length(count + 1);
  });

  it('joins a group at each of them before it consumes, and reads every queue', async () => {
    const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
    const received = new Set<string>();
    consumer.run(({ queue }) => void received.add(queue.brokerName)).subscribe();
    await clock.advance(1000);
    const beforePulls = exchanges.slice(
      0,
      exchanges.findIndex(({ request }) => request.code === RequestCode.PULL_MESSAGE),
    );
    const joined = beforePulls.filter(({ request }) => request.code === RequestCode.HEART_BEAT);
    expect([...new Set(joined.map(({ server }) => server))]).to.have.members(names());
    const producer = mq.producer({ group: 'shop' });
    await clock.until(Promise.all(names().map(() => producer.send({ topic: 'orders', body: 'hello' }))));
    await clock.settle();
    expect(received).to.have.property('size', count);
  });

  it('finds the one that was killed by its heartbeat, sends past it, and finds it again', async () => {
    const send = await produce();
    const victim = broker.brokers[77]!;
    await clock.until(victim.stop());
    await clock.advance(mq.options.heartbeatIntervalMs + 2000);
    const away = brokers.filter(({ health }) => health.state !== 'healthy');
    expect(away.map(({ brokerName }) => brokerName)).to.deep.equal([victim.name]);
    const used = new Set<string>();
    for (let sent = 0; sent < count; sent++) used.add((await send()).queue.brokerName);
    expect(used).to.deep.equal(new Set(names().filter((name) => name !== victim.name)));

    await clock.until(victim.start());
    await clock.advance(60_000);
    expect(states()).to.deep.equal({ healthy: count });
  });

  it('finds them all again by probes', async () => {
    await produce();
    await clock.until(Promise.all(broker.brokers.map((node) => node.stop())));
    await clock.advance(mq.options.heartbeatIntervalMs + 2000);
    expect(states()).not.to.have.property('healthy');
    await clock.until(Promise.all(broker.brokers.map((node) => node.start())));
    // The next heartbeat is later.
    await clock.advance(20_000);
    expect(states()).to.deep.equal({ healthy: count });
  });
});
