// Sends a message that exists only if local work commits: NAME_SERVERS=localhost:9876 npx tsx examples/transaction.ts
import { createClient } from 'rx-rocketmq';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });

// What the database of a real shop would know: it outlives the process, so that others can answer.
const paid = new Map<string, number>();

const producer = mq.producer({
  group: 'shop',
  // Brokers ask it when they have not heard how a transaction ended.
  checker: ({ messageId }) => (paid.has(messageId) ? 'commit' : 'rollback'),
});

const { messageId, outcome } = await producer.transaction(
  { topic: 'orders', body: JSON.stringify({ id: 'o-2', total: 30 }) },
  async ({ messageId: key }) => {
    // In one database transaction with the order itself.
    paid.set(key, await Promise.resolve(30));
    return 'commit';
  },
);
console.log(`${messageId}: ${outcome}`);

await mq.close();
