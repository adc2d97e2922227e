import { expect } from 'chai';
import { distinctUntilChanged, filter, firstValueFrom, interval, map } from 'rxjs';
import { type Client, createClient } from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

describeBroker(
  'health of two brokers',
  (broker) => {
    let mq: Client;
    let topic: string;
    const states: string[] = [];

    beforeEach(async () => {
      topic = uniqueName('topic');
      states.length = 0;
      await broker().createTopic(topic, { queues: 2 });
      // The route is kept: name servers forget a killed broker at once, and then it is no broker of the client any more.
      mq = createClient({ nameServers: broker().nameServers, routeRefreshIntervalMs: 600_000 });
      const { address } = broker().brokers[0]!;
      mq.brokers$
        .pipe(
          map((brokers) => brokers.find((known) => known.address === address)?.health.state),
          filter((state) => state !== undefined),
          distinctUntilChanged(),
        )
        .subscribe((state) => states.push(state));
    });

    afterEach(async () => {
      await mq.close({ timeoutMs: 1000 });
    });

    /** Sends until the names of the brokers that took the last `count` messages are the given ones. */
    async function sendUntil(names: readonly string[], count = 6): Promise<void> {
      const producer = mq.producer({ group: 'spec' });
      let last: string[] = [];
      const isThere = (): boolean => last.length === count && new Set(last).size === names.length;
      while (!isThere()) {
        const { queue } = await producer.send({ topic, body: 'x' });
        last = [...last, queue.brokerName].slice(-count);
        await firstValueFrom(interval(20));
      }
      expect(new Set(last)).to.deep.equal(new Set(names));
    }

    it('is seen in order while one is killed and comes back, and sends follow it', async function () {
      this.timeout(90_000);
      await sendUntil(['broker-a', 'broker-b']);
      const [first] = broker().brokers;
      await first!.kill();
      await sendUntil(['broker-b'], 12);
      await firstValueFrom(interval(20).pipe(filter(() => states.includes('suspended'))));
      await first!.restart();
      await firstValueFrom(interval(20).pipe(filter(() => states.at(-1) === 'healthy')));
      await sendUntil(['broker-a', 'broker-b']);
      const firstTimes = ['unknown', 'healthy', 'unhealthy', 'suspended', 'recovering'].map((state) =>
        states.indexOf(state),
      );
      expect(firstTimes).to.deep.equal(firstTimes.toSorted((left, right) => left - right));
      expect(firstTimes).not.to.include(-1);
      expect(states.at(-1)).to.equal('healthy');
    });
  },
  { setup: { brokers: 2 }, slow: true },
);

describeBroker(
  'two name servers',
  (broker) => {
    it('stand in for each other when one of them is killed', async () => {
      const topics = [uniqueName('topic'), uniqueName('topic')] as const;
      for (const topic of topics) await broker().createTopic(topic, { queues: 1 });
      await using mq = createClient({ nameServers: broker().nameServers });
      const producer = mq.producer({ group: 'spec' });
      await producer.send({ topic: topics[0], body: 'x' });
      const inUse = mq.connections.find(({ address }) => broker().nameServers.includes(address));
      await broker().killNameServer(inUse!.address);
      // A topic that the client has not asked for yet.
      const { status } = await producer.send({ topic: topics[1], body: 'x' });
      expect(status).to.equal('ok');
      const asked = mq.connections.map(({ address }) => address);
      expect(asked).to.include.members([...broker().nameServers]);
    });
  },
  { setup: { nameServers: 2 }, slow: true },
);

describeBroker(
  'a broker that is read only',
  (broker) => {
    it('is not written to, and still read', async () => {
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 1 });
      await using mq = createClient({ nameServers: broker().nameServers });
      await mq.producer({ group: 'spec' }).send({ topic, body: 'before' });
      await mq.admin().brokers.wipeWritePermission('broker-a');
      await using later = createClient({ nameServers: broker().nameServers });
      const error = await later
        .producer({ group: 'spec' })
        .send({ topic, body: 'x' })
        .catch((failure: unknown) => failure);
      expect(error).to.have.property('code', 'ROCKETMQ_NO_AVAILABLE_BROKER');
      const consumer = later.consumer({
        group: uniqueName('group'),
        subscribe: { [topic]: '*' },
        from: 'first',
      });
      expect((await firstValueFrom(consumer.run((delivery) => delivery.text()))).result).to.equal('before');
    });
  },
  { setup: {}, slow: true },
);
