import { catchError, concatMap, map, type Observable, of } from 'rxjs';
import type { Cluster, CommandScope } from './cluster.js';
import type { ConnectedGroup } from './group-members.js';
import { isNotOnline } from './is-not-online.js';

/** What every broker knows of the members of a group, of which it may have none. Errs with {@link AdminFailedError}. */
export function askMembers(
  cluster: Cluster,
  group: string,
  clusterName: string | undefined,
  { options }: CommandScope,
): Observable<ConnectedGroup[]> {
  return cluster.readers(clusterName).pipe(
    concatMap((brokers) =>
      cluster.onEach(`list the members of group ${group}`, brokers, (client, broker) =>
        client.clients.consumers(group, options).pipe(
          catchError((error: unknown) => {
            if (isNotOnline(error)) return of(undefined);
            throw error;
          }),
          map((connection) => ({ broker, connection })),
        ),
      ),
    ),
  );
}
