/**
 * Settings of a broker, by the names of Apache RocketMQ's `broker.conf` (Java `BrokerConfig`, `MessageStoreConfig`). The ones
 * that do something here; UPDATE_BROKER_CONFIG changes them while the broker runs.
 */
export interface BrokerConfig {
  /** Sending to an unknown topic creates it. Default true. */
  autoCreateTopicEnable: boolean;
  /** Unknown consumer groups are created. Default true. */
  autoCreateSubscriptionGroup: boolean;
  /** Queues of the template for created topics. Default 8; the sender's own number is the limit below that. */
  defaultTopicQueueNums: number;
  /** See `Permission`. Default: read and write. */
  brokerPermission: number;
  /** Bytes of a body. Default 4 MiB. */
  maxMessageSize: number;
  /** SQL92 filters. Default true, unlike the real one. */
  enablePropertyFilter: boolean;
  /** The topic of message traces exists. Default true, unlike the real one. */
  traceTopicEnable: boolean;
  /** Delay levels from 1 on, with the units s, m, h and d. Default `1s 5s 10s 30s 1m ... 2h`. */
  messageDelayLevel: string;
  /** Messages with a delivery time of their own. Default true. */
  timerWheelEnable: boolean;
  /** How far away it may be, in seconds. Default three days. */
  timerMaxDelaySec: number;
  /** Times are rounded up to a multiple of this, in milliseconds. Default 1000. */
  timerPrecisionMs: number;
  /** RECALL_MESSAGE is answered. Default true, unlike the real one. */
  recallMessageEnable: boolean;
  /** Milliseconds before a half message is asked about. Default 6000. */
  transactionTimeOut: number;
  /** Milliseconds between two questions. Default 30,000. */
  transactionCheckInterval: number;
  /** Questions before a half message is given up. Default 15. */
  transactionCheckMax: number;
  /**
   * Milliseconds until the end of a transaction keeps its producer from being asked: a question may overtake it. Default 0,
   * unlike the 3000 of the real one.
   */
  transactionOpBatchInterval: number;
  /** Transactions are refused. Default false. */
  rejectTransactionMessage: boolean;
  /** Long polls are parked. Default true. */
  longPollingEnable: boolean;
  /** Milliseconds that a pull is parked when `longPollingEnable` is false. Default 1000. */
  shortPollingTimeMills: number;
  /** Messages of one pull. Default 32 on 4.9; 64 in memory here. */
  maxTransferCountOnMessageInMemory: number;
  /** Bytes of the messages of one pull. Default 256 KiB. */
  maxTransferBytesOnMessageInMemory: number;
  /** Slaves may be read, and consumers that are far behind are sent to them. Without it they refuse every pull. Default false. */
  slaveReadEnable: boolean;
  /**
   * How many messages that is. Default 10,000. Only here: the real broker compares bytes with its memory
   * (`accessMessageInMemoryMaxRatio`).
   */
  slaveReadBehindMessages: number;
  /** Milliseconds without a heartbeat after which a client is gone. Default 120,000. */
  channelExpiredTimeout: number;
  /** Milliseconds of an order lock. Default 60,000. */
  rebalanceLockMaxLiveTime: number;
  /** INVOKE_BROKER_TO_RESET_OFFSET is done by the broker. Default true. */
  useServerSideResetOffset: boolean;
  /** Polls of POP that may be parked per queue. Default 1024. */
  popPollingSize: number;
  /** Polls of POP that may be parked at all. Default 100,000. */
  maxPopPollingSize: number;
  /** Milliseconds between the end of an invisible time and the message's return. Default 1000; real brokers take up to 5 s more. */
  reviveInterval: number;
  /** Numbers that the receipts of POP carry in turn. Default 8. */
  reviveQueueNum: number;
  /** Pops of a hundred that read the retry topic first. Default 20. */
  popFromRetryProbability: number;
  /** Retry topics of POP are called `%RETRY%<group>+<topic>`, not `%RETRY%<group>_<topic>`. Default false. */
  enableRetryTopicV2: boolean;
  /** With the former, the old ones are read too. Default true. */
  retrieveMessageFromPopRetryTopicV1: boolean;
  /** Pops answer messages of retry topics as they lie there. Default false: with the subscribed topic. */
  popResponseReturnActualRetryTopic: boolean;
  /**
   * A group that begins with POP at the end begins at 0 all the same while the queue still has its first message. Default true;
   * with false it begins at the last message.
   */
  initPopOffsetByCheckMsgInMem: boolean;
  /** `PULL` or `POP`: how consumers consume that leave sharing out to the broker. Default `PULL`. */
  defaultMessageRequestMode: string;
  /** Members whose queues a member pops besides its own, where nobody has said. Default -1: everybody pops every queue. */
  defaultPopShareQueueNum: number;
  /** LITE_PULL_MESSAGE is answered. Default true. */
  litePullMessageEnable: boolean;
  /** The reply of a request is stored too. Default true. */
  storeReplyMessageEnable: boolean;
  /** Topics of the type MIXED may be made. Default false. */
  enableMixedMessageType: boolean;
  /** Topics of the broker itself cannot be changed or deleted. Default true. */
  validateSystemTopicWhenUpdateTopic: boolean;
}

export const defaultBrokerConfig: Readonly<BrokerConfig> = Object.freeze({
  autoCreateTopicEnable: true,
  autoCreateSubscriptionGroup: true,
  defaultTopicQueueNums: 8,
  brokerPermission: 6,
  maxMessageSize: 4 * 1024 * 1024,
  enablePropertyFilter: true,
  traceTopicEnable: true,
  messageDelayLevel: '1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h',
  timerWheelEnable: true,
  timerMaxDelaySec: 259_200,
  timerPrecisionMs: 1000,
  recallMessageEnable: true,
  transactionTimeOut: 6000,
  transactionCheckInterval: 30_000,
  transactionCheckMax: 15,
  transactionOpBatchInterval: 0,
  rejectTransactionMessage: false,
  longPollingEnable: true,
  shortPollingTimeMills: 1000,
  maxTransferCountOnMessageInMemory: 32,
  maxTransferBytesOnMessageInMemory: 256 * 1024,
  slaveReadEnable: false,
  slaveReadBehindMessages: 10_000,
  channelExpiredTimeout: 120_000,
  rebalanceLockMaxLiveTime: 60_000,
  useServerSideResetOffset: true,
  popPollingSize: 1024,
  maxPopPollingSize: 100_000,
  reviveInterval: 1000,
  reviveQueueNum: 8,
  popFromRetryProbability: 20,
  enableRetryTopicV2: false,
  retrieveMessageFromPopRetryTopicV1: true,
  popResponseReturnActualRetryTopic: false,
  initPopOffsetByCheckMsgInMem: true,
  defaultMessageRequestMode: 'PULL',
  defaultPopShareQueueNum: -1,
  litePullMessageEnable: true,
  storeReplyMessageEnable: true,
  enableMixedMessageType: false,
  validateSystemTopicWhenUpdateTopic: true,
});
