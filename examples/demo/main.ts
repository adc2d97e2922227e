// `npm start`: a stream of orders through a real RocketMQ, for ten seconds or until Ctrl-C.
// `npm start -- --name-server localhost:9876` uses a cluster of yours instead of starting one.
import { parseArgs } from 'node:util';
import { firstValueFrom, fromEvent, map, merge, race, timer } from 'rxjs';
import { createClient } from '../../src/index.js';
import { startBroker } from './start-broker.js';
import { runShop } from './shop.js';
import { showDashboard } from './dashboard.js';

const { values } = parseArgs({
  options: {
    'name-server': { type: 'string' },
    seconds: { type: 'string', default: '10' },
  },
});

const broker = await startBroker(values['name-server']);
const mq = createClient({ nameServers: broker.nameServers });
const shop = runShop(mq);
const dashboard = showDashboard(mq, shop);

const trouble = await firstValueFrom(
  race(
    shop.trouble$,
    merge(timer(Number(values.seconds) * 1000), fromEvent(process, 'SIGINT')).pipe(map(() => undefined)),
  ),
);

dashboard.stop(trouble?.message ?? 'closing: no new orders, waiting for the handlers at work');
const report = await shop.close();
await mq.close();
await broker.stop();
if (trouble !== undefined) process.exitCode = 1;
console.log(
  `${report.sent} orders sent, ${report.handled} handled, ${report.retried} of them on a second try.`,
);
