// Sends events of orders so that those of one order stay in order: NAME_SERVERS=localhost:9876 npx tsx examples/ordered.ts
import { forkJoin, lastValueFrom } from 'rxjs';
import { createClient } from 'rx-rocketmq';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });
const producer = mq.producer({ group: 'shop' });

const events = ['created', 'paid', 'shipped'].flatMap((event) =>
  ['o-1', 'o-2', 'o-3'].map((order) => ({ topic: 'orders', body: `${order} ${event}`, orderKey: order })),
);
// All at once: the producer sends those of one key one after the other, to one queue.
const receipts = await lastValueFrom(forkJoin(events.map((event) => producer.send(event))));

events.forEach(({ body }, index) => {
  const { queue, queueOffset } = receipts[index]!;
  console.log(`${body}: ${queue.brokerName}/${queue.queueId} at ${queueOffset}`);
});

await mq.close();
