import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { BrokerStatistics } from './broker-statistics.js';
import { createConfigRequests } from './config-requests.js';
import { createConnectionRequests } from './connection-requests.js';
import { createConsumeStatsRequests } from './consume-stats-requests.js';
import { createGroupRequests } from './group-requests.js';
import { createHousekeepingRequests } from './housekeeping-requests.js';
import { createMessageRequests } from './message-requests.js';
import { createQueueRequests } from './queue-requests.js';
import { createStatisticsRequests } from './statistics-requests.js';
import { createSubscriptionRequests } from './subscription-requests.js';
import { createTopicRequests } from './topic-requests.js';

/** Administration of a broker. */
export interface AdminFeature extends Feature {
  /** To be told what is handed out and sent back. What is stored it notices by itself. */
  readonly statistics: BrokerStatistics;
}

/** Answers what `mqadmin` asks a broker. */
export function createAdminFeature(services: BrokerServices): AdminFeature {
  const { identity, runtime, state } = services;
  const statistics = new BrokerStatistics(identity.clusterName, () => runtime.now());
  const watching = state.store.stored$.subscribe((entry) => statistics.countStored(entry));
  const { startedAt } = statistics;
  return {
    statistics,
    requests: {
      ...createTopicRequests(services, startedAt),
      ...createGroupRequests(services, startedAt),
      ...createConfigRequests(services, startedAt),
      ...createStatisticsRequests(services, statistics),
      ...createQueueRequests(services, statistics),
      ...createConsumeStatsRequests(services, statistics),
      ...createConnectionRequests(services),
      ...createSubscriptionRequests(services),
      ...createMessageRequests(services),
      ...createHousekeepingRequests(services),
    },
    stop: () => watching.unsubscribe(),
  };
}
