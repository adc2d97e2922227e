import { expect } from 'chai';
import { take, toArray, lastValueFrom } from 'rxjs';
import { type Client, type ClientOptions, createClient } from '../../src/index.js';
import { PoolExhaustedError } from '../../src/errors/remoting-error.js';
import { SendFailedError } from '../../src/errors/producer-error.js';
import { decodeHeartbeatData } from '../../src/protocol/bodies/heartbeat-data.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import type { EmbeddedBroker } from '../../src/testing/cluster/embedded-broker.js';
import type { Exchange } from '../../src/testing/server/exchange.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../src/testing/time/virtual-clock.js';

describe('Client with a pool', () => {
  let clock: VirtualClock;
  let broker: EmbeddedBroker;
  let mq: Client;
  let exchanges: Exchange[];

  async function start(pool: ClientOptions['pool']): Promise<void> {
    clock = createVirtualClock();
    const topics = { orders: { queues: 4 } };
    broker = await clock.until(startBroker({ network: 'memory', runtime: clock.runtime, topics }));
    exchanges = [];
    broker.exchanges$.subscribe((exchange) => exchanges.push(exchange));
    mq = createClient({ ...broker.clientOptions, ...(pool !== undefined && { pool }) });
  }

  afterEach(async () => {
    await clock.until(mq.close());
    await clock.until(broker.stop());
  });

  /** Sends so many at once, each of which takes 100 ms. */
  async function sendAtOnce(count: number): Promise<void> {
    using _ = broker.faults.delay(100, { code: RequestCode.SEND_MESSAGE_V2, direction: 'response' });
    const producer = mq.producer({ group: 'shop' });
    await clock.until(
      Promise.all(Array.from({ length: count }, () => producer.send({ topic: 'orders', body: 'hello' }))),
    );
  }

  /** Clients' ends of the connections on which a broker was asked this. */
  const peersOf = (code: number): Set<string> =>
    new Set(exchanges.filter(({ request }) => request.code === code).map(({ client }) => client));

  const connectionsToBroker = (): number =>
    mq.connections.filter(({ address }) => address === broker.address).length;

  it('sends over one connection by default, however much at once', async () => {
    await start(undefined);
    await sendAtOnce(6);
    expect(connectionsToBroker()).to.equal(1);
    expect(peersOf(RequestCode.SEND_MESSAGE_V2)).to.have.property('size', 1);
  });

  it('spreads sends over as many connections as there may be', async () => {
    await start({ size: 3 });
    await sendAtOnce(6);
    expect(connectionsToBroker()).to.equal(3);
    expect(peersOf(RequestCode.SEND_MESSAGE_V2)).to.have.property('size', 3);
  });

  it('makes no second connection while one does', async () => {
    await start({ size: 3 });
    const producer = mq.producer({ group: 'shop' });
    for (let count = 0; count < 5; count++)
      await clock.until(producer.send({ topic: 'orders', body: 'hello' }));
    expect(connectionsToBroker()).to.equal(1);
  });

  it('closes those that have become idle, but not the first', async () => {
    await start({ size: 3, idleTimeoutMs: 10_000 });
    await sendAtOnce(6);
    await clock.advance(15_000);
    expect(connectionsToBroker()).to.equal(1);
  });

  it('is a member of its groups by one connection to each broker', async () => {
    await start({ size: 3 });
    const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
    const received = lastValueFrom(consumer.run((delivery) => delivery.text()).pipe(take(12), toArray()));
    await clock.settle();
    await sendAtOnce(12);
    expect(await clock.until(received)).to.have.length(12);
    await clock.advance(90_000);
    expect(peersOf(RequestCode.SEND_MESSAGE_V2).size).to.equal(3);
    for (const code of [RequestCode.HEART_BEAT, RequestCode.PULL_MESSAGE])
      expect(peersOf(code)).to.have.property('size', 1);
  });

  it('introduces itself at once when another connection has taken the place of the first', async () => {
    await start({ size: 2, checkAfterIdleMs: 5000, idleTimeoutMs: 120_000 });
    const startedAt = clock.now;
    const beats = (): string[] =>
      exchanges
        .filter(({ request: { code, body } }) => {
          if (code !== RequestCode.HEART_BEAT) return false;
          return decodeHeartbeatData(body!).producerDataSet.length > 0;
        })
        .map(({ client }) => client);
    await sendAtOnce(2);
    const [first] = beats();
    expect(new Set(beats())).to.deep.equal(new Set([first]));
    await clock.advance(6000);
    broker.faults.drop({ code: RequestCode.HEART_BEAT, peer: first!, direction: 'response' });
    await sendAtOnce(1);
    await clock.settle();
    expect(new Set(beats())).to.have.property('size', 2);
    expect(clock.now - startedAt).to.be.below(mq.options.heartbeatIntervalMs);
  });

  it('errs a send that finds every connection taken', async () => {
    await start({ size: 2, maxLeases: 1, maxWaiting: 0 });
    broker.faults.delay(100, { code: RequestCode.SEND_MESSAGE_V2, direction: 'response' });
    const producer = mq.producer({ group: 'shop', retries: 0 });
    await clock.until(producer.send({ topic: 'orders', body: 'first' }));
    const sends = Array.from({ length: 3 }, () => producer.send({ topic: 'orders', body: 'hello' }));
    const results = await clock.until(Promise.allSettled(sends));
    const failures = results
      .filter((result) => result.status === 'rejected')
      .map(({ reason }) => reason as Error);
    expect(failures).to.have.length(1);
    expect(failures[0]).to.be.instanceOf(SendFailedError);
    expect(failures[0]!.cause).to.be.instanceOf(PoolExhaustedError);
  });
});
