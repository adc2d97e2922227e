import { from, map, mergeMap, type Observable, toArray } from 'rxjs';
import type { MessageQueue } from '../message/message-queue.js';

/** How many queues of a broker are asked about at once. */
const concurrency = 16;

/**
 * Does the same with each queue of one broker. Emits once the results, in the order of the queues; errs with the first
 * failure.
 */
export function onEachQueue<T>(
  queues: readonly MessageQueue[],
  work: (queue: MessageQueue) => Observable<T>,
): Observable<T[]> {
  return from(queues.entries()).pipe(
    mergeMap(([index, queue]) => work(queue).pipe(map((value) => ({ index, value }))), concurrency),
    toArray(),
    map((results) => results.toSorted((left, right) => left.index - right.index).map(({ value }) => value)),
  );
}
