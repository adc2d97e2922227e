import { filter, interval, map, type Observable, scan, type SchedulerLike, take } from 'rxjs';
import type { Link } from './link.js';

const looksPerTimeout = 4;

/**
 * Emits once, and completes, when no byte has gone either way for `idleTimeoutMs`, or up to a quarter longer: bytes are not
 * stamped, their counters are looked at.
 */
export function whenIdle(
  link: Pick<Link, 'bytesRead' | 'bytesWritten'>,
  idleTimeoutMs: number,
  scheduler: SchedulerLike,
): Observable<unknown> {
  const traffic = (): number => link.bytesRead + link.bytesWritten;
  return interval(idleTimeoutMs / looksPerTimeout, scheduler).pipe(
    map(traffic),
    scan((before, bytes) => ({ bytes, quiet: bytes === before.bytes ? before.quiet + 1 : 0 }), {
      bytes: traffic(),
      quiet: 0,
    }),
    filter(({ quiet }) => quiet >= looksPerTimeout),
    take(1),
  );
}
