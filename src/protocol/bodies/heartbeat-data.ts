import { BodyReader } from '../body-reader.js';

export interface ProducerData {
  readonly groupName: string;
}

/** Push, pull, and pop (5.0 and newer). */
export const consumeTypes = ['CONSUME_PASSIVELY', 'CONSUME_ACTIVELY', 'CONSUME_POP'] as const;
export type ConsumeType = (typeof consumeTypes)[number];

export const messageModels = ['CLUSTERING', 'BROADCASTING'] as const;
export type MessageModelName = (typeof messageModels)[number];

/** The last three are deprecated. Brokers do not act on any. */
export const starts = [
  'CONSUME_FROM_LAST_OFFSET',
  'CONSUME_FROM_FIRST_OFFSET',
  'CONSUME_FROM_TIMESTAMP',
  'CONSUME_FROM_LAST_OFFSET_AND_FROM_MIN_WHEN_BOOT_FIRST',
  'CONSUME_FROM_MIN_OFFSET',
  'CONSUME_FROM_MAX_OFFSET',
] as const;
export type ConsumeFromWhere = (typeof starts)[number];

const expressionTypes = ['TAG', 'SQL92'] as const;
export type ExpressionType = (typeof expressionTypes)[number];

/** What a group wants of one topic. */
export interface SubscriptionData {
  readonly topic: string;
  /** `*` or the expression. */
  readonly subString: string;
  readonly expressionType: ExpressionType;
  /** Empty for `*` and for SQL92. */
  readonly tagsSet: readonly string[];
  /** `javaHash` of each tag: the broker filters by these and does not compute them. */
  readonly codeSet: readonly number[];
  /** Milliseconds; must grow with every change, the broker ignores an older one. */
  readonly subVersion: number;
  readonly classFilterMode: boolean;
}

export interface ConsumerData {
  readonly groupName: string;
  readonly consumeType: ConsumeType;
  readonly messageModel: MessageModelName;
  readonly consumeFromWhere: ConsumeFromWhere;
  readonly unitMode: boolean;
  readonly subscriptionDataSet: readonly SubscriptionData[];
}

/**
 * The body of HEART_BEAT (34), wire.md section 8.1.
 *
 * ```
 * {"clientID":"10.0.0.9@1234","consumerDataSet":[{"consumeFromWhere":"CONSUME_FROM_LAST_OFFSET",
 *  "consumeType":"CONSUME_PASSIVELY","groupName":"G","messageModel":"CLUSTERING","subscriptionDataSet":[{"classFilterMode":false,
 *  "codeSet":[2598919],"expressionType":"TAG","subString":"TagA","subVersion":1700000000000,"tagsSet":["TagA"],"topic":"T"}],
 *  "unitMode":false}],"heartbeatFingerprint":0,"producerDataSet":[{"groupName":"PG"}],"withoutSub":false}
 * ```
 *
 * Java `remoting/…/protocol/heartbeat/HeartbeatData`.
 */
export interface HeartbeatData {
  /** Unique per client, and the same for its whole life. */
  readonly clientID: string;
  readonly producerDataSet: readonly ProducerData[];
  readonly consumerDataSet: readonly ConsumerData[];
  /** 0: heartbeats of the first version, which is what to send (wire.md section 8.3). */
  readonly heartbeatFingerprint: number;
  readonly withoutSub: boolean;
}

export function encodeHeartbeatData(data: HeartbeatData): Buffer {
  return Buffer.from(JSON.stringify(data));
}

/** Reads a heartbeat of any client, references of Java's included. @throws {DecodeError} */
export function decodeHeartbeatData(body: Uint8Array): HeartbeatData {
  const data = BodyReader.parse('HeartbeatData', body);
  return {
    clientID: data.text('clientID'),
    producerDataSet: data.objects('producerDataSet', (producer) => ({
      groupName: producer.text('groupName'),
    })),
    consumerDataSet: data.objects('consumerDataSet', readConsumerData),
    heartbeatFingerprint: data.integer('heartbeatFingerprint'),
    withoutSub: data.boolean('withoutSub'),
  };
}

function readConsumerData(consumer: BodyReader): ConsumerData {
  return {
    groupName: consumer.text('groupName'),
    consumeType: consumer.oneOf('consumeType', consumeTypes),
    messageModel: consumer.oneOf('messageModel', messageModels),
    consumeFromWhere: consumer.oneOf('consumeFromWhere', starts),
    unitMode: consumer.boolean('unitMode'),
    subscriptionDataSet: consumer.objects('subscriptionDataSet', readSubscriptionData),
  };
}

/** For bodies that hold a subscription. @throws {DecodeError} */
export function readSubscriptionData(subscription: BodyReader): SubscriptionData {
  return {
    ...readUntypedSubscription(subscription),
    expressionType: subscription.oneOf('expressionType', expressionTypes),
  };
}

/** All but the type of the expression, for who is asked whether it is one. @throws {DecodeError} */
export function readUntypedSubscription(subscription: BodyReader): Omit<SubscriptionData, 'expressionType'> {
  return {
    topic: subscription.text('topic'),
    subString: subscription.text('subString'),
    tagsSet: subscription.texts('tagsSet'),
    codeSet: subscription.integers('codeSet'),
    subVersion: subscription.integer('subVersion'),
    classFilterMode: subscription.boolean('classFilterMode'),
  };
}
