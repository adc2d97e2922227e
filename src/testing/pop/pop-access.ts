import type { HeaderFields } from '../../protocol/header-codec.js';
import { isReadable } from '../../protocol/permission.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { seeFaq } from '../server/see-faq.js';
import { Refusal } from '../server/refusal.js';
import type { ClientPeer } from '../server/request-table.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';

/** A queue, or with -1 any queue, that a group asks about. */
export interface PopPlace {
  readonly consumerGroup: string;
  readonly topic: string;
  readonly queueId: number;
}

/** Who asks, and with which fields he is refused: answers of POP have their header always. */
export interface PopCaller {
  readonly peer: ClientPeer;
  readonly refusedWith: HeaderFields;
}

/**
 * Whether a group may look into a topic here (Java `PopMessageProcessor`, `NotificationProcessor`, `PeekMessageProcessor`,
 * `PollingInfoProcessor`, which all ask the same).
 *
 * @param doing - in the remark when the whole broker is not readable
 * @throws {Refusal}
 */
export function checkPop(
  services: BrokerServices,
  place: PopPlace,
  { peer, refusedWith }: PopCaller,
  doing = 'peeking',
): TopicConfig {
  const { config, state } = services;
  const { consumerGroup, topic } = place;
  const refuse = (code: number, remark: string): never => {
    throw new Refusal(code, remark, refusedWith);
  };
  if (!isReadable(config.brokerPermission))
    return refuse(
      ResponseCode.NO_PERMISSION,
      `the broker[${brokerIp(services)}] ${doing} message is forbidden`,
    );
  const found = findTopic(services, topic, refusedWith);
  if (!isReadable(found.perm))
    return refuse(ResponseCode.NO_PERMISSION, `the topic[${topic}] peeking message is forbidden`);
  if (place.queueId >= found.readQueueNums)
    return refuse(ResponseCode.INVALID_PARAMETER, illegalQueue(place.queueId, found, peer));
  const group = state.groups.find(consumerGroup, config.autoCreateSubscriptionGroup);
  if (group === undefined)
    return refuse(
      ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
      `subscription group [${consumerGroup}] does not exist, ${seeFaq}`,
    );
  if (!group.consumeEnable)
    return refuse(ResponseCode.NO_PERMISSION, `subscription group no permission, ${consumerGroup}`);
  return found;
}

/**
 * The topic that a receipt is for, if the queue is one of it (Java `AckMessageProcessor`, `ChangeInvisibleTimeProcessor`).
 *
 * @throws {Refusal}
 */
export function checkReceiptQueue(
  services: BrokerServices,
  { topic, queueId }: Pick<PopPlace, 'topic' | 'queueId'>,
  { peer, refusedWith }: PopCaller,
): void {
  const found = findTopic(services, topic, refusedWith);
  if (queueId < 0 || queueId >= found.readQueueNums)
    throw new Refusal(ResponseCode.MESSAGE_ILLEGAL, illegalQueue(queueId, found, peer), refusedWith);
}

/** As brokers write it into remarks: `brokerIP1`. */
export function brokerIp({ identity }: BrokerServices): string {
  return identity.address.slice(0, identity.address.lastIndexOf(':'));
}

function findTopic({ state }: BrokerServices, topic: string, refusedWith: HeaderFields): TopicConfig {
  const found = state.topics.get(topic);
  if (found !== undefined) return found;
  const remark = `topic[${topic}] not exist, apply first please! ${seeFaq}`;
  throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, remark, refusedWith);
}

function illegalQueue(
  queueId: number,
  { topicName, readQueueNums }: TopicConfig,
  { address }: ClientPeer,
): string {
  return (
    `queueId[${queueId}] is illegal, topic:[${topicName}] topicConfig.readQueueNums:[${readQueueNums}] ` +
    `consumer:[/${address}]`
  );
}
