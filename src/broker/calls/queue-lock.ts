import { bodyCall, commandCall } from '../../naming/server-call.js';
import {
  decodeLockBatchResponseBody,
  encodeLockBatchRequestBody,
  encodeUnlockBatchRequestBody,
} from '../../protocol/bodies/lock-batch.js';
import type { MessageQueue } from '../../message/message-queue.js';
import { LockBatchMqRequestHeader } from '../../protocol/headers/lock-batch-mq.js';
import { UnlockBatchMqRequestHeader } from '../../protocol/headers/unlock-batch-mq.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

export interface QueueLocks {
  readonly group: string;
  readonly clientId: string;
  /** Queues of this broker. */
  readonly queues: readonly MessageQueue[];
}

const bodyOf = ({ group, clientId, queues }: QueueLocks) => ({
  consumerGroup: group,
  clientId,
  mqSet: queues,
  onlyThisBroker: false,
});

/** LOCK_BATCH_MQ (41), to a master: the result is which of the queues the client holds now, for 60 s. */
export const LockQueues: BrokerCall<QueueLocks, MessageQueue[]> = bodyCall(
  (locks) =>
    createRequest(
      RequestCode.LOCK_BATCH_MQ,
      LockBatchMqRequestHeader,
      {},
      encodeLockBatchRequestBody(bodyOf(locks)),
    ),
  decodeLockBatchResponseBody,
);

/** UNLOCK_BATCH_MQ (42): gives locked queues back. */
export const UnlockQueues: BrokerCall<QueueLocks, void> = commandCall((locks) =>
  createRequest(
    RequestCode.UNLOCK_BATCH_MQ,
    UnlockBatchMqRequestHeader,
    {},
    encodeUnlockBatchRequestBody(bodyOf(locks)),
  ),
);
