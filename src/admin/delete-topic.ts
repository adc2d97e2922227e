import { concatMap, type Observable } from 'rxjs';
import type { BrokerTarget, Cluster, CommandScope } from './cluster.js';

/**
 * Deletes a topic on the masters, then at every name server: a broker that still had it would tell them of it again.
 *
 * Errs with {@link AdminFailedError}; the name servers are not told when a broker failed.
 */
export function deleteTopic(
  cluster: Cluster,
  topic: string,
  masters: readonly BrokerTarget[],
  { options }: CommandScope,
  clusterName: string | undefined,
): Observable<void> {
  return cluster
    .onEach(`delete topic ${topic}`, masters, (broker) => broker.topics.delete(topic, options))
    .pipe(concatMap(() => cluster.names.forgetTopic(topic, clusterName)));
}
