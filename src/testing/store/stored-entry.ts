import { StoredMessage } from '../../protocol/message/stored-message.js';
import { isInnerBatch } from '../../protocol/sys-flag.js';
import { locateRecord } from '../../protocol/message/record-layout.js';
import type { MessageDraft } from './message-draft.js';

/** A stored message: its record, and what the index of its queue knows. */
export interface StoredEntry {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  /** Place in the commit log, in bytes. */
  readonly physicalOffset: number;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  /** Java hash of the tags; undefined without any. */
  readonly tagsCode: number | undefined;
  /** Offsets of the queue that it takes: more than one for an inner batch only. */
  readonly count: number;
  /** The record as pulls answer it (wire.md section 7.1). */
  readonly record: Buffer;
}

/** The message in the record, bodies as stored, inner batches not unwrapped. */
export function readEntry({ record }: StoredEntry): StoredMessage {
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  const layout = locateRecord(record, view, 0, record.length);
  if (typeof layout === 'string') throw new TypeError(layout);
  return new StoredMessage(layout);
}

/** What has to be stored to have the same message again; change topic, queue and properties with a spread. */
export function draftOf(entry: StoredEntry): MessageDraft {
  const message = readEntry(entry);
  const { body, properties, flag, sysFlag, bornTimestamp, bornHost, reconsumeTimes } = message;
  return {
    topic: entry.topic,
    queueId: entry.queueId,
    body,
    properties,
    flag,
    sysFlag,
    bornTimestamp,
    bornHost,
    reconsumeTimes,
    preparedTransactionOffset: message.preparedTransactionOffset,
    ...(isInnerBatch(sysFlag) && { count: entry.count }),
  };
}
