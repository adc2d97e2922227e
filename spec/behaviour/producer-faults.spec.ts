import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  catchError,
  filter,
  firstValueFrom,
  from,
  interval,
  lastValueFrom,
  map,
  mergeMap,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  take,
  takeWhile,
  tap,
  throwError,
  timeout,
  timer,
  toArray,
} from 'rxjs';
import {
  type Client,
  createClient,
  isTimeoutError,
  type Producer,
  type ReceivedMessage,
  SendFailedError,
  type SendOutcome,
  type SendReceipt,
  TooManySendsError,
  type TransactionReceipt,
} from '../../src/index.js';
import type { BrokerNode, BrokerUnderTest } from '../support/rocketmq/broker-under-test.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

/** Brokers that are back are found within seconds. */
const quick = {
  heartbeatIntervalMs: 1000,
  routeRefreshIntervalMs: 1000,
  brokers: { health: { maxSuspendMs: 2000 } },
} as const;

const timeoutMs = 3000;
/** Of a machine that is busy with starting brokers. */
const slackMs = 1500;
const absenceMs = 5000;

type Outcome = SendOutcome & { readonly elapsedMs: number };

const placeOf = ({ brokerName, queueId }: SendReceipt['queue'], offset: number): string =>
  `${brokerName} ${queueId} ${offset}`;

/** What ends a test that waits in vain, and says for what. */
const patienceMs = 40_000;

const within = <T>(describeState: () => string): MonoTypeOperatorFunction<T> =>
  timeout<T, Observable<never>>({
    first: patienceMs,
    with: () => throwError(() => new Error(`${describeState()}, after ${patienceMs} ms`)),
  });

/** Sends one message after the other in the way that each test says, and reads them back. */
class Traffic {
  readonly client: Client;
  readonly producer: Producer;
  readonly outcomes: Outcome[] = [];
  readonly topic: string;

  private constructor(nameServers: readonly string[], topic: string) {
    this.topic = topic;
    this.client = createClient({ nameServers, ...quick });
    this.producer = this.client.producer({ group: 'spec_faults', timeoutMs });
  }

  static async start(broker: BrokerUnderTest): Promise<Traffic> {
    const topic = uniqueName('topic');
    await broker.createTopic(topic, { queues: 2 });
    return new Traffic(broker.nameServers, topic);
  }

  get receipts(): SendReceipt[] {
    return this.outcomes.flatMap((outcome) => (outcome.ok ? [outcome.receipt] : []));
  }

  send(index: number, orderKey?: string): Observable<Outcome> {
    const begunAt = performance.now();
    const message = { topic: this.topic, body: `m-${index}`, ...(orderKey !== undefined && { orderKey }) };
    return from([message]).pipe(
      this.producer.sendAll(),
      map((outcome) => {
        const timed = { ...outcome, elapsedMs: performance.now() - begunAt };
        this.outcomes.push(timed);
        return timed;
      }),
    );
  }

  /** Begins something every 20 ms until it is told to end. Resolves when all of it has. */
  every20Ms<T>(isEnough: () => boolean, begin: (index: number) => Observable<T>): Promise<T[]> {
    return lastValueFrom(
      interval(20).pipe(
        takeWhile(() => !isEnough()),
        mergeMap(begin, 1000),
        toArray(),
      ),
    );
  }

  /** Resolves when the last `count` sends have succeeded. */
  async areWell(count = 20): Promise<void> {
    const before = this.outcomes.length;
    const isSo = (): boolean =>
      this.outcomes.length >= before + count && this.outcomes.slice(-count).every(({ ok }) => ok);
    await firstValueFrom(
      interval(20).pipe(
        filter(isSo),
        within(() => `The last of ${this.outcomes.length} sends ended with ${inspect(this.outcomes.at(-1))}`),
      ),
    );
  }

  /** Nobody waited longer than allowed, and who failed has heard of each attempt, if it was tried at all. */
  expectTruth(addresses: readonly string[]): void {
    for (const outcome of this.outcomes) {
      expect(outcome.elapsedMs).to.be.at.most(timeoutMs + slackMs);
      if (outcome.ok || outcome.error instanceof TooManySendsError) continue;
      expect(outcome.error).to.be.instanceOf(SendFailedError);
      const { attempts } = outcome.error as SendFailedError;
      expect(attempts.length).to.be.within(1, 3);
      for (const { address, durationMs, error } of attempts) {
        expect(addresses).to.include(address);
        expect(durationMs).to.be.within(0, timeoutMs + slackMs);
        expect(error).to.be.instanceOf(Error);
      }
    }
  }

  /** Reads every queue from its beginning: each receipt tells the truth. Returns what was read. */
  async expectStored(): Promise<readonly ReceivedMessage[]> {
    const read: ReceivedMessage[] = [];
    const missing = new Map(
      this.receipts.map(({ messageId, queue, queueOffset }) => [placeOf(queue, queueOffset), messageId]),
    );
    expect(missing.size).to.equal(this.receipts.length);
    const consumer = this.client.consumer({
      group: uniqueName('group'),
      subscribe: { [this.topic]: '*' },
      from: 'first',
    });
    const readAll$ = consumer.messages$.pipe(
      map((delivery) => {
        const place = placeOf(delivery.queue, delivery.offset);
        if (missing.get(place) === delivery.messageId) missing.delete(place);
        read.push(delivery);
        delivery.ack();
      }),
      filter(() => missing.size === 0),
      within(
        () => `Of ${read.length} messages read none was at ${[...missing.keys()].slice(0, 5).join(', ')}`,
      ),
    );
    await firstValueFrom(readAll$);
    return read;
  }
}

describeBroker(
  'a broker in trouble, to its producers',
  (broker) => {
    let traffic: Traffic;
    let isEnough: boolean;

    beforeEach(async () => {
      isEnough = false;
      traffic = await Traffic.start(broker());
    });

    afterEach(async () => {
      await traffic.client.close({ timeoutMs: 1000 });
    });

    const killAndRestart = async (node: BrokerNode): Promise<void> => {
      await node.kill();
      await firstValueFrom(timer(absenceMs));
      await node.restart();
    };

    async function through(
      trouble: (node: BrokerNode) => Promise<void>,
      orderKeyOf: (index: number) => string | undefined = () => undefined,
    ): Promise<readonly ReceivedMessage[]> {
      const [node] = broker().brokers;
      const sending = traffic.every20Ms(
        () => isEnough,
        (index) => traffic.send(index, orderKeyOf(index)),
      );
      await traffic.areWell();
      await trouble(node!);
      await traffic.areWell();
      isEnough = true;
      await sending;
      traffic.expectTruth([node!.address]);
      return traffic.expectStored();
    }

    it('has all that it said it has when it was killed and is back after five seconds', async function () {
      this.timeout(180_000);
      await through(killAndRestart);
      const failed = traffic.outcomes.filter(({ ok }) => !ok);
      expect(failed.length).to.be.at.least(50);
      expect(failed.map((outcome) => !outcome.ok && outcome.error)).to.satisfy((errors: unknown[]) =>
        errors.every((error) => error instanceof SendFailedError),
      );
    });

    it('has what it said it has of each order key in order when it was killed', async function () {
      this.timeout(180_000);
      const keyOf = (index: number): string => `key-${index % 8}`;
      await through(killAndRestart, keyOf);
      for (let key = 0; key < 8; key++) {
        // A send that failed may be stored late, behind the next ones (docs/adr/0012).
        const offsets = traffic.outcomes
          .flatMap((outcome) => (outcome.ok ? [outcome] : []))
          .map(({ input, receipt }) => ({
            index: Number(String(input.body).slice('m-'.length)),
            offset: receipt.queueOffset,
          }))
          .filter(({ index }) => keyOf(index) === keyOf(key))
          .toSorted((one, other) => one.index - other.index)
          .map(({ offset }) => offset);
        expect(offsets.length).to.be.above(5);
        expect(offsets).to.deep.equal(offsets.toSorted((one, other) => one - other));
      }
    });

    it('shows all that was committed, and nothing else of transactions, when it was killed', async function () {
      this.timeout(180_000);
      const ended = new Map<string, TransactionReceipt | undefined>();
      const transaction = (index: number): Observable<unknown> => {
        const body = `t-${index}`;
        const work = (): 'commit' | 'rollback' => (index % 2 === 0 ? 'commit' : 'rollback');
        return traffic.producer.transaction({ topic: traffic.topic, body }, work).pipe(
          tap((receipt) => ended.set(body, receipt)),
          catchError(() => of(ended.set(body, undefined))),
        );
      };
      const running = traffic.every20Ms(() => isEnough, transaction);
      const sending = traffic.every20Ms(
        () => isEnough,
        (index) => traffic.send(index),
      );
      await traffic.areWell();
      await killAndRestart(broker().brokers[0]!);
      await traffic.areWell();
      isEnough = true;
      await Promise.all([running, sending]);
      // By then the broker has asked about all that it has not heard of.
      await firstValueFrom(timer(12_000));
      // The last message of each queue: what is before it is read, too.
      for (const index of [-1, -2]) expect((await firstValueFrom(traffic.send(index))).ok).to.equal(true);
      expect(new Set(traffic.receipts.slice(-2).map(({ queue }) => queue.queueId)).size).to.equal(2);
      const read = new Set((await traffic.expectStored()).map((message) => message.text()));
      const isCommitted = (receipt: TransactionReceipt | undefined): boolean => receipt?.outcome === 'commit';
      const all = [...ended];
      const confirmed = all.filter(([, receipt]) => isCommitted(receipt) && receipt?.isConfirmed);
      const others = all.filter(([, receipt]) => !isCommitted(receipt));
      expect(confirmed.length).to.be.at.least(5);
      expect(confirmed.filter(([body]) => !read.has(body))).to.deep.equal([]);
      expect(others.filter(([body]) => read.has(body))).to.deep.equal([]);
    });

    it('has all that it said it has when it hung for five seconds', async function () {
      this.timeout(60_000);
      await through(async (node) => {
        node.pause();
        await firstValueFrom(timer(absenceMs)).finally(() => node.resume());
      });
      expect(traffic.outcomes.filter(({ ok }) => !ok).length).to.be.at.least(20);
    });

    it('costs a send its time and no more when it hangs', async () => {
      expect((await firstValueFrom(traffic.send(0))).ok).to.equal(true);
      const [node] = broker().brokers;
      node!.pause();
      const outcome = await firstValueFrom(traffic.send(1)).finally(() => node!.resume());
      expect(outcome.elapsedMs).to.be.within(timeoutMs, timeoutMs + slackMs);
      const { attempts } = (outcome as { readonly error?: SendFailedError }).error!;
      expect(attempts.map(({ error }) => isTimeoutError(error))).to.deep.equal([true, true, true]);
    });
  },
  { setup: {}, slow: true },
);

describeBroker(
  'two brokers, to their producers',
  (broker) => {
    const count = 1000;
    /** Two dials that fail, a tenth of a second apart. */
    const recognitionMs = 1000;
    let traffic: Traffic;

    beforeEach(async () => {
      traffic = await Traffic.start(broker());
    });

    afterEach(async () => {
      await traffic.client.close({ timeoutMs: 1000 });
    });

    /** Sends, and lets the first broker get into trouble after a fifth. */
    async function through(trouble: (node: BrokerNode) => Promise<void>): Promise<void> {
      const nodes = broker().brokers;
      const sending = lastValueFrom(
        interval(3).pipe(
          take(count),
          mergeMap((index) => traffic.send(index), 64),
        ),
      );
      await firstValueFrom(interval(1).pipe(filter(() => traffic.outcomes.length > count / 5)));
      await trouble(nodes[0]!);
      await sending;
      traffic.expectTruth(nodes.map(({ address }) => address));
      expect(traffic.outcomes.filter(({ ok }) => !ok)).to.deep.equal([]);
    }

    it('lose no send when one is killed: each goes to the other, and every further copy is one by its id', async function () {
      this.timeout(180_000);
      const [first] = broker().brokers;
      const failed: { readonly address: string; readonly at: number }[] = [];
      traffic.producer.events$.subscribe((event) => {
        if (event.type === 'attempt-failed') failed.push({ address: event.address, at: performance.now() });
      });
      let goneAt = 0;
      await through(async (node) => {
        await node.kill();
        goneAt = performance.now();
      });
      // Who is not there is not tried each time.
      expect(new Set(failed.map(({ address }) => address))).to.deep.equal(new Set([first!.address]));
      expect(failed.filter(({ at }) => at > goneAt + recognitionMs)).to.deep.equal([]);
      await first!.restart();
      const read = await traffic.expectStored();
      const sent = new Set(traffic.receipts.map(({ messageId }) => messageId));
      expect([sent.size, new Set(traffic.receipts.map(({ queue }) => queue.brokerName)).size]).to.deep.equal([
        count,
        2,
      ]);
      expect(read.filter(({ messageId }) => !sent.has(messageId))).to.deep.equal([]);
    });

    it('lose no send when one hangs: each goes to the other in time', async function () {
      this.timeout(60_000);
      const [first] = broker().brokers;
      await through(async (node) => node.pause()).finally(() => first!.resume());
      expect(traffic.receipts.at(-1)?.queue.brokerName).to.equal('broker-b');
      await traffic.expectStored();
    });
  },
  { setup: { brokers: 2 }, slow: true },
);
