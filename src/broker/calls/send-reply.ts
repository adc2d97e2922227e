import { commandCall } from '../../naming/server-call.js';
import { SendMessageV2RequestHeader } from '../../protocol/headers/send-message-v2.js';
import { SendMessageRequestHeader } from '../../protocol/headers/send-message.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';
import { sendHeaderOf, type SendRequest } from './send-message.js';

/**
 * SEND_REPLY_MESSAGE_V2 (325): the answer to a request message, to the broker that is to push it to the requester. Done when the
 * requester has it; errs (code 1) when it is not connected there. Topic and properties: wire.md 5.2.
 */
export const SendReply: BrokerCall<SendRequest, void> = commandCall((send) =>
  createRequest(
    RequestCode.SEND_REPLY_MESSAGE_V2,
    SendMessageV2RequestHeader,
    sendHeaderOf(send, false),
    send.body,
  ),
);

/** SEND_REPLY_MESSAGE (324): the same with the names of its fields in full. */
export const SendReplyV1: BrokerCall<SendRequest, void> = commandCall((send) =>
  createRequest(
    RequestCode.SEND_REPLY_MESSAGE,
    SendMessageRequestHeader,
    sendHeaderOf(send, false),
    send.body,
  ),
);
