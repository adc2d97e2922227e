import { RequestCode } from '../../protocol/request-code.js';
import type { Action, Need } from './need.js';

/** What one field of a request names; `separator` where it names several. */
interface NamedBy {
  readonly field: string;
  readonly kind: Need['kind'];
  readonly separator?: string;
}

/** What a request needs that names everything in its header. Without `names` it is a matter of the cluster. */
export interface AuthRule {
  readonly action: Action;
  readonly names: readonly NamedBy[];
}

const topic: NamedBy = { field: 'topic', kind: 'Topic' };
const group: NamedBy = { field: 'group', kind: 'Group' };
const consumerGroup: NamedBy = { field: 'consumerGroup', kind: 'Group' };

const rule = (action: Action, ...names: readonly NamedBy[]): AuthRule => ({ action, names });

/**
 * By request code: what the headers of 5.3 declare about themselves, for the requests that {@link authNeedsOf} does not know
 * better. What is in neither of them needs authentication only.
 *
 * @see apache/rocketmq 5.3.3 `remoting/…/protocol/header`, annotations `RocketMQAction` and `RocketMQResource`
 */
export const authRules: ReadonlyMap<number, AuthRule> = new Map([
  [RequestCode.POP_MESSAGE, rule('SUB', consumerGroup, topic)],
  [RequestCode.PEEK_MESSAGE, rule('SUB', topic, consumerGroup)],
  [RequestCode.NOTIFICATION, rule('SUB', consumerGroup, topic)],
  [RequestCode.ACK_MESSAGE, rule('SUB', consumerGroup, topic)],
  [RequestCode.CHANGE_MESSAGE_INVISIBLETIME, rule('SUB', consumerGroup, topic)],
  [RequestCode.CONSUME_MESSAGE_DIRECTLY, rule('SUB', consumerGroup, topic)],
  [RequestCode.POLLING_INFO, rule('GET', consumerGroup, topic)],
  [RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, rule('GET', topic)],
  [RequestCode.GET_MAX_OFFSET, rule('GET', topic)],
  [RequestCode.GET_MIN_OFFSET, rule('GET', topic)],
  [RequestCode.GET_EARLIEST_MSG_STORETIME, rule('GET', topic)],
  [RequestCode.VIEW_MESSAGE_BY_ID, rule('GET', topic)],
  [RequestCode.GET_TOPIC_CONFIG, rule('GET', topic)],
  [RequestCode.GET_TOPIC_STATS_INFO, rule('GET', topic)],
  [RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, rule('GET', topic)],
  [RequestCode.QUERY_CONSUME_TIME_SPAN, rule('GET', topic, group)],
  [RequestCode.QUERY_CONSUME_QUEUE, rule('GET', topic, consumerGroup)],
  [RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, rule('GET', topic, group)],
  [RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, rule('GET', group, topic)],
  [RequestCode.QUERY_TOPICS_BY_CONSUMER, rule('GET', group)],
  [RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, rule('GET', group)],
  [RequestCode.GET_CONSUMER_CONNECTION_LIST, rule('GET', consumerGroup)],
  [RequestCode.GET_CONSUMER_RUNNING_INFO, rule('GET', consumerGroup)],
  [
    RequestCode.GET_CONSUME_STATS,
    rule('GET', consumerGroup, topic, { field: 'topicList', kind: 'Topic', separator: ';' }),
  ],
  [
    RequestCode.QUERY_CORRECTION_OFFSET,
    rule(
      'GET',
      { field: 'filterGroups', kind: 'Group', separator: ',' },
      { field: 'compareGroup', kind: 'Group' },
      topic,
    ),
  ],
  [RequestCode.GET_PRODUCER_CONNECTION_LIST, rule('GET')],
  [RequestCode.GET_ALL_PRODUCER_INFO, rule('GET')],
  [RequestCode.GET_BROKER_CONSUME_STATS, rule('GET')],
  [RequestCode.VIEW_BROKER_STATS_DATA, rule('GET')],
  [RequestCode.UPDATE_AND_CREATE_TOPIC, rule('CREATE', topic)],
  [RequestCode.DELETE_TOPIC_IN_BROKER, rule('DELETE', topic)],
  [RequestCode.DELETE_SUBSCRIPTIONGROUP, rule('DELETE', { field: 'groupName', kind: 'Group' })],
  [RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, rule('UPDATE', group, topic)],
  [RequestCode.CLONE_GROUP_OFFSET, rule('UPDATE', { field: 'destGroup', kind: 'Group' }, topic)],
  [RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, rule('UPDATE', group, topic)],
  [RequestCode.RESUME_CHECK_HALF_MESSAGE, rule('UPDATE', topic)],
  [RequestCode.AUTH_CREATE_USER, rule('UPDATE')],
  [RequestCode.AUTH_UPDATE_USER, rule('UPDATE')],
  [RequestCode.AUTH_DELETE_USER, rule('UPDATE')],
  [RequestCode.AUTH_GET_USER, rule('GET')],
  [RequestCode.AUTH_LIST_USER, rule('GET')],
  [RequestCode.AUTH_CREATE_ACL, rule('UPDATE')],
  [RequestCode.AUTH_UPDATE_ACL, rule('UPDATE')],
  [RequestCode.AUTH_DELETE_ACL, rule('UPDATE')],
  [RequestCode.AUTH_GET_ACL, rule('GET')],
  [RequestCode.AUTH_LIST_ACL, rule('GET')],
]);
