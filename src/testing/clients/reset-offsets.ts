import type { QueueTable } from '../../protocol/bodies/queue-table.js';
import { encodeResetOffsetBody, encodeResetOffsetBodyForC } from '../../protocol/bodies/reset-offset-body.js';
import { ResetOffsetRequestHeader } from '../../protocol/headers/reset-offset.js';
import { LanguageCode } from '../../protocol/language-code.js';
import { createOneway, type RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { accept, acceptSilently } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { OffsetResets } from './offset-resets.js';
import { tellMembers } from './tell-members.js';

const all = -1;

/**
 * INVOKE_BROKER_TO_RESET_OFFSET (222), done by the broker: offsets are set whether or not consumers are online, which learn it
 * from their next pull. `isForce` has no meaning here.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/AdminBrokerProcessor#resetOffsetInner`
 * @throws {Refusal}
 */
export function resetInBroker(
  services: BrokerServices,
  resets: OffsetResets,
  request: RemotingCommand,
): RemotingCommand {
  const { identity, state } = services;
  const header = ResetOffsetRequestHeader.read(request);
  const { topic, group, queueId = all } = header;
  if (identity.brokerId !== 0)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, 'Can not reset offset in slave broker');
  const config = state.topics.get(topic);
  if (config === undefined) throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, `Topic ${topic} does not exist`);
  if (state.groups.get(group) === undefined)
    throw new Refusal(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, `Group ${group} does not exist`);
  const queueIds = queueId < 0 ? [...Array(config.readQueueNums).keys()] : [queueId];
  if (queueIds.length === 0) throw new Refusal(ResponseCode.SYSTEM_ERROR, 'No queues to reset.');
  const table = queueIds.map((id) => ({
    messageQueue: { topic, brokerName: identity.brokerName, queueId: id },
    value: targetOf(services, header, id),
  }));
  for (const { messageQueue, value } of table) {
    resets.assign(group, topic, messageQueue.queueId, value);
    state.offsets.set(group, topic, messageQueue.queueId, value);
  }
  return accept(encodeResetOffsetBody(table));
}

/** An offset that is named counts for a single queue only. */
function targetOf(services: BrokerServices, header: ResetOffsetRequestHeader, queueId: number): number {
  const { offset = all, timestamp, topic } = header;
  if (header.queueId !== queueId || offset === -1) return offsetAt(services, topic, queueId, timestamp);
  const { minOffset, maxOffset } = services.state.store.queue(topic, queueId);
  // One beyond the end is let pass by the real broker.
  if (offset < minOffset || offset > maxOffset + 1)
    throw new Refusal(
      ResponseCode.SYSTEM_ERROR,
      `Target offset ${offset} not in consume queue range [${minOffset}-${maxOffset}]`,
    );
  return offset;
}

function offsetAt({ state }: BrokerServices, topic: string, queueId: number, timestamp: number): number {
  const queue = state.store.queue(topic, queueId);
  return timestamp < 0 ? queue.maxOffset : queue.offsetAt(timestamp);
}

/**
 * INVOKE_BROKER_TO_RESET_OFFSET (222), done by the consumers: those that are online are told to (220), others are not to be
 * reset.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/client/net/Broker2Client#resetOffset`
 * @throws {Refusal}
 */
export function resetInConsumers(services: BrokerServices, request: RemotingCommand): RemotingCommand {
  const { group, topic, timestamp, isForce } = ResetOffsetRequestHeader.read(request);
  const table = offsetsFor(services, group, topic, timestamp, isForce);
  const members = services.clients.consumers(group)?.members;
  if (members === undefined)
    throw new Refusal(
      ResponseCode.CONSUMER_NOT_ONLINE,
      `Consumer not online, so can not reset offset, Group: ${group} Topic: ${topic} Timestamp: ${timestamp}`,
    );
  const body = encodeResetOffsetBody(table);
  const reset = createOneway(
    RequestCode.RESET_CONSUMER_CLIENT_OFFSET,
    ResetOffsetRequestHeader,
    // Real brokers pass on neither `isForce` nor the choice of a queue.
    { group, topic, queueId: all, timestamp, isForce: false },
    request.language === LanguageCode.CPP ? encodeResetOffsetBodyForC(table) : body,
  );
  tellMembers(members, reset);
  return acceptSilently(body);
}

function offsetsFor(
  services: BrokerServices,
  group: string,
  topic: string,
  timestamp: number,
  isForce: boolean,
): QueueTable<number> {
  const { identity, state } = services;
  const config = state.topics.get(topic);
  if (config === undefined)
    throw new Refusal(
      ResponseCode.TOPIC_NOT_EXIST,
      `[reset-offset] reset offset failed, no topic in this broker. topic=${topic}`,
    );
  return Array.from({ length: config.writeQueueNums }, (_, queueId) => {
    const committed = state.offsets.get(group, topic, queueId);
    if (committed === undefined)
      throw new Refusal(ResponseCode.SYSTEM_ERROR, `THe consumer group <${group}> not exist`);
    const target = offsetAt(services, topic, queueId, timestamp);
    return {
      messageQueue: { topic, brokerName: identity.brokerName, queueId },
      value: isForce ? target : Math.min(target, committed),
    };
  });
}
