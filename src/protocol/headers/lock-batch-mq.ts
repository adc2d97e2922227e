import { type HeaderOf, defineHeader } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * LOCK_BATCH_MQ (41), with `LockBatchRequestBody`: locks queues for an orderly consumer, to be repeated before the lock
 * expires (wire.md section 5.7). It has the fields of every request only. Answered with `LockBatchResponseBody`.
 *
 * Java `remoting/…/header/LockBatchMqRequestHeader`.
 */
export const LockBatchMqRequestHeader = defineHeader('LockBatchMqRequestHeader', { ...rpcFields });
export type LockBatchMqRequestHeader = HeaderOf<typeof LockBatchMqRequestHeader>;
