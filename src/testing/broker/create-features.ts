import type { ResolvedAccessControlOptions } from '../access/access-control-options.js';
import { createAccessFeature } from '../access/access-feature.js';
import { createAdminFeature } from '../admin/admin-feature.js';
import { createClientFeature } from '../clients/client-feature.js';
import { ClientRegistry } from '../clients/client-registry.js';
import { createConsumerControlFeature } from '../clients/consumer-control-feature.js';
import { OffsetResets } from '../clients/offset-resets.js';
import { createLockFeature } from '../locks/lock-feature.js';
import { QueueLocks } from '../locks/queue-locks.js';
import { createOffsetsFeature } from '../offsets/offsets-feature.js';
import { createAssignmentFeature } from '../pop/assignment-feature.js';
import { createPopFeature } from '../pop/pop-feature.js';
import { createPullFeature } from '../pull/pull-feature.js';
import { createReplyFeature } from '../reply/reply-feature.js';
import { redirectRetry } from '../retry/redirect-retry.js';
import { createRetryFeature } from '../retry/retry-feature.js';
import { recallHandleOf } from '../schedule/recall-handle-of.js';
import { createScheduleFeature } from '../schedule/schedule-feature.js';
import { createSendFeature } from '../send/send-feature.js';
import { createTransactionFeature, type TransactionFeature } from '../transaction/transaction-feature.js';
import type { BrokerServices } from './broker-services.js';
import type { Feature } from './feature.js';

/** Everything that a running broker can do, and what its control asks for by name. */
export interface BrokerFeatures {
  /** Intake steps run in this order: a half message is not delayed. */
  readonly all: readonly Feature[];
  readonly clients: ClientRegistry;
  readonly transactions: TransactionFeature;
}

/**
 * @param servicesWith - makes the services around the directory of clients
 * @param accessControl - undefined: everybody may everything
 */
export function createFeatures(
  servicesWith: (clients: ClientRegistry) => BrokerServices,
  accessControl: ResolvedAccessControlOptions | undefined,
): BrokerFeatures {
  const clients = new ClientRegistry();
  const services = servicesWith(clients);
  const { config, identity, runtime } = services;
  const resets = new OffsetResets(config);
  const locks = new QueueLocks();
  const transactions = createTransactionFeature(services);
  const admin = createAdminFeature(services);
  const isOrdered = (group: string): boolean =>
    locks.isHeldBy(group, runtime.now(), config.rebalanceLockMaxLiveTime);
  return {
    clients,
    transactions,
    all: [
      // First: what is refused is looked at by nobody else.
      createAccessFeature(services, accessControl),
      transactions,
      createScheduleFeature(services),
      createClientFeature(services, clients),
      createConsumerControlFeature(services, resets),
      createLockFeature(services, locks),
      createSendFeature(services, {
        redirectRetry: (draft, request) => redirectRetry(services, draft, request, isOrdered),
        recallHandle: (entry) => recallHandleOf(entry, identity.brokerName),
      }),
      createPullFeature(services, {
        takeReset: (group, topic, queueId) => resets.take(group, topic, queueId),
        handedOut: (pull, result) => admin.statistics.countTaken(pull, result),
      }),
      createOffsetsFeature(services, {
        isResetPending: (group, topic, queueId) => resets.isPending(group, topic, queueId),
      }),
      createRetryFeature(services),
      createReplyFeature(services),
      admin,
      createPopFeature(services, {
        takeReset: (group, topic, queueId) => resets.take(group, topic, queueId),
        isResetPending: (group, topic, queueId) => resets.isPending(group, topic, queueId),
      }),
      createAssignmentFeature(services, services.cluster),
    ],
  };
}
