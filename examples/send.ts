// Sends one message: NAME_SERVERS=localhost:9876 npx tsx examples/send.ts
import { createClient } from 'rx-rocketmq';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });
const producer = mq.producer({ group: 'shop' });

const receipt = await producer.send({
  topic: 'orders',
  body: JSON.stringify({ id: 'o-1', total: 20 }),
  tags: 'paid',
  keys: 'o-1',
});
console.log(`sent ${receipt.messageId} to ${receipt.queue.brokerName}/${receipt.queue.queueId}`);

await mq.close();
