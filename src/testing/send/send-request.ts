import { SendMessageV2RequestHeader } from '../../protocol/headers/send-message-v2.js';
import { SendMessageRequestHeader } from '../../protocol/headers/send-message.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';

/** What a send asks, whichever of the two headers said it. */
export type SendRequest = SendMessageV2RequestHeader;

/**
 * Reads the header of SEND_MESSAGE (10), SEND_MESSAGE_V2 (310), SEND_BATCH_MESSAGE (320) or of the two for replies (324, 325).
 *
 * @throws {DecodeError}
 */
export function readSendRequest(request: RemotingCommand): SendRequest {
  return request.code === RequestCode.SEND_MESSAGE || request.code === RequestCode.SEND_REPLY_MESSAGE
    ? SendMessageRequestHeader.read(request)
    : SendMessageV2RequestHeader.read(request);
}
