import { expect } from 'chai';
import { firstValueFrom, map, merge } from 'rxjs';
import { type BrokerManagerOptions, type Client, createClient, leastLatency } from '../../src/index.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import type { BrokerOptions } from '../../src/testing/broker-options.js';
import type { EmbeddedBroker } from '../../src/testing/cluster/embedded-broker.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../src/testing/time/virtual-clock.js';

describe('Client', () => {
  let clock: VirtualClock;
  let broker: EmbeddedBroker;
  let mq: Client;
  const states = new Map<string, string[]>();

  async function start(
    options: Pick<BrokerOptions, 'brokers' | 'slaves' | 'config'>,
    brokers: BrokerManagerOptions = {},
  ): Promise<void> {
    clock = createVirtualClock();
    const topics = { orders: { queues: 2 } };
    broker = await clock.until(
      startBroker({ network: 'memory', runtime: clock.runtime, topics, ...options }),
    );
    mq = createClient({ ...broker.clientOptions, brokers, routeRefreshIntervalMs: 3_600_000 });
    states.clear();
    mq.events$.subscribe((event) => {
      if (event.type !== 'broker-health-changed') return;
      states.set(event.address, [...(states.get(event.address) ?? []), event.to]);
    });
  }

  afterEach(async () => {
    await clock.until(mq.close());
    await clock.until(broker.stop());
  });

  const send = async (): Promise<string> => {
    const { queue } = await clock.until(
      mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' }),
    );
    return queue.brokerName;
  };

  it('knows how its brokers are, and sends past one that is away until it is back', async () => {
    await start({ brokers: 2 });
    const names = async (count: number): Promise<Set<string>> => {
      const found = new Set<string>();
      for (let index = 0; index < count; index++) found.add(await send());
      return found;
    };
    expect(await names(4)).to.deep.equal(new Set(['broker-a', 'broker-b']));
    const [first] = broker.brokers;
    await clock.until(first!.stop());
    for (let index = 0; index < 8; index++) await names(1).then(() => clock.advance(200));
    const { exchanges$ } = broker;
    const asked: string[] = [];
    exchanges$.subscribe(({ server }) => asked.push(server));
    expect(await names(4)).to.deep.equal(new Set(['broker-b']));
    expect(states.get(first!.address)).to.include.members(['healthy', 'unhealthy', 'suspended']);

    await clock.until(first!.start());
    await clock.advance(60_000);
    expect(states.get(first!.address)?.at(-1)).to.equal('healthy');
    expect(await names(4)).to.deep.equal(new Set(['broker-a', 'broker-b']));
  });

  it('sends past one that is slow while another one is well', async () => {
    await start({ brokers: 2 }, { health: { degradedLatencyMs: 100, minSamples: 3 } });
    const { address } = broker.brokers[0]!;
    const slow = broker.faults.delay(600, { at: address, code: RequestCode.SEND_MESSAGE_V2 });
    for (let index = 0; index < 8; index++) await send();
    await clock.advance(500);
    expect(states.get(address)?.at(-1)).to.equal('degraded');
    const names = new Set<string>();
    for (let index = 0; index < 6; index++) names.add(await send());
    expect([...names]).to.deep.equal(['broker-b']);

    slow.remove();
    await clock.advance(120_000);
    for (let index = 0; index < 4; index++) names.add(await send());
    expect([...names]).to.have.members(['broker-a', 'broker-b']);
  });

  it('gives messages to the broker that the strategy names', async () => {
    await start({ brokers: 3 }, { strategy: leastLatency });
    broker.faults.delay(30, { at: broker.brokers[0]!.address, code: RequestCode.SEND_MESSAGE_V2 });
    broker.faults.delay(20, { at: broker.brokers[2]!.address, code: RequestCode.SEND_MESSAGE_V2 });
    const measured = new Set([await send(), await send(), await send()]);
    expect(measured, 'each is measured first').to.have.property('size', 3);
    // Answers of brokers that are well enter their health with the next look.
    await clock.advance(1000);
    const queues: string[] = [];
    for (let index = 0; index < 4; index++) queues.push(await send());
    expect(new Set(queues)).to.deep.equal(new Set(['broker-b']));
  });

  it('leaves the turns to the queues when the strategy names nobody', async () => {
    await start({ brokers: 2 }, { strategy: () => -1 });
    const names = new Set<string>();
    for (let index = 0; index < 4; index++) names.add(await send());
    expect([...names]).to.have.members(['broker-a', 'broker-b']);
  });

  it('reads from the slave while the master is away', async () => {
    await start({ slaves: 1, config: { slaveReadEnable: true } });
    await send();
    await clock.until(broker.brokers[0]!.stop());
    const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
    const text = firstValueFrom(
      consumer.run((delivery) => delivery.text()).pipe(map(({ result }) => result)),
    );
    expect(await clock.until(text)).to.equal('hello');
  });

  it('shows its brokers as a list with health, and figures', async () => {
    await start({ brokers: 2 });
    await send();
    await send();
    const brokers = await clock.until(firstValueFrom(mq.brokers$));
    expect(brokers.map(({ brokerName }) => brokerName)).to.have.members(['broker-a', 'broker-b']);
    expect(brokers.map(({ health }) => health.state)).to.include('healthy');
    const stats = await clock.until(firstValueFrom(mq.stats$));
    expect(stats.brokers).to.equal(2);
  });

  it('completes what it tells of brokers when it is closed', async () => {
    await start({});
    let completed = 0;
    merge(mq.brokers$, mq.events$, mq.stats$).subscribe({ complete: () => completed++ });
    await clock.until(mq.close());
    expect(completed).to.equal(1);
  });
});
