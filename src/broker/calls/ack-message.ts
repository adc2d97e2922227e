import { commandCall, headerCall } from '../../naming/server-call.js';
import { type BatchAckMessage, encodeBatchAckMessage } from '../../protocol/bodies/batch-ack.js';
import { AckMessageRequestHeader } from '../../protocol/headers/ack-message.js';
import {
  ChangeInvisibleTimeRequestHeader,
  ChangeInvisibleTimeResponseHeader,
} from '../../protocol/headers/change-invisible-time.js';
import { EmptyHeader } from '../../protocol/headers/empty-header.js';
import { formatReceiptHandle, type ReceiptHandle } from '../../protocol/pop/receipt-handle.js';
import { popTopic } from '../../protocol/pop/retry-mark.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** One popped message. */
export interface PoppedHandle {
  readonly group: string;
  /** The subscribed topic: where the message really is, is in the handle. */
  readonly topic: string;
  readonly handle: ReceiptHandle;
}

const fieldsOf = ({ group, topic, handle }: PoppedHandle) => ({
  consumerGroup: group,
  topic: popTopic(topic, group, handle.retryMark),
  queueId: handle.queueId,
  extraInfo: formatReceiptHandle(handle),
  offset: handle.queueOffset,
  bname: handle.brokerName,
});

/** ACK_MESSAGE (200051): a popped message is done. Errs when the handle is of no message (208, 13, 17). */
export const AckMessage: BrokerCall<PoppedHandle, void> = commandCall((popped) =>
  createRequest(RequestCode.ACK_MESSAGE, AckMessageRequestHeader, fieldsOf(popped)),
);

/** BATCH_ACK_MESSAGE (200151), 5.1.3 and newer: many are done. It succeeds also when some handles were of no message. */
export const AckBatch: BrokerCall<BatchAckMessage, void> = commandCall((acks) =>
  createRequest(RequestCode.BATCH_ACK_MESSAGE, EmptyHeader, {}, encodeBatchAckMessage(acks)),
);

/**
 * CHANGE_MESSAGE_INVISIBLETIME (200053): hides a popped message for another while, counted from now. Its old handle is used
 * up: the result has the parts of the new one, for `renewReceiptHandle`.
 */
export const ChangeInvisibleTime: BrokerCall<
  PoppedHandle & { readonly invisibleTimeMs: number },
  ChangeInvisibleTimeResponseHeader
> = headerCall(
  (popped) =>
    createRequest(RequestCode.CHANGE_MESSAGE_INVISIBLETIME, ChangeInvisibleTimeRequestHeader, {
      ...fieldsOf(popped),
      invisibleTime: popped.invisibleTimeMs,
    }),
  ChangeInvisibleTimeResponseHeader,
  (renewal) => renewal,
);
