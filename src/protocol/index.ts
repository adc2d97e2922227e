// Frames
export { decodeFrame, encodeFrame } from './frame-codec.js';
export { defaultMaxFrameBytes, rocketmqFraming } from './framing.js';
export type { FrameOptions, Serialization } from './frame-writer.js';
export {
  createRocketMQProtocol,
  type RocketMQProtocol,
  type RocketMQProtocolOptions,
} from './rocketmq-protocol.js';
export type { ByteTarget } from './byte-target.js';

// Commands
export {
  createOneway,
  createRequest,
  createResponse,
  RemotingCommand,
  type ResponseParts,
} from './remoting-command.js';
export type { CommandHeader } from './command-header.js';
export {
  bool,
  defineHeader,
  type FieldSpec,
  type HeaderCodec,
  type HeaderFields,
  type HeaderOf,
  type HeaderSource,
  int,
  long,
  optional,
  text,
} from './header-codec.js';

// Codes and flags
export { RequestCode, requestCodeName } from './request-code.js';
export { isSendSuccess, ResponseCode, responseCodeName } from './response-code.js';
export { LanguageCode, type LanguageName, languageName, toLanguageCode } from './language-code.js';
export { headerVersion, versionName, versionOrdinal } from './version.js';
export { isReadable, isWritable, Permission } from './permission.js';
export {
  CompressionType,
  compressionType,
  isCompressed,
  isInnerBatch,
  SysFlag,
  transactionState,
  withCompression,
  withoutCompression,
} from './sys-flag.js';
export { buildPullSysFlag, hasPullFlag, PullSysFlag, type PullSysFlags } from './pull-sys-flag.js';
export { isReservedProperty, PropertyKey, transientPropertyPrefix } from './property-key.js';

// Headers
export {
  AddWritePermOfBrokerRequestHeader,
  AddWritePermOfBrokerResponseHeader,
} from './headers/add-write-perm-of-broker.js';
export { CheckTransactionStateRequestHeader } from './headers/check-transaction-state.js';
export { CloneGroupOffsetRequestHeader } from './headers/clone-group-offset.js';
export { AckMessageRequestHeader } from './headers/ack-message.js';
export {
  ChangeInvisibleTimeRequestHeader,
  ChangeInvisibleTimeResponseHeader,
} from './headers/change-invisible-time.js';
export { ConsumeMessageDirectlyResultRequestHeader } from './headers/consume-message-directly.js';
export { ConsumerSendMsgBackRequestHeader } from './headers/consumer-send-msg-back.js';
export { CreateAclRequestHeader } from './headers/create-acl.js';
export { CreateTopicListRequestHeader } from './headers/create-topic-list.js';
export { CreateTopicRequestHeader } from './headers/create-topic.js';
export { CreateUserRequestHeader } from './headers/create-user.js';
export { DeleteAclRequestHeader } from './headers/delete-acl.js';
export { DeleteKVConfigRequestHeader } from './headers/delete-kv-config.js';
export { DeleteSubscriptionGroupRequestHeader } from './headers/delete-subscription-group.js';
export { DeleteTopicFromNamesrvRequestHeader } from './headers/delete-topic-from-namesrv.js';
export { DeleteTopicRequestHeader } from './headers/delete-topic.js';
export { DeleteUserRequestHeader } from './headers/delete-user.js';
export { EmptyHeader } from './headers/empty-header.js';
export { EndTransactionRequestHeader } from './headers/end-transaction.js';
export { GetAclRequestHeader } from './headers/get-acl.js';
export { GetBrokerConfigResponseHeader } from './headers/get-broker-config.js';
export { GetConsumeStatsInBrokerHeader } from './headers/get-consume-stats-in-broker.js';
export { GetConsumeStatsRequestHeader } from './headers/get-consume-stats.js';
export { GetConsumerConnectionListRequestHeader } from './headers/get-consumer-connection-list.js';
export { GetConsumerListByGroupRequestHeader } from './headers/get-consumer-list-by-group.js';
export { GetConsumerRunningInfoRequestHeader } from './headers/get-consumer-running-info.js';
export { GetConsumerStatusRequestHeader } from './headers/get-consumer-status.js';
export {
  GetEarliestMsgStoretimeRequestHeader,
  GetEarliestMsgStoretimeResponseHeader,
} from './headers/get-earliest-msg-storetime.js';
export { GetKVConfigRequestHeader, GetKVConfigResponseHeader } from './headers/get-kv-config.js';
export { GetKVListByNamespaceRequestHeader } from './headers/get-kv-list-by-namespace.js';
export { GetMaxOffsetRequestHeader, GetMaxOffsetResponseHeader } from './headers/get-max-offset.js';
export { GetMinOffsetRequestHeader, GetMinOffsetResponseHeader } from './headers/get-min-offset.js';
export { GetProducerConnectionListRequestHeader } from './headers/get-producer-connection-list.js';
export { GetRouteInfoRequestHeader } from './headers/get-route-info.js';
export { GetSubscriptionGroupConfigRequestHeader } from './headers/get-subscription-group-config.js';
export { GetTopicConfigRequestHeader } from './headers/get-topic-config.js';
export { GetTopicStatsInfoRequestHeader } from './headers/get-topic-stats-info.js';
export { GetTopicsByClusterRequestHeader } from './headers/get-topics-by-cluster.js';
export { GetUserRequestHeader } from './headers/get-user.js';
export { HeartbeatRequestHeader, HeartbeatResponseHeader } from './headers/heartbeat.js';
export { ListAclsRequestHeader } from './headers/list-acls.js';
export { ListUsersRequestHeader } from './headers/list-users.js';
export { LockBatchMqRequestHeader } from './headers/lock-batch-mq.js';
export { NotificationRequestHeader, NotificationResponseHeader } from './headers/notification.js';
export { NotifyConsumerIdsChangedRequestHeader } from './headers/notify-consumer-ids-changed.js';
export { PeekMessageRequestHeader } from './headers/peek-message.js';
export { PollingInfoRequestHeader, PollingInfoResponseHeader } from './headers/polling-info.js';
export {
  ConsumeInitMode,
  orderedReviveQueueId,
  PopMessageRequestHeader,
  PopMessageResponseHeader,
} from './headers/pop-message.js';
export { PullMessageRequestHeader, PullMessageResponseHeader } from './headers/pull-message.js';
export { PutKVConfigRequestHeader } from './headers/put-kv-config.js';
export { QueryConsumeQueueRequestHeader } from './headers/query-consume-queue.js';
export { QueryConsumeTimeSpanRequestHeader } from './headers/query-consume-time-span.js';
export {
  QueryConsumerOffsetRequestHeader,
  QueryConsumerOffsetResponseHeader,
} from './headers/query-consumer-offset.js';
export { QueryCorrectionOffsetHeader } from './headers/query-correction-offset.js';
export { QueryMessageRequestHeader, QueryMessageResponseHeader } from './headers/query-message.js';
export { QuerySubscriptionByConsumerRequestHeader } from './headers/query-subscription-by-consumer.js';
export { QueryTopicConsumeByWhoRequestHeader } from './headers/query-topic-consume-by-who.js';
export { QueryTopicsByConsumerRequestHeader } from './headers/query-topics-by-consumer.js';
export { RecallMessageRequestHeader, RecallMessageResponseHeader } from './headers/recall-message.js';
export { ReplyMessageRequestHeader } from './headers/reply-message.js';
export { ResetOffsetRequestHeader } from './headers/reset-offset.js';
export { ResumeCheckHalfMessageRequestHeader } from './headers/resume-check-half-message.js';
export { SearchOffsetRequestHeader, SearchOffsetResponseHeader } from './headers/search-offset.js';
export { SendMessageRequestHeader } from './headers/send-message.js';
export { SendMessageV2RequestHeader, SendMessageV2ResponseHeader } from './headers/send-message-v2.js';
export { UnlockBatchMqRequestHeader } from './headers/unlock-batch-mq.js';
export { UnregisterClientRequestHeader } from './headers/unregister-client.js';
export { UpdateAclRequestHeader } from './headers/update-acl.js';
export { UpdateConsumerOffsetRequestHeader } from './headers/update-consumer-offset.js';
export { UpdateGroupForbiddenRequestHeader } from './headers/update-group-forbidden.js';
export { UpdateUserRequestHeader } from './headers/update-user.js';
export { ViewBrokerStatsDataRequestHeader } from './headers/view-broker-stats-data.js';
export { ViewMessageRequestHeader } from './headers/view-message.js';
export {
  WipeWritePermOfBrokerRequestHeader,
  WipeWritePermOfBrokerResponseHeader,
} from './headers/wipe-write-perm-of-broker.js';

// Bodies
export {
  type BrokerStatsData,
  type BrokerStatsItem,
  decodeBrokerStatsData,
  encodeBrokerStatsData,
} from './bodies/broker-stats-data.js';
export {
  type CheckClientRequestBody,
  type CheckedSubscription,
  decodeCheckClientRequestBody,
  encodeCheckClientRequestBody,
} from './bodies/check-client-request-body.js';
export { type ClusterInfo, decodeClusterInfo, encodeClusterInfo } from './bodies/cluster-info.js';
export {
  type BatchAck,
  type BatchAckMessage,
  decodeBatchAckMessage,
  encodeBatchAckMessage,
} from './bodies/batch-ack.js';
export { type Connection } from './bodies/connection.js';
export {
  type ConsumeMessageDirectlyResult,
  type ConsumeResult,
  decodeConsumeMessageDirectlyResult,
  encodeConsumeMessageDirectlyResult,
} from './bodies/consume-message-directly-result.js';
export {
  type ConsumeStatsList,
  decodeConsumeStatsList,
  encodeConsumeStatsList,
} from './bodies/consume-stats-list.js';
export {
  type ConsumeStats,
  decodeConsumeStats,
  encodeConsumeStats,
  type OffsetWrapper,
} from './bodies/consume-stats.js';
export {
  type ConsumerConnection,
  decodeConsumerConnection,
  encodeConsumerConnection,
} from './bodies/consumer-connection.js';
export { decodeConsumerList, encodeConsumerList } from './bodies/consumer-list.js';
export {
  decodeCreateTopicListRequestBody,
  encodeCreateTopicListRequestBody,
} from './bodies/create-topic-list-request-body.js';
export { type DataVersion } from './bodies/data-version.js';
export { decodeGroupForbidden, encodeGroupForbidden, type GroupForbidden } from './bodies/group-forbidden.js';
export { decodeGroupList, encodeGroupList } from './bodies/group-list.js';
export {
  type ConsumeFromWhere,
  type ConsumerData,
  type ConsumeType,
  decodeHeartbeatData,
  encodeHeartbeatData,
  type ExpressionType,
  type HeartbeatData,
  type MessageModelName,
  type ProducerData,
  type SubscriptionData,
} from './bodies/heartbeat-data.js';
export {
  decodeMessageRequestMode,
  decodeMessageRequestModes,
  encodeMessageRequestMode,
  encodeMessageRequestModes,
  type MessageRequestMode,
  type MessageRequestModeSetting,
} from './bodies/message-request-mode.js';
export { decodeProducerConnection, encodeProducerConnection } from './bodies/producer-connection.js';
export {
  decodeProducerTableInfo,
  encodeProducerTableInfo,
  type ProducerInfo,
} from './bodies/producer-table-info.js';
export {
  decodeAssignments,
  decodeQueryAssignmentRequest,
  encodeAssignments,
  encodeQueryAssignmentRequest,
  type MessageQueueAssignment,
  type QueryAssignmentRequest,
} from './bodies/query-assignment.js';
export {
  type ConsumerRunningInfo,
  type ConsumeStatus,
  decodeConsumerRunningInfo,
  encodeConsumerRunningInfo,
  type PopProcessQueueInfo,
  type ProcessQueueInfo,
} from './bodies/consumer-running-info.js';
export {
  decodeGetConsumerStatusBody,
  encodeGetConsumerStatusBody,
  type GetConsumerStatusBody,
} from './bodies/get-consumer-status-body.js';
export {
  decodeLockBatchRequestBody,
  decodeLockBatchResponseBody,
  decodeUnlockBatchRequestBody,
  encodeLockBatchRequestBody,
  encodeLockBatchResponseBody,
  encodeUnlockBatchRequestBody,
  type LockBatchRequestBody,
  type UnlockBatchRequestBody,
} from './bodies/lock-batch.js';
export {
  type ConsumeQueueData,
  decodeQueryConsumeQueueResponseBody,
  encodeQueryConsumeQueueResponseBody,
  type QueryConsumeQueueResponseBody,
} from './bodies/query-consume-queue-response-body.js';
export {
  decodeQueryConsumeTimeSpanBody,
  encodeQueryConsumeTimeSpanBody,
  type QueueTimeSpan,
} from './bodies/query-consume-time-span-body.js';
export {
  decodeQuerySubscriptionResponseBody,
  encodeQuerySubscriptionResponseBody,
  type QuerySubscriptionResponseBody,
} from './bodies/query-subscription-response-body.js';
export {
  decodeQueryCorrectionOffsetBody,
  encodeQueryCorrectionOffsetBody,
} from './bodies/query-correction-offset-body.js';
export {
  decodeResetOffsetBody,
  encodeResetOffsetBody,
  encodeResetOffsetBodyForC,
} from './bodies/reset-offset-body.js';
export { decodeKVTable, encodeKVTable } from './bodies/kv-table.js';
export { type MessageQueueData, type QueueTable, type QueueTableEntry } from './bodies/queue-table.js';
export {
  decodeSubscriptionGroupConfig,
  encodeSubscriptionGroupConfig,
  type GroupRetryPolicy,
  type SimpleSubscriptionData,
  type SubscriptionGroupConfig,
} from './bodies/subscription-group-config.js';
export {
  decodeSubscriptionGroupList,
  encodeSubscriptionGroupList,
} from './bodies/subscription-group-list.js';
export {
  decodeSubscriptionGroupWrapper,
  encodeSubscriptionGroupWrapper,
  type SubscriptionGroupWrapper,
} from './bodies/subscription-group-wrapper.js';
export {
  decodeTopicConfigSerializeWrapper,
  encodeTopicConfigSerializeWrapper,
  type TopicConfigSerializeWrapper,
} from './bodies/topic-config-serialize-wrapper.js';
export { decodeTopicConfig, encodeTopicConfig, type TopicConfig } from './bodies/topic-config.js';
export { decodeTopicList, encodeTopicList, type TopicList } from './bodies/topic-list.js';
export {
  type BrokerData,
  decodeTopicRouteData,
  encodeTopicRouteData,
  type QueueData,
  type TopicQueueMappingInfo,
  type TopicRouteData,
} from './bodies/topic-route-data.js';
export {
  decodeTopicStatsTable,
  encodeTopicStatsTable,
  type TopicOffset,
  type TopicStatsTable,
} from './bodies/topic-stats-table.js';
export {
  type AclInfo,
  decodeAclInfo,
  decodeAclInfos,
  encodeAclInfo,
  type PolicyEntryInfo,
  type PolicyInfo,
} from './bodies/acl-info.js';
export { decodeUserInfo, decodeUserInfos, encodeUserInfo, type UserInfo } from './bodies/user-info.js';
export { decodeConfigText, encodeConfigText } from './config-text.js';
export {
  type LenientJson,
  type LenientJsonArray,
  type LenientJsonObject,
  parseLenientJson,
} from './lenient-json.js';

// POP
export { popTopic, RetryMark, retryMarkOf, subscribedTopic } from './pop/retry-mark.js';
export {
  formatReceiptHandle,
  isOrderedHandle,
  parseReceiptHandle,
  type ReceiptHandle,
  renewReceiptHandle,
} from './pop/receipt-handle.js';
export {
  formatMsgOffsetInfo,
  formatStartOffsetInfo,
  type MessageOffsets,
  parseMsgOffsetInfo,
  parseStartOffsetInfo,
  type StartOffset,
} from './pop/offset-info.js';
export {
  formatOrderCountInfo,
  type OrderCount,
  orderCountOf,
  parseOrderCountInfo,
} from './pop/order-count-info.js';
export { type PoppedMessage, receiptHandlesOf } from './pop/receipt-handles-of.js';

// Messages
export {
  decodeStoredMessages,
  decodeStoredRecords,
  type Decompressor,
  type DecompressorLookup,
  type StoredMessageOptions,
  type StoredRecord,
} from './message/stored-message-codec.js';
export { StoredMessage } from './message/stored-message.js';
export { UndecodableMessage } from './message/undecodable-message.js';
export { encodeStoredMessage, type StoredMessageParts } from './message/stored-message-encoder.js';
export { RecordMagic } from './message/record-layout.js';
export { type BatchEntry, decodeBatch, encodeBatch } from './message/batch-codec.js';
export { decodeProperties, encodeProperties, findProperty } from './message/message-properties.js';
export {
  createUniqueIdGenerator,
  decodeOffsetMessageId,
  decodeUniqueId,
  encodeOffsetMessageId,
  type MessageLocation,
  type UniqueIdParts,
  type UniqueIdSource,
} from './message/message-id.js';
export { decodeRecallHandle, encodeRecallHandle, type RecallHandle } from './message/recall-handle.js';
export { bodyCrc } from './message/crc32.js';
export { javaHash } from './java-hash.js';
