import { isRetryTopic, retryTopicOf } from '../../message/group-topics.js';

/** What a request does to something. Accounts of 4.9 can be given the first two only; the others are for administrators. */
export type Action = 'PUB' | 'SUB' | 'GET' | 'CREATE' | 'UPDATE' | 'DELETE';

/** What a request wants to use, and for what: one of the actions has to be allowed. */
export interface Need {
  readonly kind: 'Topic' | 'Group' | 'Cluster';
  readonly name: string;
  readonly actions: readonly Action[];
}

/** A retry topic belongs to its group. */
export function topicNeed(topic: string, ...actions: readonly Action[]): Need {
  return isRetryTopic(topic)
    ? groupNeed(topic.slice(retryTopicOf('').length), ...actions)
    : { kind: 'Topic', name: topic, actions };
}

export function groupNeed(group: string, ...actions: readonly Action[]): Need {
  return { kind: 'Group', name: group, actions };
}

/** What a member of a group needs for what it consumes. */
export function memberNeeds(group: string, items: readonly { readonly topic: string }[]): readonly Need[] {
  return [groupNeed(group, 'SUB'), ...items.map(({ topic }) => topicNeed(topic, 'SUB'))];
}
