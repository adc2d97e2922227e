import { forkJoin, map, type Observable } from 'rxjs';
import {
  SharedUnitSubscribedTopicNames,
  UnitSubscribedTopicNames,
  UnitTopicNames,
} from '../naming/calls/topic-names.js';
import type { PlainCall } from '../naming/server-call.js';
import type { Cluster } from './cluster.js';

/** Names of topics, sorted, where a cluster is divided into units (`unitMode` of clients). */
export interface UnitTopicsView {
  /** Made for a unit: those that its producers were the first to send to. */
  readonly made: readonly string[];
  /** With groups of a unit: their retry topics. */
  readonly subscribed: readonly string[];
  /** Those of `subscribed` that are not made for a unit. */
  readonly shared: readonly string[];
}

/** Asks a name server for them. */
export function unitTopics({ names }: Cluster): Observable<UnitTopicsView> {
  const sorted = (call: PlainCall<readonly string[]>): Observable<readonly string[]> =>
    names.call(call, undefined).pipe(map((topics) => topics.toSorted()));
  return forkJoin({
    made: sorted(UnitTopicNames),
    subscribed: sorted(UnitSubscribedTopicNames),
    shared: sorted(SharedUnitSubscribedTopicNames),
  });
}
