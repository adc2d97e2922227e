import { refusal } from '../../naming/server-call.js';
import {
  SendMessageV2RequestHeader,
  SendMessageV2ResponseHeader,
} from '../../protocol/headers/send-message-v2.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';
import { sendHeaderOf, type SendRequest, type SendStatus, sendStatusOf } from './send-message.js';

export interface SendBatchResult {
  readonly status: SendStatus;
  /** One for each message in their order; one for all when the batch is stored as one record. */
  readonly offsetMessageIds: readonly string[];
  readonly queueId: number;
  /** Of the first message; the others follow it. */
  readonly queueOffset: number;
  /** Of a batch that is stored as one record. */
  readonly batchId: string | undefined;
}

/**
 * SEND_BATCH_MESSAGE (320): messages of one topic for one queue, stored all or none. `body` is what `encodeBatch` makes of
 * them, not compressed; `properties` are those of the batch itself.
 */
export const SendBatch: BrokerCall<SendRequest, SendBatchResult> = {
  encode: (send) =>
    createRequest(
      RequestCode.SEND_BATCH_MESSAGE,
      SendMessageV2RequestHeader,
      sendHeaderOf(send, true),
      send.body,
    ),
  decode: (answer, context) => {
    const status = sendStatusOf(answer.code);
    if (status === undefined) throw refusal(answer, context);
    const { msgId, queueId, queueOffset, batchUniqId } = SendMessageV2ResponseHeader.read(answer);
    return { status, offsetMessageIds: msgId.split(','), queueId, queueOffset, batchId: batchUniqId };
  },
};
