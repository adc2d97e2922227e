// Sends each line of a file: NAME_SERVERS=localhost:9876 npx tsx examples/stream.ts orders.txt
import { open } from 'node:fs/promises';
import { createClient, type OutgoingMessage } from 'rx-rocketmq';
import { count, tap } from 'rxjs';

const [, , path = 'orders.txt'] = process.argv;
const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });
const producer = mq.producer({ group: 'import' });

async function* messages(): AsyncGenerator<OutgoingMessage> {
  const file = await open(path);
  for await (const line of file.readLines()) if (line !== '') yield { topic: 'orders', body: line };
}

// The file is read as fast as the broker takes its lines: never more than 64 are under way.
producer
  .sendFrom(messages(), { maxInFlight: 64 })
  .pipe(
    tap((outcome) => {
      if (!outcome.ok) console.error('not sent:', outcome.input.body, outcome.error);
    }),
    count(({ ok }) => ok),
  )
  .subscribe({
    next: (sent) => console.log(`${sent} lines sent`),
    complete: () => void mq.close(),
  });
