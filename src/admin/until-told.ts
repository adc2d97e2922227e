import { catchError, filter, map, type Observable, of, repeat, take, throwError, timeout, timer } from 'rxjs';
import { TopicNotFoundError } from '../errors/route-error.js';
import type { TopicConfig } from '../protocol/bodies/topic-config.js';
import type { BrokerSummary, Cluster } from './cluster.js';
import { type TopicRouteView, viewRoute } from './topic-route-view.js';

/** A topic on one broker. */
export interface ConfiguredTopic extends BrokerSummary {
  readonly config: TopicConfig;
}

/** A broker tells the name servers a moment after it has answered; how often they are asked until then. */
const pollMs = 100;

/**
 * Waits until a name server tells the queues of a topic as they were written. Emits once; errs with
 * {@link TopicNotFoundError} when the time is up.
 */
export function untilTold(
  cluster: Cluster,
  topic: string,
  written: readonly ConfiguredTopic[],
  timeoutMs: number,
): Observable<void> {
  const { scheduler } = cluster.runtime;
  const isTold = ({ brokers }: TopicRouteView): boolean =>
    written.every(({ brokerName, config }) =>
      brokers.some(
        (broker) =>
          broker.brokerName === brokerName &&
          broker.readQueues === config.readQueueNums &&
          broker.writeQueues === config.writeQueueNums,
      ),
    );
  return cluster.names.routeData(topic).pipe(
    map((data) => isTold(viewRoute(topic, data))),
    catchError((error: unknown) => {
      if (error instanceof TopicNotFoundError) return of(false);
      throw error;
    }),
    repeat({ delay: () => timer(pollMs, scheduler) }),
    filter((told) => told),
    take(1),
    timeout({ first: timeoutMs, scheduler, with: () => throwError(() => new TopicNotFoundError(topic)) }),
    map(() => undefined),
  );
}
