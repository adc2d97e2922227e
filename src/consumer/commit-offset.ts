import { diagnostics } from '../runtime/diagnostics.js';
import { catchError, defer, type Observable, tap, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import { CommitFailedError } from '../errors/consumer-error.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { type MessageQueue, queueKey } from '../message/message-queue.js';
import type { RouteTable } from '../naming/route-table.js';

export interface CommitSettings {
  readonly group: string;
  readonly routes: RouteTable;
  readonly broker: (address: string) => BrokerClient;
}

/** Stores the committed offset of a queue, at the master or, without one, at a slave. Cold. Errs with {@link CommitFailedError}. */
export function commitOffset(
  queue: MessageQueue,
  offset: number,
  { group, routes, broker }: CommitSettings,
): Observable<void> {
  const key = queueKey(queue);
  const tell = (error?: unknown): void => {
    if (diagnostics.commit.hasSubscribers)
      diagnostics.commit.publish({ ...queue, group, offset, ...(error !== undefined && { error }) });
  };
  return defer(() => {
    const address = routes.peek(queue.topic)?.readAddress(queue.brokerName);
    return address === undefined
      ? throwError(() => new NoAvailableBrokerError(`commit ${key}`, { group, queue: key }))
      : broker(address).updateConsumerOffset({ ...queue, group }, offset);
  }).pipe(
    tap({ complete: () => tell(), error: tell }),
    catchError((error: unknown) =>
      throwError(() => new CommitFailedError(key, offset, { cause: error, group, topic: queue.topic })),
    ),
  );
}
