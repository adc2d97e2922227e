import { catchError, concatMap, map, type Observable, of, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { GroupQueue } from '../broker/calls/consumer-offset.js';
import { readerAddress, type ReaderSettings } from '../delivery/reader-address.js';
import { AuthorizationError } from '../errors/broker-error.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import type { MessageQueue } from '../message/message-queue.js';
import { queueKey } from '../message/message-queue.js';

/** Where a group begins in a queue for which nothing is committed. */
export type ConsumeFrom = 'last' | 'first' | Date;

export interface StartOffsetSettings extends ReaderSettings {
  readonly group: string;
  readonly broker: (address: string) => BrokerClient;
}

/**
 * Where the group goes on in a queue: at its committed offset, else where `from` says; that place is committed before it is
 * used, so that a group that was idle until a restart loses nothing that was sent meanwhile.
 *
 * Slaves hear of commits up to ten seconds late: what a slave does not know may be committed all the same, so that only the beginning
 * of the queue, which repeats and loses nothing, can be told without a master.
 *
 * Committing the start is a deviation from Java, see docs/adr. Errs when the broker cannot be asked: an unknown offset is never
 * taken for none (behaviour.md section 12, 7).
 */
export function startOffset(
  queue: MessageQueue,
  from: ConsumeFrom,
  settings: StartOffsetSettings,
): Observable<number> {
  const { group, routes, broker } = settings;
  const address = readerAddress(queue, settings);
  if (address === undefined)
    return throwError(() => new NoAvailableBrokerError(`read ${queueKey(queue)}`, { group }));
  const client = broker(address);
  const groupQueue = { ...queue, group };
  return client.queryConsumerOffset(groupQueue).pipe(
    concatMap((committed) => {
      if (committed !== undefined) return of(committed);
      const isMaster = address === routes.peek(queue.topic)?.address(queue.brokerName);
      if (!isMaster && from !== 'first')
        return throwError(
          () => new NoAvailableBrokerError(`tell where the group begins in ${queueKey(queue)}`, { group }),
        );
      return firstOffset(client, groupQueue, from).pipe(
        concatMap((start) => client.updateConsumerOffset(groupQueue, start).pipe(map(() => start))),
      );
    }),
  );
}

function firstOffset(client: BrokerClient, queue: GroupQueue, from: ConsumeFrom): Observable<number> {
  if (from === 'last')
    return client
      .maxOffset(queue)
      .pipe(catchError((error: unknown) => seenByPull(client, queue, error, 'maxOffset')));
  if (from === 'first')
    return client
      .minOffset(queue)
      .pipe(catchError((error: unknown) => seenByPull(client, queue, error, 'minOffset')));
  return client.searchOffset(queue, from.getTime());
}

/**
 * Brokers of 5.3 let only those ask for the ends of a queue who have the right `Get`. Every answer to a pull tells them too, and a pull
 * takes no other right than consuming does (`Sub`).
 */
function seenByPull(
  client: BrokerClient,
  queue: GroupQueue,
  error: unknown,
  end: 'minOffset' | 'maxOffset',
): Observable<number> {
  if (!(error instanceof AuthorizationError)) return throwError(() => error);
  const everything = { expression: '*', expressionType: 'TAG', subVersion: 0 } as const;
  return client
    .pullMessage({ ...queue, ...everything, offset: 0, maxMessages: 1, maxBytes: 1, suspendTimeoutMs: 0 })
    .pipe(map((result) => result[end]));
}
