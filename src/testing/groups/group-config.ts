import {
  newSubscriptionGroupConfig,
  type SubscriptionGroupConfig,
} from '../../protocol/bodies/subscription-group-config.js';

/** What a broker knows of a consumer group is what it answers. */
export type GroupConfig = SubscriptionGroupConfig;

/** A group with these settings, and otherwise what a group has that nobody configured. */
export const createGroupConfig = (groupName: string, settings: Partial<GroupConfig> = {}): GroupConfig => ({
  ...newSubscriptionGroupConfig(groupName),
  ...settings,
});
