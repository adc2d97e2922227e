import type {
  ConsumerData,
  HeartbeatData,
  SubscriptionData,
} from '../../../src/protocol/bodies/heartbeat-data.js';
import { encodeHeartbeatData } from '../../../src/protocol/bodies/heartbeat-data.js';

export const subscription = (topic: string, settings: Partial<SubscriptionData> = {}): SubscriptionData => ({
  topic,
  subString: '*',
  expressionType: 'TAG',
  tagsSet: [],
  codeSet: [],
  subVersion: 1,
  classFilterMode: false,
  ...settings,
});

export const consumer = (groupName: string, settings: Partial<ConsumerData> = {}): ConsumerData => ({
  groupName,
  consumeType: 'CONSUME_PASSIVELY',
  messageModel: 'CLUSTERING',
  consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
  unitMode: false,
  subscriptionDataSet: [subscription('orders')],
  ...settings,
});

/** The body of a heartbeat. */
export const heartbeat = (clientID: string, settings: Partial<HeartbeatData> = {}): Buffer =>
  encodeHeartbeatData({
    clientID,
    producerDataSet: [],
    consumerDataSet: [],
    heartbeatFingerprint: 0,
    withoutSub: false,
    ...settings,
  });
