import type { PullMessageRequestHeader } from '../../protocol/headers/pull-message.js';
import { isReadable } from '../../protocol/permission.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { GroupConfig } from '../groups/group-config.js';
import { ipOf } from '../server/host-of.js';
import { Refusal } from '../server/refusal.js';
import { seeFaq } from '../server/see-faq.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import { ForbiddenType, forbidden } from './forbidden.js';

/** What a group may read from. */
export interface PullAccess {
  readonly group: GroupConfig;
  readonly topic: TopicConfig;
}

/**
 * Whether a group may read a queue of a topic here (Java `PullMessageProcessor#processRequest`).
 *
 * @param code - of the request
 * @param client - its address, for the remark
 * @throws {Refusal}
 */
export function checkPull(
  services: BrokerServices,
  pull: PullMessageRequestHeader,
  code: number,
  client: string,
): PullAccess {
  checkBroker(services, code);
  const { config, state } = services;
  const group = state.groups.find(pull.consumerGroup, config.autoCreateSubscriptionGroup);
  if (group === undefined)
    throw new Refusal(
      ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
      `subscription group [${pull.consumerGroup}] does not exist, ${seeFaq}`,
    );
  if (!group.consumeEnable)
    throw forbidden(ForbiddenType.GROUP, `subscription group no permission, ${pull.consumerGroup}`);
  const topic = state.topics.get(pull.topic);
  if (topic === undefined)
    throw new Refusal(
      ResponseCode.TOPIC_NOT_EXIST,
      `topic[${pull.topic}] not exist, apply first please! ${seeFaq}`,
    );
  if (!isReadable(topic.perm))
    throw forbidden(ForbiddenType.TOPIC, `the topic[${pull.topic}] pulling message is forbidden`);
  if (pull.queueId < 0 || pull.queueId >= topic.readQueueNums)
    throw new Refusal(
      ResponseCode.INVALID_PARAMETER,
      `queueId[${pull.queueId}] is illegal, topic:[${pull.topic}] ` +
        `topicConfig.readQueueNums:[${topic.readQueueNums}] consumer:[/${client}]`,
    );
  return { group, topic };
}

function checkBroker({ config, identity }: BrokerServices, code: number): void {
  const broker = `the broker[${ipOf(identity.address)}]`;
  if (!isReadable(config.brokerPermission))
    throw forbidden(ForbiddenType.BROKER, `${broker} pulling message is forbidden`);
  if (code === RequestCode.LITE_PULL_MESSAGE && !config.litePullMessageEnable)
    throw forbidden(ForbiddenType.BROKER, `${broker} for lite pull consumer is forbidden`);
}
