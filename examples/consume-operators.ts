// Consumes with operators until Ctrl-C: NAME_SERVERS=localhost:9876 npx tsx examples/consume-operators.ts
import { createClient, handle } from 'rx-rocketmq';
import { bufferTime, filter } from 'rxjs';

const mq = createClient({ nameServers: process.env['NAME_SERVERS'] ?? 'localhost:9876' });
const consumer = mq.consumer({ group: 'reports', subscribe: { orders: '*' }, from: 'first' });

// Where the handler fails: again in 2, 4, 8, 16 s, then to the dead letters.
const settled$ = consumer.messages$.pipe(
  handle((delivery) => delivery.json(), {
    concurrency: 16,
    onError: (error, { attempt }) =>
      attempt < 5 ? { retry: { delayMs: 1000 * 2 ** attempt } } : { deadLetter: String(error) },
  }),
);

settled$
  .pipe(
    bufferTime(1000),
    filter((batch) => batch.length > 0),
  )
  .subscribe((batch) => console.log(`${batch.length} settled in the last second`));

consumer.events$.subscribe((event) => console.log(event.type));

process.once('SIGINT', () => void mq.close());
