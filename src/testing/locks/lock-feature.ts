import {
  decodeLockBatchRequestBody,
  decodeUnlockBatchRequestBody,
  encodeLockBatchResponseBody,
} from '../../protocol/bodies/lock-batch.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { accept } from '../server/accept.js';
import { bodyOf } from '../server/body-of.js';
import type { QueueLocks } from './queue-locks.js';

/**
 * The locks of orderly consumers: LOCK_BATCH_MQ (41) and UNLOCK_BATCH_MQ (42). A restart forgets them. `onlyThisBroker` changes
 * nothing, as on a real broker that was not told to ask its replicas (`lockInStrictMode`).
 */
export function createLockFeature({ config, runtime }: BrokerServices, locks: QueueLocks): Feature {
  return {
    requests: {
      [RequestCode.LOCK_BATCH_MQ]: (request) => {
        const { consumerGroup, clientId, mqSet } = decodeLockBatchRequestBody(bodyOf(request));
        const lifeMs = config.rebalanceLockMaxLiveTime;
        const locked = locks.lock(consumerGroup, clientId, mqSet, runtime.now(), lifeMs);
        return accept(encodeLockBatchResponseBody(locked));
      },
      [RequestCode.UNLOCK_BATCH_MQ]: (request) => {
        const { consumerGroup, clientId, mqSet } = decodeUnlockBatchRequestBody(bodyOf(request));
        locks.unlock(consumerGroup, clientId, mqSet);
        return accept();
      },
    },
  };
}
