import type { BrokerCall } from '../broker/broker-call.js';
import {
  decodeSendResult,
  SendMessage,
  type SendRequest,
  type SendResult,
} from '../broker/calls/send-message.js';
import { SendBatch } from '../broker/calls/send-batch.js';
import { SendReply } from '../broker/calls/send-reply.js';
import type { PreparedMessage } from './prepared-message.js';

/** Brokers answer each of these with the same fields; for a batch with all ids in one text. */
const answeredAsSend = (call: Pick<BrokerCall<SendRequest, unknown>, 'encode'>): SendCall => ({
  encode: (send) => call.encode(send),
  decode: decodeSendResult,
});

const sendBatch = answeredAsSend(SendBatch);
const sendReply = answeredAsSend(SendReply);

type SendCall = BrokerCall<SendRequest, SendResult>;

/** The request by which a message of its kind is sent. */
export function sendCallOf({ isBatch, isReply }: PreparedMessage): SendCall {
  if (isBatch === true) return sendBatch;
  return isReply === true ? sendReply : SendMessage;
}
