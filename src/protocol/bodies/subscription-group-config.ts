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

/** What a group has that nobody configured: a new `SubscriptionGroupConfig` in Java. */
export function newSubscriptionGroupConfig(groupName: string): SubscriptionGroupConfig {
  return {
    groupName,
    consumeEnable: true,
    consumeFromMinEnable: true,
    consumeBroadcastEnable: true,
    consumeMessageOrderly: false,
    retryQueueNums: 1,
    retryMaxTimes: 16,
    groupRetryPolicy: { type: 'CUSTOMIZED' },
    brokerId: 0,
    whichBrokerWhenConsumeSlowly: 1,
    notifyConsumerIdsChangedEnable: true,
    groupSysFlag: 0,
    consumeTimeoutMinute: 15,
    attributes: {},
  };
}

/** What is absent is that of {@link newSubscriptionGroupConfig}. */
export function readSubscriptionGroupConfig(config: BodyReader): SubscriptionGroupConfig {
  const fresh = newSubscriptionGroupConfig(config.text('groupName'));
  const flag = (name: FieldOf<boolean>): boolean => config.boolean(name, fresh[name]);
  const count = (name: FieldOf<number>): number => config.integer(name, fresh[name]);
  return {
    groupName: fresh.groupName,
    consumeEnable: flag('consumeEnable'),
    consumeFromMinEnable: flag('consumeFromMinEnable'),
    consumeBroadcastEnable: flag('consumeBroadcastEnable'),
    consumeMessageOrderly: flag('consumeMessageOrderly'),
    retryQueueNums: count('retryQueueNums'),
    retryMaxTimes: count('retryMaxTimes'),
    groupRetryPolicy: config.has('groupRetryPolicy')
      ? readRetryPolicy(config.object('groupRetryPolicy'))
      : fresh.groupRetryPolicy,
    brokerId: count('brokerId'),
    whichBrokerWhenConsumeSlowly: count('whichBrokerWhenConsumeSlowly'),
    notifyConsumerIdsChangedEnable: flag('notifyConsumerIdsChangedEnable'),
    groupSysFlag: count('groupSysFlag'),
    consumeTimeoutMinute: count('consumeTimeoutMinute'),
    ...(config.has('subscriptionDataSet')
      ? { subscriptionDataSet: config.objects('subscriptionDataSet', readSimpleSubscription) }
      : {}),
    attributes: config.entries('attributes', (attributes, name) => attributes.text(name)),
  };
}

/** The fields of a group that hold such a value. */
type FieldOf<Value> = {
  [Name in keyof SubscriptionGroupConfig]-?: SubscriptionGroupConfig[Name] extends Value ? Name : never;
}[keyof SubscriptionGroupConfig];

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
