import { catchError, concatMap, defer, map, type Observable, of, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { HeartbeatService } from '../broker/heartbeat-service.js';
import type { ReaderSettings } from '../delivery/reader-address.js';
import { BrokerInternalError } from '../errors/broker-error.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { masterId, type TopicRoute } from '../naming/topic-route.js';
import { ResponseCode } from '../protocol/response-code.js';
import type { Runtime } from '../runtime/runtime.js';

export interface GroupMembersSettings extends Pick<ReaderSettings, 'readAddress'> {
  readonly group: string;
  readonly clientId: string;
  readonly broker: (address: string) => BrokerClient;
  readonly heartbeats: HeartbeatService;
  readonly runtime: Runtime;
}

/**
 * The client ids of a group's members, sorted, without duplicates, as one broker of the topic knows them.
 *
 * When ours is missing, or the broker knows nobody (code 1), it has not heard of us: it was restarted, or the connection is new.
 * It is told and asked once more, before anybody concludes that all queues belong to others. Cold; errs when no broker can be
 * asked, and when ours may not be told of the group: access control denies it, or one of its topics.
 */
export function groupMembers(route: TopicRoute, settings: GroupMembersSettings): Observable<string[]> {
  const { group, clientId, broker, readAddress, heartbeats, runtime } = settings;
  return defer(() => {
    const { brokerNames } = route;
    const brokerName = brokerNames[Math.floor(runtime.random() * brokerNames.length)];
    const address =
      brokerName === undefined
        ? undefined
        : (readAddress?.(brokerName, masterId) ?? route.readAddress(brokerName));
    if (address === undefined)
      return throwError(
        () => new NoAvailableBrokerError(`tell the members of group ${group}`, { group, topic: route.topic }),
      );
    const ask = broker(address)
      .consumerIds(group)
      .pipe(map((ids) => [...new Set(ids)].toSorted()));
    return ask.pipe(
      catchError((error: unknown) => {
        if (knowsNobody(error)) return of<string[]>([]);
        throw error;
      }),
      concatMap((ids) =>
        ids.includes(clientId) ? of(ids) : heartbeats.beatFor(group, address).pipe(concatMap(() => ask)),
      ),
    );
  });
}

/** Brokers answer so, with a remark, for a group without members; refusals of access with the same code are other errors. */
function knowsNobody(error: unknown): boolean {
  return error instanceof BrokerInternalError && error.responseCode === ResponseCode.SYSTEM_ERROR;
}
