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
export { ConsumerSendMsgBackRequestHeader } from './headers/consumer-send-msg-back.js';
export { CreateTopicRequestHeader } from './headers/create-topic.js';
export { EmptyHeader } from './headers/empty-header.js';
export { GetConsumerListByGroupRequestHeader } from './headers/get-consumer-list-by-group.js';
export { GetMaxOffsetRequestHeader, GetMaxOffsetResponseHeader } from './headers/get-max-offset.js';
export { GetMinOffsetRequestHeader, GetMinOffsetResponseHeader } from './headers/get-min-offset.js';
export { GetRouteInfoRequestHeader } from './headers/get-route-info.js';
export { NotifyConsumerIdsChangedRequestHeader } from './headers/notify-consumer-ids-changed.js';
export { PullMessageRequestHeader, PullMessageResponseHeader } from './headers/pull-message.js';
export {
  QueryConsumerOffsetRequestHeader,
  QueryConsumerOffsetResponseHeader,
} from './headers/query-consumer-offset.js';
export { SearchOffsetRequestHeader, SearchOffsetResponseHeader } from './headers/search-offset.js';
export { SendMessageV2RequestHeader, SendMessageV2ResponseHeader } from './headers/send-message-v2.js';
export { UnregisterClientRequestHeader } from './headers/unregister-client.js';
export { UpdateConsumerOffsetRequestHeader } from './headers/update-consumer-offset.js';

// Bodies
export { decodeConsumerList, encodeConsumerList } from './bodies/consumer-list.js';
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
  type BrokerData,
  decodeTopicRouteData,
  encodeTopicRouteData,
  type QueueData,
  type TopicQueueMappingInfo,
  type TopicRouteData,
} from './bodies/topic-route-data.js';
export {
  type LenientJson,
  type LenientJsonArray,
  type LenientJsonObject,
  parseLenientJson,
} from './lenient-json.js';

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
export { bodyCrc } from './message/crc32.js';
export { javaHash } from './java-hash.js';
