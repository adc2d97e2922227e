import type { HeaderCodec } from '../../protocol/header-codec.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';

/** What brokers say when a processor has set no remark of its own; nothing is wrong. */
export const nothingToSay = 'not set any response code';

/** Success without a header; the body if there is one. */
export function accept(body?: Uint8Array): RemotingCommand {
  return createResponse(ResponseCode.SUCCESS, { body });
}

/** Success as processors of administration say it, with the remark that they forget to replace. */
export function acceptSilently(body?: Uint8Array): RemotingCommand {
  return createResponse(ResponseCode.SUCCESS, { body, remark: nothingToSay });
}

/** Success with a header. */
export function acceptWith<H>(codec: HeaderCodec<H>, header: NoInfer<H>, body?: Uint8Array): RemotingCommand {
  return createResponse(ResponseCode.SUCCESS, { codec, header, body });
}
