import { expect } from 'chai';
import {
  concatMap,
  defer,
  filter,
  firstValueFrom,
  interval,
  lastValueFrom,
  map,
  retry,
  take,
  tap,
  timer,
  toArray,
} from 'rxjs';
import {
  type Client,
  type ClientOptions,
  type Consumer,
  createClient,
  type SendReceipt,
} from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { throughProxy } from './support/through-proxy.js';
import { numbered, sendAll } from './support/traffic.js';

/** Quick enough for a test: brokers are told and hung ones found within seconds. */
const quick = {
  heartbeatIntervalMs: 1000,
  routeRefreshIntervalMs: 1000,
  remoting: { livenessTimeoutMs: 2000 },
} as const;

describeBroker(
  'a broker in trouble',
  (broker) => {
    let mq: Client;
    let topic: string;
    let group: string;
    const texts: string[] = [];

    const open = (options: Partial<ClientOptions> = {}): void => {
      mq = createClient({ nameServers: broker().nameServers, ...quick, ...options });
    };

    beforeEach(async () => {
      topic = uniqueName('topic');
      group = uniqueName('group');
      texts.length = 0;
      await broker().createTopic(topic, { queues: 4 });
    });

    afterEach(async () => {
      await mq.close({ timeoutMs: 500 });
    });

    let consumer: Consumer;

    const consume = (): void => {
      consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
      consumer.run((delivery) => void texts.push(delivery.text()), { concurrency: 8 }).subscribe();
    };

    /** A pull that was parked is told why its connection is gone: a heartbeat, its timeout, and silence since before. */
    const isFoundOut = (): Promise<string> =>
      firstValueFrom(
        consumer.events$.pipe(
          filter((event) => event.type === 'pull-failed'),
          map(({ error }) => String(error.cause)),
        ),
      );

    const hasAll = (bodies: readonly string[]): Promise<unknown> =>
      firstValueFrom(interval(50).pipe(filter(() => new Set(texts).size >= bodies.length)));

    /** A sender that does not give up: what fails is sent again, with the same message id. */
    const sendStubbornly = (body: string): Promise<SendReceipt> => {
      const send = mq.producer({ group: 'spec' }).send({ topic, body });
      return lastValueFrom(defer(() => send).pipe(retry({ delay: () => timer(200) })));
    };

    it('loses nothing when it is killed and started again in the middle', async function () {
      this.timeout(120_000);
      open();
      consume();
      const bodies = numbered('m', 300);
      const sending = lastValueFrom(
        interval(10).pipe(
          take(bodies.length),
          concatMap((index) => sendStubbornly(bodies[index]!)),
          toArray(),
        ),
      );
      await hasAll(bodies.slice(0, 50));
      await broker().brokers[0]!.restart();
      const receipts = await sending;
      await hasAll(bodies);
      expect(new Set(texts)).to.deep.equal(new Set(bodies));
      expect(new Set(receipts.map(({ messageId }) => messageId)).size).to.equal(bodies.length);
    });

    it('is found out when it hangs, and used again when it goes on', async function () {
      this.timeout(90_000);
      open();
      consume();
      await sendAll(mq, topic, numbered('before', 20));
      await hasAll(numbered('before', 20));
      const [node] = broker().brokers;
      const found = isFoundOut();
      node!.pause();
      try {
        expect(await found).to.contain('while a request was overdue');
      } finally {
        node!.resume();
      }
      await sendAll(mq, topic, numbered('after', 20));
      await hasAll([...numbered('before', 20), ...numbered('after', 20)]);
      expect(new Set(texts).size).to.equal(40);
    });

    it('is found out when the connection is half open, and reached again on a new one', async function () {
      this.timeout(90_000);
      const { address } = broker().brokers[0]!;
      const proxy = await TcpProxy.start(address);
      try {
        open({ connector: throughProxy(proxy, address) });
        consume();
        await sendAll(mq, topic, numbered('before', 20));
        await hasAll(numbered('before', 20));
        const found = isFoundOut();
        proxy.freeze();
        expect(await found).to.contain('while a request was overdue');
        proxy.thaw();
        const receipt = await sendStubbornly('after');
        await hasAll([...numbered('before', 20), 'after']);
        expect([receipt.status, texts.includes('after')]).to.deep.equal(['ok', true]);
      } finally {
        await mq.close({ timeoutMs: 100 });
        await proxy.stop();
      }
    });
  },
  { setup: {}, slow: true },
);

describeBroker(
  'two brokers',
  (broker) => {
    it('stand in for each other when one is killed while messages are sent', async function () {
      this.timeout(120_000);
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 2 });
      await using mq = createClient({ nameServers: broker().nameServers, ...quick });
      const producer = mq.producer({ group: 'spec' });
      const bodies = numbered('m', 300);
      const receipts: SendReceipt[] = [];
      const sending = lastValueFrom(
        interval(5).pipe(
          take(bodies.length),
          concatMap((index) => producer.send({ topic, body: bodies[index]! })),
          tap((receipt) => receipts.push(receipt)),
        ),
      );
      const hasBoth = (): boolean => new Set(receipts.map(({ queue }) => queue.brokerName)).size === 2;
      await firstValueFrom(interval(10).pipe(filter(hasBoth)));
      await broker().brokers[0]!.kill();
      await sending;
      expect(receipts).to.have.length(bodies.length);
      expect(new Set(receipts.map(({ queue }) => queue.brokerName))).to.deep.equal(
        new Set(['broker-a', 'broker-b']),
      );
      expect(receipts.at(-1)?.queue.brokerName).to.equal('broker-b');
    });
  },
  { setup: { brokers: 2 }, slow: true },
);
