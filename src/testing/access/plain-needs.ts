import { isRetryTopic } from '../../message/group-topics.js';
import { decodeHeartbeatData } from '../../protocol/bodies/heartbeat-data.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { bodyOf } from '../server/body-of.js';
import { groupNeed, memberNeeds, type Need, topicNeed } from './need.js';

/** Requests that only administrators may make (Java `Permission.ADMIN_CODE`). */
export const adminCodes: ReadonlySet<number> = new Set([
  RequestCode.UPDATE_AND_CREATE_TOPIC,
  RequestCode.UPDATE_BROKER_CONFIG,
  RequestCode.DELETE_TOPIC_IN_BROKER,
  RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP,
  RequestCode.DELETE_SUBSCRIPTIONGROUP,
]);

/**
 * What a request needs by the plain ACL of 4.9. Many need nothing but a signature: batches, locks, queries of offsets, the end
 * of a transaction.
 *
 * @see apache/rocketmq 4.9.7 `acl/…/plain/PlainAccessValidator#parse`
 * @throws {DecodeError} for a heartbeat that cannot be read
 */
export function plainNeedsOf(request: RemotingCommand): readonly Need[] {
  const { code, extFields: fields = {} } = request;
  switch (code) {
    case RequestCode.SEND_MESSAGE:
      return sent(fields['topic'], fields['group']);
    case RequestCode.SEND_MESSAGE_V2:
      return sent(fields['b'], fields['a']);
    case RequestCode.CONSUMER_SEND_MSG_BACK:
      return consumed(undefined, fields['group']);
    case RequestCode.QUERY_MESSAGE:
      return consumed(fields['topic'], undefined);
    case RequestCode.PULL_MESSAGE:
    case RequestCode.UPDATE_CONSUMER_OFFSET:
    case RequestCode.UNREGISTER_CLIENT:
    case RequestCode.GET_CONSUMER_LIST_BY_GROUP:
      return consumed(fields['topic'], fields['consumerGroup']);
    case RequestCode.HEART_BEAT:
      return decodeHeartbeatData(bodyOf(request)).consumerDataSet.flatMap(
        ({ groupName, subscriptionDataSet }) => memberNeeds(groupName, subscriptionDataSet),
      );
    default:
      return [];
  }
}

/** A message for a retry topic is a matter of the group that sends it; version 1 of the header names none, and nothing is needed. */
function sent(topic = '', group: string | undefined): readonly Need[] {
  return isRetryTopic(topic) ? consumed(undefined, group) : [topicNeed(topic, 'PUB')];
}

function consumed(topic: string | undefined, group: string | undefined): readonly Need[] {
  return [
    ...(topic === undefined ? [] : [topicNeed(topic, 'SUB')]),
    ...(group === undefined ? [] : [groupNeed(group, 'SUB')]),
  ];
}
