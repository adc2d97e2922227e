import { BodyReader } from '../body-reader.js';
import { type MessageQueueData, readMessageQueue } from './queue-table.js';

/**
 * The body of LOCK_BATCH_MQ (41), wire.md section 5.7.
 *
 * ```
 * {"clientId":"10.0.0.9@1234","consumerGroup":"G","mqSet":[{"brokerName":"broker-a","queueId":0,"topic":"T"}],
 *  "onlyThisBroker":false}
 * ```
 *
 * Java `remoting/…/protocol/body/LockBatchRequestBody`.
 */
export interface LockBatchRequestBody {
  readonly consumerGroup: string;
  readonly clientId: string;
  readonly mqSet: readonly MessageQueueData[];
  /** False: replicas of the broker are asked too, where it was told to (5.0 and newer). */
  readonly onlyThisBroker: boolean;
}

/** The body of UNLOCK_BATCH_MQ (42), Java `remoting/…/protocol/body/UnlockBatchRequestBody`. */
export type UnlockBatchRequestBody = LockBatchRequestBody;

/** @throws {DecodeError} */
export function decodeLockBatchRequestBody(body: Uint8Array): LockBatchRequestBody {
  return readRequest('LockBatchRequestBody', body);
}

/** @throws {DecodeError} */
export function decodeUnlockBatchRequestBody(body: Uint8Array): UnlockBatchRequestBody {
  return readRequest('UnlockBatchRequestBody', body);
}

function readRequest(subject: string, body: Uint8Array): LockBatchRequestBody {
  const request = BodyReader.parse(subject, body);
  return {
    consumerGroup: request.text('consumerGroup'),
    clientId: request.text('clientId'),
    mqSet: request.objects('mqSet', readMessageQueue),
    onlyThisBroker: request.boolean('onlyThisBroker'),
  };
}

export function encodeLockBatchRequestBody(request: LockBatchRequestBody): Buffer {
  return Buffer.from(JSON.stringify(request));
}

export function encodeUnlockBatchRequestBody(request: UnlockBatchRequestBody): Buffer {
  return encodeLockBatchRequestBody(request);
}

/**
 * The answer of LOCK_BATCH_MQ (41): those of the queues that the client holds now.
 *
 * ```
 * {"lockOKMQSet":[{"brokerName":"broker-a","queueId":0,"topic":"T"}]}
 * ```
 *
 * Java `remoting/…/protocol/body/LockBatchResponseBody`. @throws {DecodeError}
 */
export function decodeLockBatchResponseBody(body: Uint8Array): MessageQueueData[] {
  return BodyReader.parse('LockBatchResponseBody', body).objects('lockOKMQSet', readMessageQueue);
}

export function encodeLockBatchResponseBody(lockOKMQSet: readonly MessageQueueData[]): Buffer {
  return Buffer.from(JSON.stringify({ lockOKMQSet }));
}
