import type { SubscriptionGroupConfig } from '../../protocol/bodies/subscription-group-config.js';

/** What a broker knows of a consumer group is what it answers. */
export type GroupConfig = SubscriptionGroupConfig;

/** What a group has that nobody configured. */
export function createGroupConfig(groupName: string, settings: Partial<GroupConfig> = {}): GroupConfig {
  return {
    groupName,
    consumeEnable: true,
    consumeFromMinEnable: true,
    consumeBroadcastEnable: true,
    consumeMessageOrderly: false,
    retryQueueNums: 1,
    retryMaxTimes: 16,
    groupRetryPolicy: { type: 'CUSTOMIZED' },
    brokerId: 0,
    whichBrokerWhenConsumeSlowly: 1,
    notifyConsumerIdsChangedEnable: true,
    groupSysFlag: 0,
    consumeTimeoutMinute: 15,
    attributes: {},
    ...settings,
  };
}
