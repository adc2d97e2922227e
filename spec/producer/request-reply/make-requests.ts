import { type Observable, of } from 'rxjs';
import type { Client } from '../../../src/client/client.js';
import type { ClientOptions } from '../../../src/client/client-options.js';
import { createClient } from '../../../src/client/create-client.js';
import type { Delivery } from '../../../src/delivery/delivery.js';
import type { Producer } from '../../../src/producer/producer.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import type { EmbeddedBroker } from '../../../src/testing/cluster/embedded-broker.js';
import type { Exchange } from '../../../src/testing/server/exchange.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../../src/testing/time/virtual-clock.js';

export const topic = 'prices';

/** A requester and a replier on an embedded broker, in virtual time. */
export class Requests {
  readonly clock: VirtualClock;
  readonly broker: EmbeddedBroker;
  readonly client: Client;
  readonly requester: Producer;
  readonly exchanges: Exchange[] = [];
  readonly #others: Client[] = [];

  constructor(clock: VirtualClock, broker: EmbeddedBroker, options: Partial<ClientOptions>) {
    this.clock = clock;
    this.broker = broker;
    this.client = createClient({ ...broker.clientOptions, clientId: 'requester', ...options });
    this.requester = this.client.producer({ group: 'asking' });
    broker.exchanges$.subscribe((exchange) => this.exchanges.push(exchange));
  }

  another(options: Partial<ClientOptions> = {}): Client {
    const client = createClient({ ...this.broker.clientOptions, ...options });
    this.#others.push(client);
    return client;
  }

  /** Consumes requests, and hands them to `handler` with the producer to reply with. Resolves when it is there. */
  async serve(handler: (request: Delivery, replier: Producer) => unknown = capitals): Promise<Producer> {
    const mq = this.another({ clientId: 'replier' });
    const replier = mq.producer({ group: 'replying' });
    const consumer = mq.consumer({ group: 'serving', subscribe: { [topic]: '*' }, from: 'first' });
    const work = (request: Delivery): Observable<unknown> => {
      const made = handler(request, replier);
      return typeof made === 'object' && made !== null && 'subscribe' in made
        ? (made as Observable<unknown>)
        : of(made);
    };
    consumer.run(work, { concurrency: 2000 }).subscribe();
    await this.clock.advance(100);
    return replier;
  }

  /** Codes of the requests that were answered, of those asked about. */
  asked(...codes: readonly number[]): number[] {
    return this.exchanges.map(({ request }) => request.code).filter((code) => codes.includes(code));
  }

  async stop(): Promise<void> {
    await this.clock.until(Promise.all([this.client, ...this.#others].map((client) => client.close())));
    await this.clock.until(this.broker.stop());
  }
}

const capitals = (request: Delivery, replier: Producer): Observable<unknown> =>
  replier.reply(request, { body: request.text().toUpperCase() });

export async function makeRequests(
  { brokers = 1, config }: Pick<BrokerOptions, 'brokers' | 'config'> = {},
  options: Partial<ClientOptions> = {},
): Promise<Requests> {
  const clock = createVirtualClock();
  const broker = await clock.until(
    startBroker({
      network: 'memory',
      runtime: clock.runtime,
      brokers,
      topics: { [topic]: { queues: 2 } },
      ...(config !== undefined && { config }),
    }),
  );
  return new Requests(clock, broker, options);
}
