// Sends a list as one request, then single sends that share requests: NAME_SERVERS=localhost:9876 npx tsx examples/batch.ts
import { createClient } from 'rx-rocketmq';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });

const producer = mq.producer({ group: 'shop' });
const orders = Array.from({ length: 1000 }, (_, id) => ({ topic: 'orders', body: JSON.stringify({ id }) }));
const receipts = await producer.sendBatch(orders);
console.log(`${receipts.length} orders sent, the last one is ${receipts.at(-1)?.messageId}`);

const together = mq.producer({ group: 'shop', batching: { lingerMs: 5 } });
const sent = await Promise.all(orders.map((order) => together.send(order)));
const queues = new Set(sent.map(({ queue }) => `${queue.brokerName}/${queue.queueId}`));
console.log(`${sent.length} orders sent together, to ${queues.size} queues`);

await mq.close();
