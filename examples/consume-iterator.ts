// Consumes ten messages without RxJS: NAME_SERVERS=localhost:9876 npx tsx examples/consume-iterator.ts
import { createClient } from 'rx-rocketmq';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });
const consumer = mq.consumer({ group: 'audit', subscribe: { orders: '*' }, from: 'first' });

let count = 0;
for await (const delivery of consumer) {
  console.log(delivery.text());
  delivery.ack();
  count++;
  if (count === 10) break;
}

await mq.close();
