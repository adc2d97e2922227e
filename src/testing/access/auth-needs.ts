import { isRetryTopic } from '../../message/group-topics.js';
import { decodeHeartbeatData } from '../../protocol/bodies/heartbeat-data.js';
import { decodeLockBatchRequestBody } from '../../protocol/bodies/lock-batch.js';
import type { HeaderFields } from '../../protocol/header-codec.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { bodyOf } from '../server/body-of.js';
import { authRules } from './auth-rules.js';
import { type Action, groupNeed, memberNeeds, type Need, topicNeed } from './need.js';

/**
 * What a request needs by the authorization of 5.3.
 *
 * @see apache/rocketmq 5.3.3 `auth/…/authorization/builder/DefaultAuthorizationContextBuilder`
 * @throws {DecodeError} for a body that cannot be read
 */
export function authNeedsOf(request: RemotingCommand, clusterName: string): readonly Need[] {
  const { code, extFields: fields = {} } = request;
  switch (code) {
    case RequestCode.SEND_MESSAGE:
      return sent(fields['topic'], fields['group']);
    case RequestCode.SEND_MESSAGE_V2:
    case RequestCode.SEND_BATCH_MESSAGE:
      return sent(fields['b'], fields['a']);
    case RequestCode.END_TRANSACTION:
      return isBlank(fields['topic']) ? [] : [literalTopic(fields['topic'], 'PUB')];
    case RequestCode.RECALL_MESSAGE:
      return [literalTopic(fields['topic'], 'PUB')];
    case RequestCode.CONSUMER_SEND_MSG_BACK:
      return [groupNeed(fields['group'] ?? missing, 'SUB')];
    case RequestCode.PULL_MESSAGE:
      return consumed(fields, 'SUB');
    case RequestCode.QUERY_CONSUMER_OFFSET:
      return consumed(fields, 'SUB', 'GET');
    case RequestCode.UPDATE_CONSUMER_OFFSET:
      return consumed(fields, 'SUB', 'UPDATE');
    case RequestCode.QUERY_MESSAGE:
      return [literalTopic(fields['topic'], 'SUB', 'GET')];
    case RequestCode.UNREGISTER_CLIENT:
      return isBlank(fields['consumerGroup']) ? [] : [groupNeed(fields['consumerGroup'] ?? missing, 'SUB')];
    case RequestCode.GET_CONSUMER_LIST_BY_GROUP:
      return [groupNeed(fields['consumerGroup'] ?? missing, 'SUB', 'GET')];
    case RequestCode.HEART_BEAT:
      return decodeHeartbeatData(bodyOf(request)).consumerDataSet.flatMap(
        ({ groupName, subscriptionDataSet }) => memberNeeds(groupName, subscriptionDataSet.filter(isNoRetry)),
      );
    case RequestCode.LOCK_BATCH_MQ:
    case RequestCode.UNLOCK_BATCH_MQ: {
      const { consumerGroup, mqSet } = decodeLockBatchRequestBody(bodyOf(request));
      return memberNeeds(consumerGroup, mqSet.filter(isNoRetry));
    }
    default:
      return declared(code, fields, clusterName);
  }
}

/** What Java calls a name that is not there. */
const missing = 'null';

/** Not even a retry topic is its group's here. */
function literalTopic(name = missing, ...actions: readonly Action[]): Need {
  return { kind: 'Topic', name, actions };
}

/** Whose retry topic it is does not matter. */
const isNoRetry = ({ topic }: { readonly topic: string }): boolean => !isRetryTopic(topic);

const isBlank = (text = ''): boolean => text.trim() === '';

function sent(topic = missing, group = ''): readonly Need[] {
  if (!isRetryTopic(topic)) return [topicNeed(topic, 'PUB')];
  return [isBlank(group) ? topicNeed(topic, 'SUB') : groupNeed(group, 'SUB')];
}

/** Retry topics are a matter of their group, which is asked about anyway. */
function consumed(
  { topic = missing, consumerGroup = missing }: HeaderFields,
  ...actions: readonly Action[]
): readonly Need[] {
  const group = groupNeed(consumerGroup, ...actions);
  return isRetryTopic(topic) ? [group] : [topicNeed(topic, ...actions), group];
}

function declared(code: number, fields: HeaderFields, clusterName: string): readonly Need[] {
  const rule = authRules.get(code);
  if (rule === undefined) return [];
  const { action, names } = rule;
  if (names.length === 0) return [{ kind: 'Cluster', name: clusterName, actions: [action] }];
  return names.flatMap(({ field, kind, separator }) => {
    const value = fields[field];
    if (value === undefined) return [];
    const all = separator === undefined ? [value] : value.split(separator).filter((name) => name !== '');
    return all.map((name) =>
      kind === 'Topic' ? topicNeed(name, action) : { kind, name, actions: [action] },
    );
  });
}
