import { expect } from 'chai';
import { defer, filter, firstValueFrom, interval, mergeMap, retry, takeUntil, timer } from 'rxjs';
import { createClient } from '../../src/index.js';
import { describeRealBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

/** `SOAK_MINUTES=60 npm run test:soak` for longer. */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 10);
const sendIntervalMs = 2;
const restartIntervalMs = 60_000;
const settleTimeoutMs = 120_000;
const megabyte = 1024 * 1024;

const most = (list: readonly number[]): number => Math.max(...list, 0);

/** Numbers that were sent and did not arrive yet: memory stays as small as what is under way. */
class Ledger {
  readonly #missing = new Set<number>();
  sent = 0;
  received = 0;
  copies = 0;

  expectNext(): number {
    this.#missing.add(this.sent);
    return this.sent++;
  }

  arrived(number: number): void {
    if (this.#missing.delete(number)) this.received++;
    else this.copies++;
  }

  get missing(): number {
    return this.#missing.size;
  }
}

describeRealBroker(
  'steady traffic with a broker that is killed every minute',
  'it is about what a broker keeps on disk',
  (broker) => {
    it(`loses nothing and keeps its memory for ${minutes} minutes`, async () => {
      const topic = uniqueName('soak');
      await broker().createTopic(topic, { queues: 8 });
      await using mq = createClient({ nameServers: broker().nameServers, routeRefreshIntervalMs: 1000 });
      const producer = mq.producer({ group: 'soak' });
      const consumer = mq.consumer({ group: uniqueName('soak'), subscribe: { [topic]: '*' }, from: 'first' });
      const ledger = new Ledger();
      const heaps: number[] = [];
      consumer.run((delivery) => ledger.arrived(Number(delivery.text())), { concurrency: 16 }).subscribe();

      const over$ = timer(minutes * 60_000);
      const sending = interval(sendIntervalMs).pipe(
        filter(() => ledger.missing < 5000),
        takeUntil(over$),
      );
      const sendOne = (): ReturnType<typeof producer.send> =>
        producer.send({ topic, body: String(ledger.expectNext()) });
      const sent = new Promise<void>((resolve, reject) => {
        sending
          .pipe(
            mergeMap(() => {
              const send = sendOne();
              return defer(() => send).pipe(retry({ delay: () => timer(200) }));
            }, 256),
          )
          .subscribe({ complete: resolve, error: reject });
      });
      const restarts$ = interval(restartIntervalMs).pipe(takeUntil(over$));
      const restarting = restarts$.pipe(mergeMap(() => broker().brokers[0]!.restart(), 1)).subscribe();
      const watching = interval(10_000).subscribe(() =>
        heaps.push(process.memoryUsage().heapUsed / megabyte),
      );

      await sent;
      restarting.unsubscribe();
      watching.unsubscribe();
      await firstValueFrom(
        interval(100).pipe(
          filter(() => ledger.missing === 0),
          takeUntil(timer(settleTimeoutMs)),
        ),
        { defaultValue: 0 },
      );
      process.stdout.write(
        `      ${ledger.sent} sent, ${ledger.received} received, ${ledger.copies} copies, heap ${heaps.map(Math.round).join(' ')} MB\n`,
      );
      expect(ledger.missing).to.equal(0);
      const half = Math.floor(heaps.length / 2);
      expect(most(heaps.slice(half))).to.be.below(most(heaps.slice(0, half)) * 1.5 + 50);
    });
  },
  {},
);
