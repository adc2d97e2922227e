import {
  DeleteTopic,
  ReadTopicConfig,
  ReadTopicConfigs,
  UpdateTopic,
  UpdateTopics,
} from '../calls/topic-config.js';
import { QueueEntries, SystemTopics, TopicGroups, TopicStatistics } from '../calls/topic-statistics.js';

/** Topics of one broker. */
export const topicCalls = {
  /** Creates or changes a topic. */
  update: UpdateTopic,
  /** Creates or changes many. */
  updateAll: UpdateTopics,
  /** Deletes it here; name servers have to be told, too. */
  delete: DeleteTopic,
  config: ReadTopicConfig,
  /** Of every topic. */
  configs: ReadTopicConfigs,
  /** Names of the broker's own topics. */
  system: SystemTopics,
  /** What is in each queue. */
  statistics: TopicStatistics,
  /** Consumer groups of a topic. */
  groups: TopicGroups,
  /** Places of a queue. */
  entries: QueueEntries,
} as const;
