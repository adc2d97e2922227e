// Sends messages for later, and takes one back: NAME_SERVERS=localhost:9876 npx tsx examples/delayed.ts
import { createClient, UnsupportedError } from 'rx-rocketmq';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });
const producer = mq.producer({ group: 'shop' });

// By level, which every broker knows: 1 is a second, 2 five, 3 ten, ... 18 two hours.
await producer.send({ topic: 'orders', body: 'o-1 in a second', delay: { level: 1 } });

try {
  // To the second, since RocketMQ 5.0.
  await producer.send({ topic: 'orders', body: 'o-2 at a time', delay: { at: new Date(Date.now() + 2000) } });
  const reminder = await producer.send({ topic: 'orders', body: 'o-3 in an hour', delay: { ms: 3_600_000 } });

  // Since 5.3.2, while it has not been delivered.
  const messageId = await producer.recall(reminder);
  console.log(`taken back: ${messageId}`);
} catch (error) {
  if (!(error instanceof UnsupportedError)) throw error;
  console.log(error.message);
}

await mq.close();
