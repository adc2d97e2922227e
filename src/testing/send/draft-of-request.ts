import { decodeProperties } from '../../protocol/message/message-properties.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { hostOf } from '../server/host-of.js';
import type { ClientPeer } from '../server/request-table.js';
import type { MessageDraft } from '../store/message-draft.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import type { SendRequest } from './send-request.js';

/** Region and trace switch that brokers put into messages and answers when nothing is configured. */
export const traceFields = {
  [PropertyKey.MSG_REGION]: 'DefaultRegion',
  [PropertyKey.TRACE_ON]: 'true',
} as const;

/**
 * Makes what is stored of what was sent (Java `SendMessageProcessor#sendMessage`).
 *
 * @param newId - for messages that have no unique id
 */
export function draftOfRequest(
  services: BrokerServices,
  newId: () => string,
  request: SendRequest,
  topic: TopicConfig,
  body: Buffer,
  peer: ClientPeer,
): MessageDraft {
  const { identity, runtime } = services;
  const { [PropertyKey.POP_CK]: _handle, ...properties } = decodeProperties(request.properties ?? '');
  return {
    topic: topic.topicName,
    queueId: request.queueId < 0 ? Math.floor(runtime.random() * topic.writeQueueNums) : request.queueId,
    body,
    properties: {
      ...traceFields,
      ...properties,
      ...(needsId(request, properties) && { [PropertyKey.UNIQ_KEY]: newId() }),
      [PropertyKey.CLUSTER]: identity.clusterName,
    },
    flag: request.flag,
    sysFlag: request.sysFlag,
    bornTimestamp: request.bornTimestamp,
    bornHost: hostOf(peer.address),
    reconsumeTimes: request.reconsumeTimes ?? 0,
  };
}

/** Single messages always get an id; a batch has one of its own or none. */
const needsId = ({ batch }: SendRequest, properties: Readonly<Record<string, string>>): boolean =>
  batch !== true && (properties[PropertyKey.UNIQ_KEY] ?? '') === '';
