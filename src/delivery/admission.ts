import { catchError, concatMap, from, type Observable, of } from 'rxjs';
import type { PullResult } from '../broker/calls/pull-message.js';
import type { MessageSource } from '../message/received-message.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { Subscription } from '../message/subscription.js';
import { decodeStoredRecords, type StoredRecord } from '../protocol/message/stored-message-codec.js';
import type { StoredMessage } from '../protocol/message/stored-message.js';
import { PropertyKey } from '../protocol/property-key.js';
import type { Decompress } from './decompress.js';

/** A message that cannot be turned into a delivery, with what is known of it. */
export interface UndecodableDelivery {
  readonly queue: MessageQueue;
  /** Its place in the queue; undefined when not even that could be read. */
  readonly offset: number | undefined;
  /** The record as it arrived, not the body. */
  readonly bytes: Uint8Array;
  /** Present when the record could be read and only its body could not. */
  readonly stored: StoredMessage | undefined;
  readonly error: unknown;
}

export interface AdmissionSettings {
  readonly queue: MessageQueue;
  readonly subscription: Subscription;
  readonly decompress: Decompress;
  /** The offset from which on messages are new. */
  readonly nextOffset: () => number;
  /** Everything below was seen. */
  readonly advanceTo: (offset: number) => void;
  /** Takes credit and hands the message out. False when it does not fit: admission ends before it. */
  readonly take: (source: MessageSource) => boolean;
  /** False when there is no room to deal with it now. */
  readonly takeUndecodable: (undecodable: UndecodableDelivery) => boolean;
}

/**
 * Takes the messages of one answer in, in order, as far as they fit: filters by tag (the broker's filter knows hashes only),
 * unpacks bodies, hands out. What does not fit is dropped undecoded: pulling is not destructive, it is pulled again.
 *
 * Emits once: true when more messages are known to be there.
 */
export function admit(result: PullResult, settings: AdmissionSettings): Observable<boolean> {
  const records = result.records === undefined ? [] : decodeStoredRecords(result.records);
  const moreIsThere = result.nextOffset < result.maxOffset;

  const ended = (): Observable<boolean> => {
    settings.advanceTo(result.nextOffset);
    return of(moreIsThere);
  };

  const continueAt = (start: number): Observable<boolean> => {
    for (let index = start; index < records.length; index++) {
      const record = records[index]!;
      if (isOld(record) || isFilteredOut(record)) continue;
      const outcome = takeIn(record);
      if (typeof outcome !== 'boolean')
        return from(outcome).pipe(concatMap((fits) => (fits ? continueAt(index + 1) : of(true))));
      if (!outcome) return of(true);
    }
    return ended();
  };

  const offsetOf = (stored: StoredMessage): number => stored.queueOffset + result.offsetDelta;

  const isOld = (record: StoredRecord): boolean =>
    !isUndecodable(record) && offsetOf(record) < settings.nextOffset();

  const isFilteredOut = (record: StoredRecord): boolean => {
    if (isUndecodable(record) || settings.subscription.acceptsAll) return false;
    if (settings.subscription.accepts(record.getProperty(PropertyKey.TAGS))) return false;
    settings.advanceTo(offsetOf(record) + 1);
    return true;
  };

  const undecodable = (record: StoredRecord, error: unknown): boolean => {
    const stored = isUndecodable(record) ? undefined : record;
    const offset = stored === undefined ? undefined : offsetOf(stored);
    return settings.takeUndecodable({ queue: settings.queue, offset, bytes: record.bytes, stored, error });
  };

  const hand = (stored: StoredMessage, bytes: Buffer): boolean =>
    settings.take({ stored, queue: settings.queue, offset: offsetOf(stored), bytes, extraAttempts: 0 });

  const takeIn = (record: StoredRecord): boolean | Observable<boolean> => {
    if (isUndecodable(record)) return undecodable(record, record.error);
    let bytes: Buffer | PromiseLike<Buffer>;
    try {
      bytes = settings.decompress(record);
    } catch (error) {
      return undecodable(record, error);
    }
    if (Buffer.isBuffer(bytes)) return hand(record, bytes);
    return from(bytes).pipe(
      concatMap((unpacked) => of(hand(record, unpacked))),
      catchError((error: unknown) => of(undecodable(record, error))),
    );
  };

  return continueAt(0);
}

function isUndecodable(record: StoredRecord): record is Exclude<StoredRecord, StoredMessage> {
  return 'undecodable' in record;
}
