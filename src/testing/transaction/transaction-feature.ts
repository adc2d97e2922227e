import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { createEndTransaction } from './end-transaction.js';
import { HalfMessages } from './half-messages.js';
import { prepareHalf } from './prepare-half.js';
import { TransactionChecks } from './transaction-checks.js';
import { halfTopic, operationTopic } from './transaction-topics.js';

export interface TransactionFeature extends Feature {
  /** Asks the producers about all open half messages now, as if their time had come. A slave asks nobody. */
  checkHalfMessages(): void;
}

/** Transactions: half messages, their ends, and the questions to producers that do not tell. Survives a restart. */
export function createTransactionFeature(services: BrokerServices): TransactionFeature {
  const { identity, state } = services;
  state.topics.ensure(halfTopic, 1);
  state.topics.ensure(operationTopic, 1);
  // A slave shares the state of its master, and leaves the work to it.
  const checks =
    identity.brokerId === 0 ? new TransactionChecks(services, state.of(HalfMessages)) : undefined;
  return {
    requests: {
      [RequestCode.END_TRANSACTION]: createEndTransaction(services, (offset) => checks?.settle(offset)),
    },
    intake: (draft) => prepareHalf(services, draft),
    checkHalfMessages: () => checks?.checkAll(),
    stop: () => checks?.close(),
  };
}
