// Consumes until Ctrl-C: NAME_SERVERS=localhost:9876 npx tsx examples/consume.ts
import { createClient } from 'rx-rocketmq';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });
const consumer = mq.consumer({ group: 'billing', subscribe: { orders: 'paid' }, from: 'first' });

consumer
  .run(
    async (delivery) => {
      await Promise.resolve(delivery.json());
      console.log(`${delivery.messageId} attempt ${delivery.attempt}: ${delivery.text()}`);
    },
    { concurrency: 16 },
  )
  .subscribe({ error: (error: unknown) => console.error(error) });

process.once('SIGINT', () => void mq.close());
