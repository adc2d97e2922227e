/** Kinds of messages by their numbers in trace records. Java `MessageType`. */
export const TracedKind = { NORMAL: 0, HALF: 1, COMMIT: 2, DELAY: 3, ORDER: 4 } as const;

export type TracedKind = (typeof TracedKind)[keyof typeof TracedKind];

interface TraceOrigin {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** As the broker names it. */
  readonly regionId: string;
  readonly group: string;
  readonly topic: string;
  readonly messageId: string;
}

/** A message was sent. */
export interface SentRecord extends TraceOrigin {
  readonly type: 'Pub';
  readonly tags: string | undefined;
  readonly keys: string | undefined;
  /** `host:port` of the broker. */
  readonly address: string;
  readonly bodyBytes: number;
  readonly durationMs: number;
  readonly kind: TracedKind;
  readonly offsetMessageId: string;
  /** The answer was `ok`, not one that promises less. */
  readonly isOk: boolean;
}

/** A transaction was ended. */
export interface TransactionRecord extends TraceOrigin {
  readonly type: 'EndTransaction';
  readonly tags: string | undefined;
  readonly keys: string | undefined;
  readonly address: string;
  readonly outcome: 'commit' | 'rollback' | 'unknown';
  /** It answers a check of the broker. */
  readonly isAnswer: boolean;
}

/** A message was taken back. */
export interface RecallRecord extends TraceOrigin {
  readonly type: 'Recall';
}

export type TraceRecord = SentRecord | TransactionRecord | RecallRecord;

const stateOf = { commit: 'COMMIT_MESSAGE', rollback: 'ROLLBACK_MESSAGE', unknown: 'UNKNOW' } as const;

/** The words of Java for what is not there. */
const orNull = (text: string | undefined): string => text ?? 'null';

function fieldsOf(record: TraceRecord): readonly (string | number | boolean)[] {
  const { type, time, regionId, group, topic, messageId } = record;
  const origin = [type, time, regionId, group, topic, messageId];
  if (record.type === 'Recall') return [...origin, true];
  const message = [...origin, orNull(record.tags), orNull(record.keys), record.address];
  if (record.type === 'EndTransaction')
    return [...message, TracedKind.COMMIT, messageId, stateOf[record.outcome], record.isAnswer];
  const { bodyBytes, durationMs, kind, offsetMessageId, isOk } = record;
  return [...message, bodyBytes, durationMs, kind, offsetMessageId, isOk];
}

/**
 * One record as Java's tools read it (wire.md section 11): fields with U+0001 between them, U+0002 at the end.
 *
 * @see apache/rocketmq `client/…/trace/TraceDataEncoder`
 */
export function encodeTraceRecord(record: TraceRecord): string {
  return `${fieldsOf(record).join('\u0001')}\u0002`;
}

/** By what the record is searched: the message id, and the keys of the message. */
export function traceKeys(record: TraceRecord): readonly string[] {
  const keys = 'keys' in record ? (record.keys?.split(' ') ?? []) : [];
  return [record.messageId, ...keys];
}
