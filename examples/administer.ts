// Looks at a cluster and creates a topic: NAME_SERVERS=localhost:9876 npx tsx examples/administer.ts
import { createClient } from 'rx-rocketmq';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });
const { brokers, groups, topics } = mq.admin();

for (const { brokerName, address, runtime } of await brokers.status())
  console.log(`${brokerName} at ${address}: ${runtime?.version ?? 'not to be asked'}`);

await topics.create('invoices', { queues: 4 });
const { messages } = await topics.statistics('invoices');
const { lag } = await groups.progress('audit');
console.log(`${messages} messages in invoices, ${lag} that audit has not consumed`);
await topics.delete('invoices');

await mq.close();
