import { expect } from 'chai';
import { defer, interval, lastValueFrom, mergeMap, retry, takeWhile, tap, timer } from 'rxjs';
import { type Client, createClient, type SendReceipt } from '../../src/index.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import type { BrokerNode } from '../support/rocketmq/broker-under-test.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

/** Sends that brokers were asked for, and those that they have answered, whatever the answer was. */
class SendCount {
  readonly #sends = new WeakSet<Map<string | symbol, unknown>>();
  readonly #open = new Map<string, number>();

  readonly handler = {
    name: 'send count',
    onWrite: ({ code }: { readonly code: number }, { address, tags }: CountedInvocation): void => {
      if (code !== RequestCode.SEND_MESSAGE_V2) return;
      this.#sends.add(tags);
      this.#open.set(address, this.unanswered(address) + 1);
    },
    onMessage: (_: unknown, { address, tags }: CountedInvocation): void => {
      if (this.#sends.has(tags)) this.#open.set(address, this.unanswered(address) - 1);
    },
  };

  unanswered(address: string): number {
    return this.#open.get(address) ?? 0;
  }
}

interface CountedInvocation {
  readonly address: string;
  readonly tags: Map<string | symbol, unknown>;
}

describeBroker(
  'one of two brokers that shuts down gracefully',
  (broker, { version }) => {
    const saysGoodbye = !version.startsWith('4.');
    let mq: Client;

    afterEach(async () => {
      await mq.close({ timeoutMs: 1000 });
    });

    const until = (isTrue: () => boolean): Promise<unknown> =>
      lastValueFrom(
        defer(async () => {
          if (!isTrue()) throw new Error('Not yet');
        }).pipe(retry({ delay: () => timer(50) })),
      );

    it('costs no send and no message', async function () {
      this.timeout(120_000);
      const topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 2 });
      const counted = new SendCount();
      const events: string[] = [];
      mq = createClient({ nameServers: broker().nameServers, handlers: [counted.handler] });
      const leaver: BrokerNode = broker().brokers[0]!;
      mq.events$.subscribe((event) => {
        if ('address' in event && event.address === leaver.address) events.push(event.type);
      });

      const received: { readonly text: string; readonly brokerName: string }[] = [];
      mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' })
        .run((delivery) => {
          received.push({ text: delivery.text(), brokerName: delivery.queue.brokerName });
        })
        .subscribe();

      const receipts: SendReceipt[] = [];
      const sent: string[] = [];
      let isEnough = false;
      // No attempt is to be given up: its answer would come to nobody and could not be counted.
      const producer = mq.producer({ group: 'spec', timeoutMs: 20_000, attemptTimeoutMs: 20_000 });
      const sending = lastValueFrom(
        interval(10).pipe(
          takeWhile(() => !isEnough),
          mergeMap((index) => {
            const body = `m-${index}`;
            sent.push(body);
            return producer.send({ topic, body });
          }, 16),
          tap((receipt) => receipts.push(receipt)),
        ),
      );
      const names = (last: number): Set<string> =>
        new Set(receipts.slice(-last).map(({ queue }) => queue.brokerName));
      await until(() => receipts.length > 50 && names(50).size === 2);

      await leaver.terminate();
      const countWhenGone = receipts.length;
      await until(() => receipts.length > countWhenGone + 50);
      expect([...names(50)]).to.deep.equal(['broker-b']);

      await leaver.restart();
      await until(() => names(20).size === 2);
      isEnough = true;
      await sending;
      expect(receipts).to.have.length(sent.length);
      expect(receipts.every(({ status }) => status === 'ok')).to.equal(true);

      await until(() => new Set(received.map(({ text }) => text)).size === sent.length);
      const first = new Set<string>();
      const repeated = received.filter(({ text }) => first.size === first.add(text).size);
      // What was settled after its last commit comes again when the group begins there anew.
      expect(repeated.filter(({ brokerName }) => brokerName !== leaver.name)).to.deep.equal([]);
      if (!saysGoodbye) return;
      expect(events).to.include('broker-going-away');
      expect(counted.unanswered(leaver.address)).to.equal(0);
    });
  },
  {
    setup: { brokers: 2, brokerConfig: { enableShutdownGracefully: true, shutdownWaitTimeSeconds: 3 } },
    slow: true,
  },
);
