import { catchError, defer, from, map, mergeMap, type Observable, of, take, toArray } from 'rxjs';
import { AdminFailedError, type ServerOutcome } from '../errors/admin-error.js';

/** Whom an operation concerns. */
export interface ServerTarget {
  readonly address: string;
  /** Of a broker. */
  readonly brokerName?: string | undefined;
}

/** How many servers are asked at once. */
const concurrency = 16;

type Outcome<Value> = ServerOutcome & { readonly value: Value | undefined };

/**
 * Does the same at each server, whatever happens at the others. Emits once what became of it, in the order of the servers;
 * never errs.
 */
export function outcomesOf<Server extends ServerTarget, Value>(
  servers: readonly Server[],
  work: (server: Server) => Observable<Value>,
): Observable<Outcome<Value>[]> {
  return from(servers.entries()).pipe(
    mergeMap(([index, server]) => {
      const { address, brokerName } = server;
      return defer(() => work(server)).pipe(
        take(1),
        map((value) => ({ value: value as Value | undefined, error: undefined as unknown })),
        catchError((error: unknown) => of({ value: undefined, error })),
        map((result) => ({ index, outcome: { address, brokerName, ...result } })),
      );
    }, concurrency),
    toArray(),
    map((results) =>
      results.toSorted((left, right) => left.index - right.index).map(({ outcome }) => outcome),
    ),
  );
}

/**
 * Does the same at each server. Emits once what each answered, in their order; errs with {@link AdminFailedError} when one
 * failed, after all have been tried.
 *
 * @param operation - for the error, such as `delete topic orders`
 */
export function onEachServer<Server extends ServerTarget, Value>(
  operation: string,
  servers: readonly Server[],
  work: (server: Server) => Observable<Value>,
): Observable<Value[]> {
  return outcomesOf(servers, work).pipe(
    map((outcomes) => {
      if (outcomes.some(({ error }) => error !== undefined)) throw new AdminFailedError(operation, outcomes);
      return outcomes.map(({ value }) => value as Value);
    }),
  );
}
