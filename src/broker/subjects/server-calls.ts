import {
  BrokerStatistic,
  CleanExpiredQueues,
  CleanUnusedTopics,
  DeleteExpiredCommitLog,
  ReadBrokerConfig,
  RuntimeInfo,
  UpdateBrokerConfig,
} from '../calls/server-state.js';

/** The broker as a server. */
export const serverCalls = {
  /** What it is and does. */
  runtimeInfo: RuntimeInfo,
  /** Its settings. */
  config: ReadBrokerConfig,
  /** Changes settings while it runs. */
  updateConfig: UpdateBrokerConfig,
  /** One of its statistics. */
  statistic: BrokerStatistic,
  cleanExpiredQueues: CleanExpiredQueues,
  cleanUnusedTopics: CleanUnusedTopics,
  deleteExpiredCommitLog: DeleteExpiredCommitLog,
} as const;
