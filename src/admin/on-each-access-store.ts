import { catchError, concatMap, map, type Observable, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import { AdminFailedError } from '../errors/admin-error.js';
import { RequestNotSupportedError } from '../errors/broker-error.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { UnsupportedError } from '../errors/usage-error.js';
import type { BrokerSummary, Cluster } from './cluster.js';

/** What one broker answered. */
export interface StoreAnswer<Value> {
  readonly broker: BrokerSummary;
  readonly value: Value;
}

/**
 * Does the same at every broker, slaves included: each keeps users and their rules for itself.
 *
 * Emits once, in the order of cluster, name and id. Errs with {@link UnsupportedError} when no broker knows the request, with
 * {@link AdminFailedError} when one of them failed otherwise, with {@link NoAvailableBrokerError} when there is none.
 */
export function onEachAccessStore<Value>(
  cluster: Cluster,
  operation: string,
  clusterName: string | undefined,
  work: (broker: BrokerClient) => Observable<Value>,
): Observable<StoreAnswer<Value>[]> {
  return cluster.brokers(clusterName).pipe(
    concatMap((brokers) => {
      if (brokers.length === 0) throw new NoAvailableBrokerError(operation);
      return cluster
        .onEach(operation, brokers, (broker) => work(broker).pipe(catchError(explain)))
        .pipe(map((values) => brokers.map((broker, index) => ({ broker, value: values[index]! }))));
    }),
    catchError((error: unknown) => throwError(() => (isUnknownToAll(error) ? error.cause : error))),
  );
}

function explain(error: unknown): Observable<never> {
  return throwError(() =>
    error instanceof RequestNotSupportedError
      ? new UnsupportedError('administration of users', 'brokers have them from 5.3.0 on', {
          ...error.context,
          cause: error,
        })
      : error,
  );
}

const isUnknownToAll = (error: unknown): error is AdminFailedError =>
  error instanceof AdminFailedError &&
  error.outcomes.every((outcome) => outcome.error instanceof UnsupportedError);
