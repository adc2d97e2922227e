import { Observable, Subject } from 'rxjs';
import type { StoredEntry } from '../store/stored-entry.js';

/** Tells who waits at a queue what arrives there. */
export class MessageArrivals {
  readonly #waiting = new Map<string, Subject<StoredEntry>>();

  /** Hot: what is stored in a queue, or in any queue of the topic without `queueId`. */
  in(topic: string, queueId?: number): Observable<StoredEntry> {
    const key = placeOf(topic, queueId);
    return new Observable((subscriber) => {
      let subject = this.#waiting.get(key);
      if (subject === undefined) this.#waiting.set(key, (subject = new Subject()));
      const subscription = subject.subscribe(subscriber);
      subscription.add(() => {
        if (!subject.observed) this.#waiting.delete(key);
      });
      return subscription;
    });
  }

  announce(entry: StoredEntry): void {
    this.#waiting.get(placeOf(entry.topic, entry.queueId))?.next(entry);
    this.#waiting.get(placeOf(entry.topic))?.next(entry);
  }
}

const placeOf = (topic: string, queueId?: number): string => `${topic}@${queueId ?? ''}`;
