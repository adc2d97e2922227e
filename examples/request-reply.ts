// Asks a question and replies to it: NAME_SERVERS=localhost:9876 npx tsx examples/request-reply.ts
import { createClient } from 'rx-rocketmq';

const nameServers = process.env['NAME_SERVERS'] ?? 'localhost:9876';

// Who replies: a consumer, and a producer for the replies. In another process, as a rule.
const service = createClient({ nameServers });
const replier = service.producer({ group: 'prices' });
const consumer = service.consumer({ group: 'prices', subscribe: { questions: 'price' }, from: 'first' });
consumer
  .run((question) => replier.reply(question, { body: `${question.text()}: 20 euro` }))
  .subscribe({ error: (error: unknown) => console.error(error) });

// Who asks.
const shop = createClient({ nameServers });
const producer = shop.producer({ group: 'shop' });
const question = { topic: 'questions', body: 'bolts', tags: 'price' };
const answer = await producer.request(question, { timeoutMs: 10_000 });
console.log(answer.text());

await Promise.all([shop.close(), service.close()]);
