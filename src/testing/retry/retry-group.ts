import { deadLetterTopicOf } from '../../message/group-topics.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { GroupConfig } from '../groups/group-config.js';
import { Refusal } from '../server/refusal.js';
import { seeFaq } from '../server/see-faq.js';

/** The group whose message is to come again. @throws {Refusal} when it is not there and is not created either */
export function findRetryGroup({ config, state }: BrokerServices, name: string): GroupConfig {
  const group = state.groups.find(name, config.autoCreateSubscriptionGroup);
  if (group === undefined)
    throw new Refusal(
      ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
      `subscription group not exist, ${name} ${seeFaq}`,
    );
  return group;
}

/** The topic of a group's dead letters, made when the first one comes: one queue, to read and write. */
export function ensureDeadLetterTopic({ state }: BrokerServices, group: string): string {
  return state.topics.ensure(deadLetterTopicOf(group), 1).topicName;
}
