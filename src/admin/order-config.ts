import { concatMap, type Observable, of } from 'rxjs';
import type { Cluster } from './cluster.js';

/** Where name servers keep which queues an ordered topic has; they put it into routes with `orderMessageEnable`. */
const namespace = 'ORDER_TOPIC_CONFIG';

/** Queues that are written on one broker while the topic is ordered; undefined: it is not ordered there. */
export interface OrderedQueues {
  readonly brokerName: string;
  readonly queues: number | undefined;
}

/**
 * Tells every name server how many queues of an ordered topic are written on each broker, as `broker-a:4;broker-b:4`; nothing
 * where it is ordered on none, which `mqadmin` forgets: brokers mark a topic as ordered for which something is kept.
 *
 * @param isWhole - all brokers of the topic are given; otherwise what is kept of others stays
 */
export function writeOrder(
  { names }: Cluster,
  topic: string,
  brokers: readonly OrderedQueues[],
  isWhole: boolean,
): Observable<void> {
  return names.configValue(namespace, topic).pipe(
    concatMap((old) => {
      const text = orderText(isWhole ? undefined : old, brokers);
      if (text !== '') return names.putConfigValue(namespace, topic, text);
      return old === undefined ? of(undefined) : names.deleteConfigValue(namespace, topic);
    }),
  );
}

function orderText(old = '', brokers: readonly OrderedQueues[]): string {
  const entries = new Map(
    old
      .split(';')
      .filter((entry) => entry !== '')
      .map((entry) => [entry.slice(0, entry.lastIndexOf(':')), entry] as const),
  );
  for (const { brokerName, queues } of brokers) {
    if (queues === undefined) entries.delete(brokerName);
    else entries.set(brokerName, `${brokerName}:${queues}`);
  }
  return [...entries.values()].join(';');
}
