import { combineLatest, interval, map, pairwise, startWith, takeUntil, Subject } from 'rxjs';
import type { Client, ConsumerState } from '../../src/index.js';
import type { Shop, ShopReport } from './shop.js';

export interface Dashboard {
  /** Says a last word and stops. */
  stop(text: string): void;
}

const refreshMs = 500;

const describe = (state: ConsumerState): string =>
  state.name === 'consuming' && state.windowFull ? 'consuming, window full' : state.name;

const perSecond = (count: number): string => String(Math.round((count * 1000) / refreshMs)).padStart(5);

const rates = ([before, now]: readonly [ShopReport, ShopReport]): string =>
  `sent ${perSecond(now.sent - before.sent)}/s  handled ${perSecond(now.handled - before.handled)}/s`;

/** One line that is written over and over on a terminal, a line every half second elsewhere. */
function write(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[2K${text}`);
  else console.log(text);
}

/** Shows, twice a second, what the streams of the consumer tell. */
export function showDashboard(mq: Client, { consumer, report }: Shop): Dashboard {
  const stopped = new Subject<void>();
  const rate$ = interval(refreshMs).pipe(startWith(0), map(report), pairwise(), map(rates));
  combineLatest([rate$, consumer.state$, consumer.assignment$, consumer.lag$])
    .pipe(takeUntil(stopped))
    .subscribe(([rate, state, queues, lag]) => {
      const connected = mq.connections.filter((connection) => connection.state.name === 'connected').length;
      const brokers = `${connected}/${mq.connections.length} connected`;
      write(
        `${rate}  lag ${String(lag.total).padStart(5)}  queues ${queues.length}  ${describe(state)}  ${brokers}`,
      );
    });
  return {
    stop: (text) => {
      stopped.next();
      write(`${text}\n`);
    },
  };
}
