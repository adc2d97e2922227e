import { diagnostics } from '../runtime/diagnostics.js';
import { catchError, defer, type Observable, tap, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import { readerAddress, type ReaderSettings } from '../delivery/reader-address.js';
import { CommitFailedError } from '../errors/consumer-error.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { type MessageQueue, queueKey } from '../message/message-queue.js';

export interface CommitSettings extends ReaderSettings {
  readonly group: string;
  readonly broker: (address: string) => BrokerClient;
}

/**
 * Stores the committed offset of a queue, at the master or, without one that is well, at a slave. Cold. Errs with
 * {@link CommitFailedError}.
 */
export function commitOffset(
  queue: MessageQueue,
  offset: number,
  settings: CommitSettings,
): Observable<void> {
  const { group, broker } = settings;
  const key = queueKey(queue);
  const tell = (error?: unknown): void => {
    if (diagnostics.commit.hasSubscribers)
      diagnostics.commit.publish({ ...queue, group, offset, ...(error !== undefined && { error }) });
  };
  return defer(() => {
    const address = readerAddress(queue, settings);
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
