// The public door. Named re-exports under headings; nothing is defined here.
// A change here is a change of spec/architecture/public-api.txt.

// Client
export { createClient } from './client/create-client.js';
export type { Client, ConnectionSummary } from './client/client.js';
export type { ClientOptions, ResolvedClientOptions } from './client/client-options.js';
export { optionsFromEnv, type Environment } from './client/options-from-env.js';
export { presets } from './client/presets.js';
export type { NameServerAddresses, NameServerSource } from './naming/name-server-list.js';
export { nameServersFromHttp, type NameServersFromHttpOptions } from './naming/name-servers-from-http.js';
export type { Credentials } from './broker/handlers/credentials.js';

// Producer
export type { Producer } from './producer/producer.js';
export type { ProducerState } from './producer/producer-core.js';
export type { SendOptions } from './producer/send-options.js';
export type {
  ProducerCompression,
  ProducerOptions,
  ResolvedProducerOptions,
} from './producer/producer-options.js';
export type { AttemptFailed, ProducerEvent } from './producer/producer-event.js';
export type { BatchingOptions, ResolvedBatching } from './producer/batch/batching-options.js';
export type { QueueSelector } from './producer/queue-selector.js';
export type { TransactionCheck } from './producer/transaction/transaction-check.js';
export type {
  CheckEvent,
  CheckTrouble,
  TransactionEndFailed,
  TransactionEvent,
} from './producer/transaction/transaction-event.js';
export type {
  TransactionChecker,
  TransactionContext,
  TransactionOptions,
  TransactionReceipt,
  TransactionWork,
} from './producer/transaction/transaction-options.js';
export type { TransactionOutcome, TransactionResult } from './producer/transaction/transaction-outcome.js';
export type { ReplyMessage } from './producer/request-reply/reply.js';
export type { UnclaimedReply } from './sending/request-reply/reply-table.js';
export { selectByConsistentHash } from './producer/select-by-consistent-hash.js';
export { selectByHash } from './producer/select-by-hash.js';
export type { Pressure } from './producer/send-gate.js';
export type { SendOutcome } from './producer/stream/send-outcome.js';
export type { SendAllOptions, SendFromOptions } from './producer/stream/stream-options.js';
export type { MessageSource } from './producer/stream/send-from.js';
export type { ResolvedTraceOptions, TraceOptions } from './sending/trace/trace-collector.js';
export type { Delay } from './message/delay.js';
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
  type Settled,
} from './delivery/operators/handle.js';
export type { HandlerResult } from './internal/handler-result.js';
export type { ReceivedMessage } from './message/received-message.js';
export type { MessageQueue } from './message/message-queue.js';

// Bodies
export type { AnyCodec, Codec } from './payload/codec.js';
export { bytes } from './payload/bytes-codec.js';
export { text } from './payload/text-codec.js';
export { json } from './payload/json-codec.js';
export type { StandardSchema } from './payload/standard-schema.js';
export { hessian2Codec } from './payload/hessian2-codec.js';
export { protobufCodec } from './payload/protobuf-codec.js';
export { thriftCodec } from './payload/thrift-codec.js';
export {
  type CodecRegistry,
  type CodecRegistryOptions,
  createCodecRegistry,
} from './payload/codec-registry.js';
export type { BodyReader } from './payload/decode-body.js';
export { PayloadProperty } from './payload/payload-property.js';
export type { CompressionAlgorithm } from './payload/compression.js';
export {
  createTypedTopic,
  type TypedMessageOptions,
  type TypedTopic,
  type TypedTopicOptions,
} from './message/typed-topic.js';
export { decode, type DecodeFailure, type DecodeOptions } from './delivery/operators/decode.js';

// Administration
export type { Admin } from './admin/admin.js';
export type { AdminCallOptions, AdminOptions, ClusterCallOptions } from './admin/admin-options.js';
export type { BrokerSummary } from './admin/cluster.js';
export type { TopicsAdmin } from './admin/topics-admin.js';
export type { UnitTopicsView } from './admin/unit-topics.js';
export type { TopicSettings, TopicView } from './admin/topic-settings.js';
export type { RoutedBroker, TopicRouteView } from './admin/topic-route-view.js';
export type { QueueStatistics, TopicStatistics } from './admin/topic-statistics.js';
export type { DeleteGroupOptions, GroupsAdmin } from './admin/groups-admin.js';
export type { GroupSettings, GroupView } from './admin/group-settings.js';
export type { GroupMember, GroupSubscription } from './admin/group-members.js';
export type { GroupProgress, QueueProgress } from './admin/group-progress.js';
export type { CommittedPlace, OffsetsAdmin, QueuePlace } from './admin/offsets-admin.js';
export type { OffsetTarget } from './admin/offset-target.js';
export type { MessagesAdmin } from './admin/messages-admin.js';
export type { MessageQueryOptions } from './admin/message-window.js';
export type { BrokersAdmin, BrokerSettings, BrokerStatus } from './admin/brokers-admin.js';
export type { BrokerRuntime } from './admin/broker-runtime.js';
export type {
  NameServerConfigView,
  NameServersAdmin,
  NameServerValueView,
} from './admin/name-servers-admin.js';
export type { ServerSettings } from './admin/server-settings.js';
export type { UserListOptions, UsersAdmin, UserView } from './admin/users-admin.js';
export type { UserSettings } from './admin/user-settings.js';
export type {
  AccessAdmin,
  AccessDeleteOptions,
  AccessListOptions,
  AccessView,
} from './admin/access-admin.js';
export type { AccessAction, AccessRule } from './broker/access-rule.js';
export type { BrokerUser } from './broker/calls/users.js';
export type { UserRules } from './broker/calls/access-rules.js';

// Brokers
export type { BrokerView } from './broker/manager/broker-views.js';
export type { BrokerEvent } from './broker/manager/broker-event.js';
export type { BrokerStats } from './broker/manager/broker-stats.js';
export type { BrokerManagerOptions } from './broker/manager/broker-manager-options.js';
export {
  leastInFlight,
  leastLatency,
  type PickStrategy,
  roundRobin,
} from './broker/manager/pick-strategy.js';
export type { BrokerHealth, BrokerHealthState } from './broker/health/broker-health.js';
export type { HealthOptions } from './broker/health/health-options.js';

// Connections
export { record } from './broker/recording/record.js';
export type { RecordOptions } from './broker/recording/record-options.js';
export { replay, type ReplayOptions } from './broker/recording/replay.js';
export type { ConnectionRecorder } from './remoting/recording/connection-recorder.js';
export type { ConnectionPlayer } from './remoting/recording/connection-player.js';
export type { ConnectionPoolOptions } from './remoting/connection-pool-options.js';
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
export { consoleLogger } from './runtime/console-logger.js';
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
  PayloadDecodeError,
  PayloadEncodeError,
  PayloadError,
  type PayloadIssue,
  UnknownCodecError,
} from './errors/payload-error.js';
export {
  HandlerFailedError,
  PoolExhaustedError,
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

// Errors: administration
export {
  AdminError,
  AdminFailedError,
  GroupNotFoundError,
  type ServerOutcome,
} from './errors/admin-error.js';

// Errors: producers and consumers
export {
  MessageTooLargeError,
  PartialBatchError,
  ProducerError,
  SendFailedError,
  ReplyTimeoutError,
  TooManySendsError,
  TransactionError,
  type SendAttempt,
  type BatchReceipt,
} from './errors/producer-error.js';
export { CommitFailedError, ConsumerError, PullFailedError } from './errors/consumer-error.js';
