import { SendMessageRequestHeader } from '../../protocol/headers/send-message.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';
import { decodeSendResult, sendHeaderOf, type SendRequest, type SendResult } from './send-message.js';

/** SEND_MESSAGE (10): as {@link SendMessage}, with the names of its fields in full. All brokers take both (wire.md 5.2). */
export const SendMessageV1: BrokerCall<SendRequest, SendResult> = {
  encode: (send) =>
    createRequest(RequestCode.SEND_MESSAGE, SendMessageRequestHeader, sendHeaderOf(send, false), send.body),
  decode: decodeSendResult,
};
