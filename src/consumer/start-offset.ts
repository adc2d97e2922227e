import { concatMap, map, type Observable, of, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import type { MessageQueue } from '../message/message-queue.js';
import { queueKey } from '../message/message-queue.js';
import type { RouteTable } from '../naming/route-table.js';

/** Where a group begins in a queue for which nothing is committed. */
export type ConsumeFrom = 'last' | 'first' | Date;

export interface StartOffsetSettings {
  readonly group: string;
  readonly routes: RouteTable;
  readonly broker: (address: string) => BrokerClient;
}

/**
 * Where the group goes on in a queue: at its committed offset, else where `from` says; that place is committed before it is
 * used, so that a group that was idle until a restart loses nothing that was sent meanwhile.
 *
 * Committing the start is a deviation from Java, see docs/adr. Errs when the broker cannot be asked: an unknown offset is never
 * taken for none (behaviour.md section 12, 7).
 */
export function startOffset(
  queue: MessageQueue,
  from: ConsumeFrom,
  { group, routes, broker }: StartOffsetSettings,
): Observable<number> {
  const address = routes.peek(queue.topic)?.readAddress(queue.brokerName);
  if (address === undefined)
    return throwError(() => new NoAvailableBrokerError(`read ${queueKey(queue)}`, { group }));
  const client = broker(address);
  const groupQueue = { ...queue, group };
  return client.queryConsumerOffset(groupQueue).pipe(
    concatMap((committed) => {
      if (committed !== undefined) return of(committed);
      return firstOffset(client, queue, from).pipe(
        concatMap((start) => client.updateConsumerOffset(groupQueue, start).pipe(map(() => start))),
      );
    }),
  );
}

function firstOffset(client: BrokerClient, queue: MessageQueue, from: ConsumeFrom): Observable<number> {
  if (from === 'last') return client.maxOffset(queue);
  if (from === 'first') return client.minOffset(queue);
  return client.searchOffset(queue, from.getTime());
}
