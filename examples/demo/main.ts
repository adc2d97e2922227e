// `npm start`: a stream of orders through the embedded broker, for ten seconds or until Ctrl-C.
// `npm start -- --real` starts Apache RocketMQ instead (needs a JDK and Maven);
// `npm start -- --name-server localhost:9876` uses a cluster of yours.
import { parseArgs } from 'node:util';
import { firstValueFrom, fromEvent, map, merge, race, timer } from 'rxjs';
import { createClient } from '../../src/index.js';
import { startBroker } from './start-broker.js';
import { runShop } from './shop.js';
import { showDashboard } from './dashboard.js';

const { values } = parseArgs({
  options: {
    'name-server': { type: 'string' },
    real: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
  },
});

const broker = await startBroker({ nameServer: values['name-server'], real: values.real });
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
