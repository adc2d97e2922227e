import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';

/** What clients ask and tell now and then, as often as time goes by. */
const repeatable: ReadonlySet<number> = new Set([
  RequestCode.HEART_BEAT,
  RequestCode.GET_ROUTEINFO_BY_TOPIC,
  RequestCode.GET_BROKER_CLUSTER_INFO,
  RequestCode.GET_CONSUMER_LIST_BY_GROUP,
  RequestCode.QUERY_ASSIGNMENT,
  RequestCode.QUERY_CONSUMER_OFFSET,
  RequestCode.UPDATE_CONSUMER_OFFSET,
  RequestCode.LOCK_BATCH_MQ,
  RequestCode.UNLOCK_BATCH_MQ,
  RequestCode.UNREGISTER_CLIENT,
]);

/** Whether the answer of the last such request may be given to one more. */
export const isRepeatable = ({ code }: RemotingCommand): boolean => repeatable.has(code);

/** What brokers answer when there are messages. */
const polls: ReadonlySet<number> = new Set([
  RequestCode.PULL_MESSAGE,
  RequestCode.LITE_PULL_MESSAGE,
  RequestCode.POP_MESSAGE,
  RequestCode.POP_LITE_MESSAGE,
  RequestCode.NOTIFICATION,
]);

/** Whether a broker may wait with its reply until something else happens. */
export const isPoll = ({ code }: RemotingCommand): boolean => polls.has(code);
