// A broker for tests: an embedded RocketMQ, its faults, virtual time, and deliveries without any broker. Named re-exports under
// headings; nothing is defined here. A change here is a change of spec/architecture/public-api.txt.

// The broker
export { startBroker } from './start-broker.js';
export type { EmbeddedBroker, EmbeddedClientOptions } from './cluster/embedded-broker.js';
export type { EmbeddedBrokerNode, RestartOptions, RestartState } from './cluster/embedded-broker-node.js';
export type { BrokerOptions, GroupOptions, TopicOptions } from './broker-options.js';
export type { BrokerConfig } from './broker/broker-config.js';
export type {
  AccessAccount,
  AccessControlOptions,
  AccessPermission,
} from './access/access-control-options.js';
export type { GroupConfig } from './groups/group-config.js';
export type { Retention } from './store/message-store.js';

// What is in it
export type { ClientView } from './cluster/client-view.js';
export type { CommittedOffset } from './cluster/committed-offset.js';
export type { Exchange } from './server/exchange.js';
export type { QueueView } from './cluster/queue-view.js';

// Faults
export type { Faults } from './faults/faults.js';
export type { Fault, FaultKind } from './faults/fault.js';
export type { Answerer } from './faults/command-faults.js';
export type { CorruptPart, TruncatePart } from './faults/damage.js';
export type { Side } from './faults/wire-frame.js';
export type { FaultContext, FaultCounts, FaultOptions, FaultTarget } from './faults/fault-options.js';
export type {
  AnswerOptions,
  CorruptOptions,
  CutOptions,
  DelayOptions,
  DuplicateOptions,
  GoAwayOptions,
  RefuseOptions,
  ReorderOptions,
  TruncateOptions,
} from './faults/fault-kind-options.js';
export { RequestCode } from '../protocol/request-code.js';
export { ResponseCode } from '../protocol/response-code.js';

// Virtual time
export { createVirtualClock, type VirtualClockOptions } from './time/create-virtual-clock.js';
export type { VirtualClock } from './time/virtual-clock.js';

// Deliveries without a broker
export {
  createTestDelivery,
  type TestDelivery,
  type TestDeliveryOptions,
} from './marbles/create-test-delivery.js';
export {
  coldDeliveries,
  type DeliveryMarbles,
  hotDeliveries,
  type MarbleMessages,
} from './marbles/delivery-marbles.js';
export { type DeliveryOutcomes, outcomesOf } from './marbles/outcomes-of.js';
export type { TestMessage } from './marbles/test-message.js';

// Connections of your own
export { MemoryNetwork } from '../transport/memory-network.js';
export { createRuntime, type Runtime, type RuntimeOverrides } from '../runtime/runtime.js';
