import { retryTopicOf } from '../../message/group-topics.js';
import type { GroupConfig } from '../groups/group-config.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import { TopicSysFlag } from './topic-sys-flag.js';
import { createTopicConfig, type TopicTable } from './topic-table.js';

/** How a retry topic is to be. */
export interface RetryTopicKind {
  readonly order: boolean;
  /** Counts when the topic is made. */
  readonly unitMode: boolean;
}

/**
 * The topic that a group's failed messages come back in, made when it is first needed.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/topic/TopicConfigManager#createTopicInSendMessageBackMethod`
 */
export function ensureRetryTopic(
  topics: TopicTable,
  group: GroupConfig,
  { order, unitMode }: RetryTopicKind,
): TopicConfig {
  const name = retryTopicOf(group.groupName);
  const present = topics.get(name);
  if (present?.order === order) return present;
  const topicSysFlag = unitMode ? TopicSysFlag.UNIT_SUB : 0;
  const config = {
    ...(present ?? { ...createTopicConfig(name, group.retryQueueNums), topicSysFlag }),
    order,
  };
  topics.put(config);
  return config;
}
