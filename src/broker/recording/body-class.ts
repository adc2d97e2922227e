import { RequestCode } from '../../protocol/request-code.js';

/**
 * What the body of a command is to a recording:
 *
 * - `plain`: routes, members, offsets, locks, configurations of topics and groups. Kept.
 * - `stored`: messages as a broker stores them. Kept, with the bodies of the messages blanked unless they are wanted.
 * - `user`: the body of a message, or what is not known here. Kept as its length only, unless it is wanted.
 * - `secret`: users with their passwords, access keys, configurations of servers, which may hold either. Never kept, and of the
 *   fields of the header only the names are; no remark, which may quote the body.
 */
export type BodyClass = 'plain' | 'stored' | 'user' | 'secret';

const secret: ReadonlySet<number> = new Set([
  RequestCode.UPDATE_BROKER_CONFIG,
  RequestCode.GET_BROKER_CONFIG,
  RequestCode.UPDATE_NAMESRV_CONFIG,
  RequestCode.GET_NAMESRV_CONFIG,
  RequestCode.UPDATE_CONTROLLER_CONFIG,
  RequestCode.GET_CONTROLLER_CONFIG,
  RequestCode.UPDATE_AND_CREATE_ACL_CONFIG,
  RequestCode.DELETE_ACL_CONFIG,
  RequestCode.GET_BROKER_CLUSTER_ACL_CONFIG,
  RequestCode.AUTH_CREATE_USER,
  RequestCode.AUTH_UPDATE_USER,
  RequestCode.AUTH_DELETE_USER,
  RequestCode.AUTH_GET_USER,
  RequestCode.AUTH_LIST_USER,
  RequestCode.AUTH_CREATE_ACL,
  RequestCode.AUTH_UPDATE_ACL,
  RequestCode.AUTH_DELETE_ACL,
  RequestCode.AUTH_GET_ACL,
  RequestCode.AUTH_LIST_ACL,
]);

const storedRequests: ReadonlySet<number> = new Set([
  RequestCode.CHECK_TRANSACTION_STATE,
  RequestCode.CONSUME_MESSAGE_DIRECTLY,
]);

const storedReplies: ReadonlySet<number> = new Set([
  RequestCode.PULL_MESSAGE,
  RequestCode.LITE_PULL_MESSAGE,
  RequestCode.POP_MESSAGE,
  RequestCode.PEEK_MESSAGE,
  RequestCode.POP_LITE_MESSAGE,
  RequestCode.QUERY_MESSAGE,
  RequestCode.VIEW_MESSAGE_BY_ID,
]);

/** Of these, request and reply. */
const plain: ReadonlySet<number> = new Set([
  RequestCode.HEART_BEAT,
  RequestCode.CHECK_CLIENT_CONFIG,
  RequestCode.LOCK_BATCH_MQ,
  RequestCode.UNLOCK_BATCH_MQ,
  RequestCode.BATCH_ACK_MESSAGE,
  RequestCode.QUERY_ASSIGNMENT,
  RequestCode.SET_MESSAGE_REQUEST_MODE,
  RequestCode.GET_CONSUMER_LIST_BY_GROUP,
  RequestCode.RESET_CONSUMER_CLIENT_OFFSET,
  RequestCode.INVOKE_BROKER_TO_RESET_OFFSET,
  RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT,
  RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS,
  RequestCode.GET_ROUTEINFO_BY_TOPIC,
  RequestCode.GET_BROKER_CLUSTER_INFO,
  RequestCode.GET_BROKER_RUNTIME_INFO,
  RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
  RequestCode.GET_TOPICS_BY_CLUSTER,
  RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS,
  RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER,
  RequestCode.GET_ALL_TOPIC_CONFIG,
  RequestCode.GET_TOPIC_CONFIG,
  RequestCode.UPDATE_AND_CREATE_TOPIC_LIST,
  RequestCode.GET_TOPIC_STATS_INFO,
  RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
  RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG,
  RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP,
  RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST,
  RequestCode.GET_CONSUMER_CONNECTION_LIST,
  RequestCode.GET_PRODUCER_CONNECTION_LIST,
  RequestCode.GET_ALL_PRODUCER_INFO,
  RequestCode.GET_CONSUME_STATS,
  RequestCode.GET_BROKER_CONSUME_STATS,
  RequestCode.GET_ALL_CONSUMER_OFFSET,
  RequestCode.QUERY_TOPIC_CONSUME_BY_WHO,
  RequestCode.QUERY_CONSUME_TIME_SPAN,
  RequestCode.QUERY_TOPICS_BY_CONSUMER,
  RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER,
  RequestCode.VIEW_BROKER_STATS_DATA,
]);

/**
 * The class of a body. Whatever is not named here is taken for user data.
 *
 * @param subject - the code of the request, or of the request that a reply answers; undefined when it was not seen
 */
export function bodyClass(subject: number | undefined, isReply: boolean): BodyClass {
  // A reply to nobody knows what may be anything, passwords included.
  if (subject === undefined || secret.has(subject)) return 'secret';
  if ((isReply ? storedReplies : storedRequests).has(subject)) return 'stored';
  return plain.has(subject) ? 'plain' : 'user';
}
