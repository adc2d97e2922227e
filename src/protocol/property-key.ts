/**
 * Names of message properties with a meaning (wire.md section 7.8, Java `MessageConst`). Who sets which is there too.
 *
 * The names on the left are ours where Java's constant only repeats the value.
 */
export const PropertyKey = {
  KEYS: 'KEYS',
  TAGS: 'TAGS',
  WAIT: 'WAIT',
  DELAY: 'DELAY',
  TIMER_DELAY_SEC: 'TIMER_DELAY_SEC',
  TIMER_DELAY_MS: 'TIMER_DELAY_MS',
  TIMER_DELIVER_MS: 'TIMER_DELIVER_MS',
  TIMER_OUT_MS: 'TIMER_OUT_MS',
  TIMER_ENQUEUE_MS: 'TIMER_ENQUEUE_MS',
  TIMER_DEQUEUE_MS: 'TIMER_DEQUEUE_MS',
  TIMER_ROLL_TIMES: 'TIMER_ROLL_TIMES',
  TIMER_DEL_UNIQKEY: 'TIMER_DEL_UNIQKEY',
  TIMER_DELAY_LEVEL: 'TIMER_DELAY_LEVEL',
  UNIQ_KEY: 'UNIQ_KEY',
  EXTEND_UNIQ_INFO: 'EXTEND_UNIQ_INFO',
  INSTANCE_ID: 'INSTANCE_ID',
  SHARDING_KEY: '__SHARDINGKEY',
  TRAN_MSG: 'TRAN_MSG',
  PGROUP: 'PGROUP',
  TRANSACTION_ID: '__transactionId__',
  CHECK_IMMUNITY_TIME_IN_SECONDS: 'CHECK_IMMUNITY_TIME_IN_SECONDS',
  TRANSACTION_CHECK_TIMES: 'TRANSACTION_CHECK_TIMES',
  TRAN_PREPARED_QUEUE_OFFSET: 'TRAN_PREPARED_QUEUE_OFFSET',
  REAL_TOPIC: 'REAL_TOPIC',
  REAL_QID: 'REAL_QID',
  RETRY_TOPIC: 'RETRY_TOPIC',
  RECONSUME_TIME: 'RECONSUME_TIME',
  MAX_RECONSUME_TIMES: 'MAX_RECONSUME_TIMES',
  ORIGIN_MESSAGE_ID: 'ORIGIN_MESSAGE_ID',
  DLQ_ORIGIN_TOPIC: 'DLQ_ORIGIN_TOPIC',
  DLQ_ORIGIN_MESSAGE_ID: 'DLQ_ORIGIN_MESSAGE_ID',
  CONSUME_START_TIME: 'CONSUME_START_TIME',
  MIN_OFFSET: 'MIN_OFFSET',
  MAX_OFFSET: 'MAX_OFFSET',
  POP_CK: 'POP_CK',
  POP_CK_OFFSET: 'POP_CK_OFFSET',
  FIRST_POP_TIME: '1ST_POP_TIME',
  MSG_REGION: 'MSG_REGION',
  TRACE_ON: 'TRACE_ON',
  CLUSTER: 'CLUSTER',
  MSG_TYPE: 'MSG_TYPE',
  CORRELATION_ID: 'CORRELATION_ID',
  REPLY_TO_CLIENT: 'REPLY_TO_CLIENT',
  TTL: 'TTL',
  PUSH_REPLY_TIME: 'PUSH_REPLY_TIME',
  ARRIVE_TIME: 'ARRIVE_TIME',
  INNER_NUM: 'INNER_NUM',
  INNER_BASE: 'INNER_BASE',
  INNER_MULTI_DISPATCH: 'INNER_MULTI_DISPATCH',
  INNER_MULTI_QUEUE_OFFSET: 'INNER_MULTI_QUEUE_OFFSET',
  BORN_HOST: '__BORNHOST',
  BORN_TIMESTAMP: 'BORN_TIMESTAMP',
  TRACE_CONTEXT: 'TRACE_CONTEXT',
  TRANSIENT_TOPIC_SYS_FLAG: '__RMQ.TRANSIENT.TOPIC_SYS_FLAG',
  TRANSIENT_GROUP_SYS_FLAG: '__RMQ.TRANSIENT.GROUP_SYS_FLAG',
  DUP_INFO: 'DUP_INFO',
  CRC32: '__CRC32#',
  // Legacy, without effect for a client.
  BUYER_ID: 'BUYER_ID',
  TRANSFER_FLAG: 'TRANSFER_FLAG',
  CORRECTION_FLAG: 'CORRECTION_FLAG',
  MQ2_FLAG: 'MQ2_FLAG',
  REDIRECT: 'REDIRECT',
  PROPERTY_FORWARD_QUEUE_ID: 'PROPERTY_FORWARD_QUEUE_ID',
} as const;

export type PropertyKey = (typeof PropertyKey)[keyof typeof PropertyKey];

/** Properties with this prefix live in the client only and are never stored. */
export const transientPropertyPrefix = '__RMQ.TRANSIENT.';

/** Reserved names that Java's setter lets a user set all the same. */
const settable: ReadonlySet<string> = new Set([
  PropertyKey.SHARDING_KEY,
  PropertyKey.CHECK_IMMUNITY_TIME_IN_SECONDS,
  PropertyKey.INNER_MULTI_DISPATCH,
  PropertyKey.TRACE_CONTEXT,
]);

const reserved: ReadonlySet<string> = new Set(Object.values(PropertyKey).filter((key) => !settable.has(key)));

/** A name that a user's own property must not have (Java `MessageAccessor`, `Message#putUserProperty`). */
export function isReservedProperty(key: string): boolean {
  return reserved.has(key) || key.startsWith(transientPropertyPrefix);
}
