import { map, type Observable } from 'rxjs';
import { SendMessageV2ResponseHeader } from '../../protocol/headers/send-message-v2.js';
import { encodeOffsetMessageId } from '../../protocol/message/message-id.js';
import { decodeProperties } from '../../protocol/message/message-properties.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { traceFields } from '../send/draft-of-request.js';
import { readSendRequest, type SendRequest } from '../send/send-request.js';
import { topicForSending } from '../send/topic-for-sending.js';
import { hostOf } from '../server/host-of.js';
import { Refusal } from '../server/refusal.js';
import { refusingWith } from '../server/refusing-with.js';
import type { ClientPeer } from '../server/request-table.js';
import type { MessageDraft } from '../store/message-draft.js';
import type { StoredEntry } from '../store/stored-entry.js';
import { pushReply } from './push-reply.js';

/**
 * Replies to request messages: SEND_REPLY_MESSAGE (324) and its second version (325). A reply is pushed to the requester, and
 * stored as well unless `storeReplyMessageEnable` is false; the answer comes when the requester has it.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/ReplyMessageProcessor`
 */
export function createReplyFeature(services: BrokerServices): Feature {
  services.state.topics.ensure(`${services.identity.clusterName}_REPLY_TOPIC`, 1);
  const reply = refusingWith(traceFields, (command, peer) => takeReply(services, command, peer));
  return {
    requests: { [RequestCode.SEND_REPLY_MESSAGE]: reply, [RequestCode.SEND_REPLY_MESSAGE_V2]: reply },
  };
}

function takeReply(
  services: BrokerServices,
  command: RemotingCommand,
  peer: ClientPeer,
): Observable<RemotingCommand> {
  const request = readSendRequest(command);
  const draft = draftOfReply(services, request, command, peer);
  return pushReply(services, request, draft).pipe(
    map((failure) => answerOf(services, draft, failure, storeReply(services, draft))),
  );
}

/** Java leaves out the `sysFlag` here, so a stored reply does not say that it is compressed; the pushed one does. */
function draftOfReply(
  services: BrokerServices,
  request: SendRequest,
  { body }: RemotingCommand,
  peer: ClientPeer,
): MessageDraft {
  const { topicName, writeQueueNums } = topicForSending(services, request, peer.address);
  // As for every send: the wire cannot tell an empty body from none, and the real broker does not expect that.
  if (body === undefined) throw new Refusal(ResponseCode.SYSTEM_ERROR, 'java.lang.NullPointerException');
  return {
    topic: topicName,
    queueId: request.queueId < 0 ? Math.floor(services.runtime.random() * writeQueueNums) : request.queueId,
    body,
    properties: { ...decodeProperties(request.properties ?? ''), ...traceFields },
    flag: request.flag,
    sysFlag: 0,
    bornTimestamp: request.bornTimestamp,
    bornHost: hostOf(peer.address),
    reconsumeTimes: request.reconsumeTimes ?? 0,
  };
}

/** A reply that cannot be stored has been pushed all the same. */
function storeReply(services: BrokerServices, draft: MessageDraft): StoredEntry | undefined {
  if (!services.config.storeReplyMessageEnable) return undefined;
  try {
    return services.store(draft);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function answerOf(
  { identity: { address } }: BrokerServices,
  { queueId }: MessageDraft,
  failure: string | undefined,
  stored: StoredEntry | undefined,
): RemotingCommand {
  const code = failure === undefined ? ResponseCode.SUCCESS : ResponseCode.SYSTEM_ERROR;
  if (failure !== undefined && stored === undefined)
    return createResponse(code, { remark: failure }).withExtFields(traceFields);
  return createResponse(code, {
    remark: failure,
    codec: SendMessageV2ResponseHeader,
    header: {
      msgId:
        stored === undefined
          ? '0'
          : encodeOffsetMessageId({ address, physicalOffset: stored.physicalOffset }),
      queueId,
      queueOffset: stored?.queueOffset ?? 0,
      msgRegion: traceFields[PropertyKey.MSG_REGION],
      traceOn: traceFields[PropertyKey.TRACE_ON],
    },
  });
}
