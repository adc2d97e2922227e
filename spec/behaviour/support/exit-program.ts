// Run by lifecycle.spec.ts in a process of its own: sends, consumes, closes, and must then end by itself.
import { firstValueFrom } from 'rxjs';
import { createClient } from '../../../src/index.js';

const [nameServers = '', topic = '', group = ''] = process.argv.slice(2);
const mq = createClient({ nameServers });
await mq.producer({ group: 'spec_exit' }).send({ topic, body: 'bye' });
const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
const delivery = await firstValueFrom(consumer.messages$);
delivery.ack();
await mq.close();
process.stdout.write(
  `${delivery.text()} ${process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout/.test(kind)).length}`,
);
