import { concatMap, defer, map, type Observable, of, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { HeartbeatService } from '../broker/heartbeat-service.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import type { TopicRoute } from '../naming/topic-route.js';
import type { Runtime } from '../runtime/runtime.js';

export interface GroupMembersSettings {
  readonly group: string;
  readonly clientId: string;
  readonly broker: (address: string) => BrokerClient;
  readonly heartbeats: HeartbeatService;
  readonly runtime: Runtime;
}

/**
 * The client ids of a group's members, sorted, without duplicates, as one broker of the topic knows them.
 *
 * When ours is missing the broker has not heard of us (it was restarted, or the connection is new): it is told and asked once
 * more, before anybody concludes that all queues belong to others. Cold; errs when no broker can be asked.
 */
export function groupMembers(route: TopicRoute, settings: GroupMembersSettings): Observable<string[]> {
  const { group, clientId, broker, heartbeats, runtime } = settings;
  return defer(() => {
    const { brokerNames } = route;
    const brokerName = brokerNames[Math.floor(runtime.random() * brokerNames.length)];
    const address = brokerName === undefined ? undefined : route.readAddress(brokerName);
    if (address === undefined)
      return throwError(
        () => new NoAvailableBrokerError(`tell the members of group ${group}`, { group, topic: route.topic }),
      );
    const ask = broker(address)
      .consumerIds(group)
      .pipe(map((ids) => [...new Set(ids)].toSorted()));
    return ask.pipe(
      concatMap((ids) =>
        ids.includes(clientId) ? of(ids) : heartbeats.beat(address).pipe(concatMap(() => ask)),
      ),
    );
  });
}
