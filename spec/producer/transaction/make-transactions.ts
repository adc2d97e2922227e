import { filter, map } from 'rxjs';
import type { ClientOptions } from '../../../src/client/client-options.js';
import { createClient } from '../../../src/client/create-client.js';
import type { ProducerEvent } from '../../../src/producer/producer-event.js';
import type { ProducerOptions } from '../../../src/producer/producer-options.js';
import { EndTransactionRequestHeader } from '../../../src/protocol/headers/end-transaction.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';

export const topic = 'orders';
export const message = { topic, body: 'hello' };

/** Milliseconds after which brokers ask for the first time, by their defaults. */
export const firstCheckMs = 6000;
/** Milliseconds between two questions about one message. */
export const checkIntervalMs = 30_000;

/** What was said about how a transaction ended, and to which broker. */
export type End = EndTransactionRequestHeader & {
  readonly server: string;
  readonly isOneway: boolean;
  readonly remark?: string;
};

/** A broker with one queue of `orders`, and clients, in memory and in virtual time. */
export async function makeTransactions(options: BrokerOptions = {}) {
  const clock = createVirtualClock();
  const broker = await clock.until(
    startBroker({
      network: 'memory',
      runtime: clock.runtime,
      topics: { [topic]: { queues: 1 } },
      ...options,
    }),
  );
  const clients: { close(): PromiseLike<void> }[] = [];

  /** What clients asked, in the order in which it was served. */
  const requests: { readonly code: number; readonly client: string }[] = [];
  const ends: End[] = [];
  broker.exchanges$.subscribe(({ request, client }) => requests.push({ code: request.code, client }));
  broker.exchanges$
    .pipe(
      filter(({ request }) => request.code === RequestCode.END_TRANSACTION),
      map(({ request, server }) => ({
        ...EndTransactionRequestHeader.read(request),
        server,
        isOneway: request.isOneway,
        ...(request.remark === undefined ? {} : { remark: request.remark }),
      })),
    )
    .subscribe((end) => ends.push(end));

  const connect = (
    producerOptions: Partial<ProducerOptions> = {},
    clientOptions: Partial<ClientOptions> = {},
  ) => {
    const client = createClient({ ...broker.clientOptions, ...clientOptions });
    clients.push(client);
    const producer = client.producer({ group: 'shop', ...producerOptions });
    const events: ProducerEvent[] = [];
    producer.events$.subscribe((event) => events.push(event));
    return { client, producer, events };
  };

  /** What consumers would get. */
  const stored = (): string[] =>
    broker.brokers.flatMap(({ name }) => broker.queue(topic, 0, name).messages.map((each) => each.text()));

  const stop = async (): Promise<void> => {
    await clock.until(Promise.all(clients.map((client) => client.close())));
    await clock.until(broker.stop());
    await clock.settle();
  };

  return { clock, broker, requests, ends, connect, stored, stop };
}

export type TransactionWorld = Awaited<ReturnType<typeof makeTransactions>>;
