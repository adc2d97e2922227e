import { Client } from './client.js';
import type { ClientOptions } from './client-options.js';

/**
 * A client of one cluster. It connects when a producer or consumer needs it, not before.
 *
 * ```ts
 * const mq = createClient({ nameServers: 'localhost:9876' });
 * await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' });
 * await mq.close();
 * ```
 *
 * @throws {InvalidArgumentError} naming the option that is wrong or unknown
 */
export function createClient(options: ClientOptions): Client {
  return new Client(options);
}
