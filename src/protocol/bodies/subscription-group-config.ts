import { BodyReader } from '../body-reader.js';

/** When a message is delivered again: as the delay levels say, after given times, or after times that grow. */
const retryPolicies = ['CUSTOMIZED', 'EXPONENTIAL'] as const;

/** Without a policy of its type the broker's own values apply. */
export interface GroupRetryPolicy {
  readonly type: (typeof retryPolicies)[number];
  /** Milliseconds before each delivery. */
  readonly customizedRetryPolicy?: { readonly next: readonly number[] } | undefined;
  /** Milliseconds of the first and the longest pause, and the factor between two. */
  readonly exponentialRetryPolicy?:
    { readonly initial: number; readonly max: number; readonly multiplier: number } | undefined;
}

/** A subscription that the broker knows without a heartbeat. */
export interface SimpleSubscriptionData {
  readonly topic: string;
  readonly expressionType: string;
  readonly expression: string;
  readonly version: number;
}

/**
 * A consumer group on one broker: the answer of 352, the body of 200, and part of 201 and 225 (wire.md section 9.4).
 *
 * ```
 * {"attributes":{},"brokerId":0,"consumeBroadcastEnable":true,"consumeEnable":true,"consumeFromMinEnable":true,
 *  "consumeMessageOrderly":false,"consumeTimeoutMinute":15,"groupName":"G","groupRetryPolicy":{"type":"CUSTOMIZED"},
 *  "groupSysFlag":0,"notifyConsumerIdsChangedEnable":true,"retryMaxTimes":16,"retryQueueNums":1,"whichBrokerWhenConsumeSlowly":1}
 * ```
 *
 * Java `remoting/…/protocol/subscription/SubscriptionGroupConfig`.
 */
export interface SubscriptionGroupConfig {
  readonly groupName: string;
  readonly consumeEnable: boolean;
  readonly consumeFromMinEnable: boolean;
  readonly consumeBroadcastEnable: boolean;
  /** For POP: in order. */
  readonly consumeMessageOrderly: boolean;
  readonly retryQueueNums: number;
  /** Deliveries after the first before a message goes to the dead letters. */
  readonly retryMaxTimes: number;
  readonly groupRetryPolicy: GroupRetryPolicy;
  readonly brokerId: number;
  /** Broker id to read from when a consumer is far behind. */
  readonly whichBrokerWhenConsumeSlowly: number;
  readonly notifyConsumerIdsChangedEnable: boolean;
  readonly groupSysFlag: number;
  readonly consumeTimeoutMinute: number;
  readonly subscriptionDataSet?: readonly SimpleSubscriptionData[] | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

/** @throws {DecodeError} */
export function decodeSubscriptionGroupConfig(body: Uint8Array): SubscriptionGroupConfig {
  return readSubscriptionGroupConfig(BodyReader.parse('SubscriptionGroupConfig', body));
}

export function encodeSubscriptionGroupConfig(config: SubscriptionGroupConfig): Buffer {
  return Buffer.from(JSON.stringify(config));
}

/** What is absent has the value of a new `SubscriptionGroupConfig` in Java. */
export function readSubscriptionGroupConfig(config: BodyReader): SubscriptionGroupConfig {
  return {
    groupName: config.text('groupName'),
    consumeEnable: config.boolean('consumeEnable', true),
    consumeFromMinEnable: config.boolean('consumeFromMinEnable', true),
    consumeBroadcastEnable: config.boolean('consumeBroadcastEnable', true),
    consumeMessageOrderly: config.boolean('consumeMessageOrderly'),
    retryQueueNums: config.integer('retryQueueNums', 1),
    retryMaxTimes: config.integer('retryMaxTimes', 16),
    groupRetryPolicy: config.has('groupRetryPolicy')
      ? readRetryPolicy(config.object('groupRetryPolicy'))
      : { type: 'CUSTOMIZED' },
    brokerId: config.integer('brokerId'),
    whichBrokerWhenConsumeSlowly: config.integer('whichBrokerWhenConsumeSlowly', 1),
    notifyConsumerIdsChangedEnable: config.boolean('notifyConsumerIdsChangedEnable', true),
    groupSysFlag: config.integer('groupSysFlag'),
    consumeTimeoutMinute: config.integer('consumeTimeoutMinute', 15),
    ...(config.has('subscriptionDataSet')
      ? { subscriptionDataSet: config.objects('subscriptionDataSet', readSimpleSubscription) }
      : {}),
    attributes: config.entries('attributes', (attributes, name) => attributes.text(name)),
  };
}

function readRetryPolicy(policy: BodyReader): GroupRetryPolicy {
  return {
    type: policy.oneOf('type', retryPolicies),
    ...(policy.has('customizedRetryPolicy')
      ? { customizedRetryPolicy: { next: policy.object('customizedRetryPolicy').integers('next') } }
      : {}),
    ...(policy.has('exponentialRetryPolicy')
      ? { exponentialRetryPolicy: readExponentialPolicy(policy.object('exponentialRetryPolicy')) }
      : {}),
  };
}

function readExponentialPolicy(policy: BodyReader) {
  return {
    initial: policy.integer('initial', 5000),
    max: policy.integer('max', 7_200_000),
    multiplier: policy.integer('multiplier', 2),
  };
}

function readSimpleSubscription(subscription: BodyReader): SimpleSubscriptionData {
  return {
    topic: subscription.text('topic'),
    expressionType: subscription.text('expressionType'),
    expression: subscription.text('expression'),
    version: subscription.integer('version'),
  };
}
