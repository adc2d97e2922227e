import { DecodeError } from '../../errors/protocol-error.js';
import {
  RecallMessageRequestHeader,
  RecallMessageResponseHeader,
} from '../../protocol/headers/recall-message.js';
import { decodeRecallHandle, type RecallHandle } from '../../protocol/message/recall-handle.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { nothingToSay } from '../server/accept.js';
import { hostOf } from '../server/host-of.js';
import { Refusal } from '../server/refusal.js';
import { refusingWith } from '../server/refusing-with.js';
import type { ClientPeer, RequestHandler } from '../server/request-table.js';
import { traceFields } from '../send/draft-of-request.js';
import type { MessageDraft } from '../store/message-draft.js';
import { deleteKeyOf } from './scheduled-messages.js';

const region = { [PropertyKey.MSG_REGION]: traceFields[PropertyKey.MSG_REGION] };
const recallTag = '_RECALL_TAG_';
const javaLong = /^[+-]?\d+$/;

/**
 * RECALL_MESSAGE (370): leaves a marker in the period in which the message is due; markers are looked at first. Whether
 * there is such a message nobody checks.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/RecallMessageProcessor`
 */
export function createRecallMessage(services: BrokerServices): RequestHandler {
  return refusingWith(region, (request, peer) => recall(services, request, peer));
}

function recall(services: BrokerServices, request: RemotingCommand, peer: ClientPeer): RemotingCommand {
  const { config, identity, state, runtime } = services;
  const header = RecallMessageRequestHeader.read(request);
  if (!config.recallMessageEnable)
    throw new Refusal(ResponseCode.NO_PERMISSION, 'recall failed, operation is forbidden');
  if (identity.brokerId !== 0)
    throw new Refusal(ResponseCode.SLAVE_NOT_AVAILABLE, 'recall failed, broker service not available');
  if (state.topics.get(header.topic) === undefined)
    throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, `recall failed, the topic[${header.topic}] not exist`);
  const handle = readHandle(header.recallHandle);
  if (handle.topic !== header.topic)
    throw new Refusal(ResponseCode.ILLEGAL_OPERATION, 'recall failed, topic not match');
  if (handle.brokerName !== identity.brokerName)
    throw new Refusal(ResponseCode.ILLEGAL_OPERATION, 'recall failed, broker service not available');
  const now = runtime.now();
  const leftMs = (javaLong.test(handle.timestamp) ? Number(handle.timestamp) : -1) - now;
  if (leftMs <= 0 || leftMs >= config.timerMaxDelaySec * 1000)
    throw new Refusal(ResponseCode.ILLEGAL_OPERATION, 'recall failed, timestamp invalid');
  storeMarker(services, markerOf(handle, header, now, hostOf(peer.address)));
  return createResponse(ResponseCode.SUCCESS, {
    codec: RecallMessageResponseHeader,
    header: { msgId: handle.messageId, msgRegion: region[PropertyKey.MSG_REGION] },
    remark: nothingToSay,
  });
}

function readHandle(handle: string): RecallHandle {
  try {
    return decodeRecallHandle(handle);
  } catch (error) {
    if (error instanceof DecodeError)
      throw new Refusal(ResponseCode.ILLEGAL_OPERATION, 'recall handle is invalid');
    throw error;
  }
}

function storeMarker(services: BrokerServices, marker: MessageDraft): void {
  try {
    services.store(marker);
  } catch (error) {
    throw error instanceof Refusal
      ? new Refusal(ResponseCode.SYSTEM_ERROR, 'recall failed, execute error')
      : error;
  }
}

function markerOf(
  { topic, messageId, timestamp }: RecallHandle,
  { producerGroup }: RecallMessageRequestHeader,
  now: number,
  bornHost: string,
): MessageDraft {
  return {
    topic,
    queueId: 0,
    body: Buffer.from('0'),
    properties: {
      [PropertyKey.TAGS]: recallTag,
      [PropertyKey.TIMER_DEL_UNIQKEY]: deleteKeyOf(topic, messageId),
      [PropertyKey.UNIQ_KEY]: messageId,
      [PropertyKey.TIMER_DELIVER_MS]: timestamp,
      [PropertyKey.BORN_TIMESTAMP]: String(now),
      ...(producerGroup === undefined ? {} : { [PropertyKey.PGROUP]: producerGroup }),
    },
    flag: 0,
    sysFlag: 0,
    bornTimestamp: now,
    bornHost,
    reconsumeTimes: 0,
  };
}
