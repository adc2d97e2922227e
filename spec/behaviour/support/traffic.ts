import { from, lastValueFrom, mergeMap, type Observable, take, toArray } from 'rxjs';
import type { Client, Delivery, SendReceipt } from '../../../src/index.js';

/** Sends bodies with some sends in flight; resolves with the receipts, in the order of their arrival. */
export function sendAll(
  mq: Client,
  topic: string,
  bodies: readonly string[],
  group = 'spec_sender',
): Promise<SendReceipt[]> {
  const producer = mq.producer({ group, timeoutMs: 10_000 });
  return lastValueFrom(
    from(bodies).pipe(
      mergeMap((body) => producer.send({ topic, body }), 64),
      toArray(),
    ),
  );
}

/** `prefix-0`, `prefix-1`, ... */
export const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/** Takes `count` deliveries, acknowledges each, resolves with their texts. */
export function takeTexts(messages$: Observable<Delivery>, count: number): Promise<string[]> {
  return lastValueFrom(
    messages$.pipe(
      take(count),
      mergeMap((delivery) => {
        delivery.ack();
        return [delivery.text()];
      }, 1),
      toArray(),
    ),
  );
}
