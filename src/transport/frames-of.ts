import { Observable } from 'rxjs';
import type { Link } from './link.js';

/** What {@link Link.frames$} promises, over `listen` and `close` of the same link. */
export function framesOf(link: Pick<Link, 'listen' | 'close'>): Observable<Buffer> {
  return new Observable((subscriber) => {
    link.listen({
      onFrame: (bytes, start, end, owned) =>
        subscriber.next(owned ? bytes.subarray(start, end) : Buffer.from(bytes.subarray(start, end))),
      onClosed: (error) => (error === undefined ? subscriber.complete() : subscriber.error(error)),
    });
    return () => link.close();
  });
}
