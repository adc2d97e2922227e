import { concatMap, delay, interval, mergeMap, type Observable, of, Subject, takeUntil } from 'rxjs';
import { type Client, handle } from '../../src/index.js';
import type { Consumer, Delivery, OutgoingMessage } from '../../src/index.js';

export interface ShopReport {
  readonly sent: number;
  readonly handled: number;
  readonly retried: number;
}

export interface Shop {
  readonly consumer: Consumer;
  /** Emits what went wrong for good: no name server, or a send that no broker took. */
  readonly trouble$: Observable<Error>;
  readonly report: () => ShopReport;
  readonly close: () => Promise<ShopReport>;
}

const topic = 'demo_orders';

const tenOrders = (tick: number): OutgoingMessage[] =>
  Array.from({ length: 10 }, (_, index) => {
    const order = { number: tick * 10 + index, total: (index + 1) * 10 };
    return { topic, body: JSON.stringify(order), keys: `order-${order.number}` };
  });

/** Takes 5 ms. One order in a hundred fails the first time: it comes back after a second, as attempt 2. */
function bill(delivery: Delivery): Observable<number> {
  const { number } = delivery.json() as { number: number };
  if (number % 100 === 99 && delivery.attempt === 1) throw new Error('the card reader is asleep');
  return of(number).pipe(delay(5));
}

/** About 500 orders a second go out; a handler that takes a moment, and sometimes fails, takes them in. */
export function runShop(mq: Client): Shop {
  const counts = { sent: 0, handled: 0, retried: 0 };
  const producer = mq.producer({ group: 'demo_shop' });
  const consumer = mq.consumer({ group: 'demo_billing', subscribe: { [topic]: '*' }, from: 'first' });

  const closing = new Subject<void>();
  const trouble = new Subject<Error>();
  const error = (reason: Error): void => trouble.next(reason);
  const orders$ = interval(20).pipe(concatMap(tenOrders), takeUntil(closing));
  orders$.pipe(mergeMap((order) => producer.send(order), 64)).subscribe({ next: () => counts.sent++, error });

  consumer.messages$
    .pipe(handle(bill, { concurrency: 32, onError: () => ({ retry: { level: 1 } }) }))
    .subscribe({
      next: ({ outcome, delivery }) => {
        if (outcome.type !== 'ack') return;
        counts.handled++;
        if (delivery.attempt > 1) counts.retried++;
      },
      error,
    });

  return {
    consumer,
    trouble$: trouble,
    report: () => ({ ...counts }),
    close: async () => {
      closing.next();
      await producer.close();
      await consumer.close({ timeoutMs: 5000 });
      return { ...counts };
    },
  };
}
