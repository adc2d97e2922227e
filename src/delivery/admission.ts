import { concatMap, defer, EMPTY, from, type Observable, of, repeat, take } from 'rxjs';
import type { PullResult } from '../broker/calls/pull-message.js';
import type { MessageSource } from '../message/received-message.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { Subscription } from '../message/subscription.js';
import { decodeStoredRecords, type StoredRecord } from '../protocol/message/stored-message-codec.js';
import type { StoredMessage } from '../protocol/message/stored-message.js';
import { PropertyKey } from '../protocol/property-key.js';
import type { Unpack } from '../message/unpack-message.js';

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
  readonly decompress: Unpack;
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
 * Emits once: true when more messages are known to be there. A loop, also over bodies that are unpacked later: an answer may hold
 * many.
 */
export function admit(result: PullResult, settings: AdmissionSettings): Observable<boolean> {
  const { offsetDelta, nextOffset } = result;

  const offsetOf = (record: StoredRecord): number | undefined =>
    record.queueOffset === undefined ? undefined : record.queueOffset + offsetDelta;

  const isOld = (offset: number | undefined): boolean =>
    offset !== undefined && offset < settings.nextOffset();

  const isFilteredOut = (record: StoredRecord): boolean =>
    !isUndecodable(record) &&
    !settings.subscription.acceptsAll &&
    !settings.subscription.accepts(record.getProperty(PropertyKey.TAGS));

  const seen = (offset: number | undefined): void => {
    if (offset !== undefined) settings.advanceTo(offset + 1);
  };

  const report = (record: StoredRecord, error: unknown): boolean => {
    const stored = isUndecodable(record) ? undefined : record;
    const offset = offsetOf(record);
    const { queue } = settings;
    const isTaken = settings.takeUndecodable({ queue, offset, bytes: record.bytes, stored, error });
    if (isTaken) seen(offset);
    return isTaken;
  };

  const hand = (stored: StoredMessage, bytes: Buffer): boolean => {
    const offset = stored.queueOffset + offsetDelta;
    return settings.take({ stored, queue: settings.queue, offset, bytes, extraAttempts: 0 });
  };

  /** Whether it fits; when the body is unpacked later, the same as a question for later. */
  const takeIn = (record: StoredRecord): boolean | PromiseLike<() => boolean> => {
    if (isUndecodable(record)) return report(record, record.error);
    let bytes: Buffer | PromiseLike<Buffer>;
    try {
      bytes = settings.decompress(record);
    } catch (error) {
      return report(record, error);
    }
    if (Buffer.isBuffer(bytes)) return hand(record, bytes);
    return bytes.then(
      (unpacked) => () => hand(record, unpacked),
      (error: unknown) => () => report(record, error),
    );
  };

  return defer(() => {
    const records = result.records === undefined ? [] : decodeStoredRecords(result.records);
    // An answer that does not move on must not be asked for again at once.
    const moreIsThere = nextOffset < result.maxOffset && nextOffset > settings.nextOffset();
    let index = 0;

    /** Emits the end; completes without a value to be called again. */
    const advance = (): Observable<boolean> => {
      while (index < records.length) {
        const record = records[index++]!;
        if (isOld(offsetOf(record))) continue;
        if (isFilteredOut(record)) {
          seen(offsetOf(record));
          continue;
        }
        const fits = takeIn(record);
        if (typeof fits !== 'boolean')
          return from(fits).pipe(concatMap((fitsNow) => (fitsNow() ? EMPTY : of(true))));
        if (!fits) return of(true);
      }
      settings.advanceTo(nextOffset);
      return of(moreIsThere);
    };

    return defer(advance).pipe(repeat(), take(1));
  });
}

function isUndecodable(record: StoredRecord): record is Exclude<StoredRecord, StoredMessage> {
  return 'undecodable' in record;
}
