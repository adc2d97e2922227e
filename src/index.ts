// The public door. Named re-exports under headings; nothing is defined here.
// A change here is a change of spec/architecture/public-api.txt.

// Client
export { createClient } from './client/create-client.js';
export type { Client, ConnectionSummary } from './client/client.js';
export type { ClientOptions, ResolvedClientOptions } from './client/client-options.js';

// Producer
export type { Producer, ProducerState, SendOptions } from './producer/producer.js';
export type { ProducerOptions, ResolvedProducerOptions } from './producer/producer-options.js';
export type { OutgoingMessage } from './message/outgoing-message.js';
export type { SendReceipt } from './sending/send-receipt.js';
export type { SendStatus } from './broker/calls/send-message.js';

// Consumer
export type { Consumer, Lag } from './consumer/consumer.js';
export type { ConsumerEvent } from './consumer/consumer-event.js';
export type { HeartbeatFailure } from './broker/heartbeat-service.js';
export type { ConsumerOptions, ResolvedConsumerOptions } from './consumer/consumer-options.js';
export type { ConsumerState } from './consumer/consumer-state.js';
export type { ConsumeFrom } from './consumer/start-offset.js';
export type { DrainReport } from './consumer/group-session.js';
export { allocateAveragely, type Allocate } from './consumer/allocate/averagely.js';

// Deliveries
export type { Delivery } from './delivery/delivery.js';
export type { Decision, DeliveryState, LostReason, Outcome, RetryDelay } from './delivery/outcome.js';
export type { UndecodableDelivery } from './delivery/admission.js';
export type { PullOptions } from './delivery/pull-source.js';
export type { Window, WindowOptions } from './delivery/window-options.js';
export {
  handle,
  type FailureDecision,
  type HandleOptions,
  type HandlerResult,
  type Settled,
} from './delivery/operators/handle.js';
export type { ReceivedMessage } from './message/received-message.js';
export type { MessageQueue } from './message/message-queue.js';

// Connections
export type { RemotingOptions } from './remoting/remoting-options.js';
export type {
  ClosedState,
  ConnectedState,
  ConnectingState,
  ConnectionState,
  DisconnectedState,
} from './transport/connection-state.js';
export type { Connector, Link, LinkListener } from './transport/link.js';
export type { Pem } from './transport/pem.js';
export type { CheckServerIdentity, TlsOptions } from './transport/tls-options.js';
export type { ReconnectOptions } from './transport/reconnect-policy.js';
export type { TransportOptions } from './transport/transport-options.js';

// Commands
export { Single } from './internal/single.js';

// Outside world
export type { Logger } from './runtime/logger.js';
export type { Runtime, RuntimeOverrides } from './runtime/runtime.js';

// Errors: root, families and predicates
export { RocketMQError, type ErrorContext } from './errors/rocketmq-error.js';
export {
  isConnectionError,
  isFatal,
  isRemotingError,
  isRetriable,
  isTimeoutError,
} from './errors/predicates.js';

// Errors: wrong use
export {
  AlreadyConsumingError,
  ClosedError,
  GroupInUseError,
  InvalidArgumentError,
  InvalidStateTransitionError,
  UnsupportedError,
  UsageError,
} from './errors/usage-error.js';

// Errors: connections, bytes and requests
export {
  ConnectFailedError,
  ConnectionLostError,
  ConnectTimeoutError,
  ListenFailedError,
  OutboxFullError,
  TransportError,
} from './errors/transport-error.js';
export {
  DecodeError,
  FrameTooLargeError,
  MalformedFrameError,
  ProtocolError,
  UnknownSerializationError,
} from './errors/protocol-error.js';
export {
  HandlerFailedError,
  RemotingError,
  RequestTimeoutError,
  TooManyPendingRequestsError,
} from './errors/remoting-error.js';

// Errors: routes and answers of servers
export {
  NameServersUnreachableError,
  NoAvailableBrokerError,
  RouteError,
  TopicNotFoundError,
} from './errors/route-error.js';
export {
  AuthenticationError,
  AuthorizationError,
  BrokerBusyError,
  BrokerError,
  BrokerInternalError,
  BrokerTopicNotFoundError,
  BrokerUnavailableError,
  DurabilityError,
  GroupError,
  InvalidRequestError,
  MessageRejectedError,
  NotFoundError,
  OffsetError,
  QueueNotFoundError,
  RequestNotSupportedError,
  SubscriptionError,
  UnexpectedResponseError,
} from './errors/broker-error.js';
export {
  BrokerCodeTable,
  brokerCodeEntry,
  type BrokerCodeEntry,
  type Consequence,
} from './errors/broker-code-table.js';

// Errors: producers and consumers
export {
  MessageTooLargeError,
  ProducerError,
  SendFailedError,
  type SendAttempt,
} from './errors/producer-error.js';
export { CommitFailedError, ConsumerError, PullFailedError } from './errors/consumer-error.js';
