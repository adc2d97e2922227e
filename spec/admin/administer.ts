import type { Admin } from '../../src/admin/admin.js';
import type { ClientOptions } from '../../src/client/client-options.js';
import { createClient } from '../../src/client/create-client.js';
import type { Single } from '../../src/internal/single.js';
import type { OutgoingMessage } from '../../src/message/outgoing-message.js';
import type { BrokerOptions } from '../../src/testing/broker-options.js';
import { brokerInMemory } from '../testing/support/broker-in-memory.js';

/**
 * A cluster of two brokers in virtual time, with two queues of `orders` on each, and who administers it.
 *
 * @param client - options of the client
 */
export async function administer(
  options: BrokerOptions = {},
  client: Pick<ClientOptions, 'credentials' | 'unitMode'> = {},
) {
  const { broker, clock, connect, stop } = await brokerInMemory({
    brokers: 2,
    topics: { orders: { queues: 2 } },
    ...options,
  });
  const mq = createClient({ ...broker.clientOptions, clientId: 'me', ...client });
  const admin: Admin = mq.admin();
  const producer = mq.producer({ group: 'shop' });

  /** What comes of it, after as much virtual time as it needs. */
  const answer = <T>(single: Single<T>): Promise<T> => clock.until(single);
  const failure = (single: Single<unknown>): Promise<unknown> =>
    answer(single).then(
      () => undefined,
      (error: unknown) => error,
    );

  return {
    broker,
    clock,
    /** A connection for requests of any kind. */
    connect,
    mq,
    admin,
    answer,
    failure,
    /** Sends one message; queues are chosen in turn. */
    send: (message: Partial<OutgoingMessage> = {}) =>
      answer(producer.send({ topic: 'orders', body: 'hello', ...message })),
    [Symbol.asyncDispose]: async () => {
      await clock.until(mq.close());
      await stop();
    },
  };
}
