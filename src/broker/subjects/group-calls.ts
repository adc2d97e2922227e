import {
  DeleteGroup,
  GroupReadability,
  ReadGroupConfig,
  ReadGroupConfigs,
  UpdateGroup,
  UpdateGroups,
} from '../calls/group-config.js';
import { CheckSubscription, GroupSubscription, GroupTopics } from '../calls/group-subscription.js';

/** Consumer groups of one broker. */
export const groupCalls = {
  /** Creates or changes a group. */
  update: UpdateGroup,
  /** Creates or changes many. */
  updateAll: UpdateGroups,
  delete: DeleteGroup,
  config: ReadGroupConfig,
  /** Of every group. */
  configs: ReadGroupConfigs,
  /** Sets, and tells, whether a group may read a topic. */
  readability: GroupReadability,
  /** Topics of which a group has committed an offset. */
  topics: GroupTopics,
  /** What the members want of a topic. */
  subscription: GroupSubscription,
  /** Whether the broker can filter by an expression. */
  checkSubscription: CheckSubscription,
} as const;
