import { headerCall } from '../../naming/server-call.js';
import {
  RecallMessageRequestHeader,
  RecallMessageResponseHeader,
} from '../../protocol/headers/recall-message.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

export interface RecallRequest {
  readonly producerGroup: string;
  readonly topic: string;
  readonly brokerName: string;
  /** As the send was answered. */
  readonly recallHandle: string;
}

/**
 * RECALL_MESSAGE (370), 5.3.2 and newer: takes a timed message back; the result is its id. Errs when the broker does not allow it
 * (16), or when the handle is bad, of another broker, or too late (604).
 */
export const RecallMessage: BrokerCall<RecallRequest, string> = headerCall(
  ({ producerGroup, topic, brokerName, recallHandle }) =>
    createRequest(RequestCode.RECALL_MESSAGE, RecallMessageRequestHeader, {
      producerGroup,
      topic,
      recallHandle,
      bname: brokerName,
    }),
  RecallMessageResponseHeader,
  ({ msgId }) => msgId,
);
