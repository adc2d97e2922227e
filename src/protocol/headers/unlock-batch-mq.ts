import { type HeaderOf, defineHeader } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * UNLOCK_BATCH_MQ (42), with `UnlockBatchRequestBody`: gives locked queues back (wire.md section 5.7). It has the fields of
 * every request only, and is usually sent oneway.
 *
 * Java `remoting/…/header/UnlockBatchMqRequestHeader`.
 */
export const UnlockBatchMqRequestHeader = defineHeader('UnlockBatchMqRequestHeader', { ...rpcFields });
export type UnlockBatchMqRequestHeader = HeaderOf<typeof UnlockBatchMqRequestHeader>;
