import { expect } from 'chai';
import {
  decodeSubscriptionGroupConfig,
  encodeSubscriptionGroupConfig,
  type SubscriptionGroupConfig,
} from '../../../src/protocol/bodies/subscription-group-config.js';

const group: SubscriptionGroupConfig = {
  groupName: 'G',
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

describe('decodeSubscriptionGroupConfig', () => {
  it('gives what is absent the values of a new group in Java', () => {
    expect(decodeSubscriptionGroupConfig(Buffer.from('{"groupName":"G"}'))).to.deep.equal(group);
  });

  it('reads what encodeSubscriptionGroupConfig writes', () => {
    const values: SubscriptionGroupConfig[] = [
      { ...group, attributes: { '+a': '1' }, retryMaxTimes: 3 },
      {
        ...group,
        groupRetryPolicy: { type: 'CUSTOMIZED', customizedRetryPolicy: { next: [1000, 2000] } },
        subscriptionDataSet: [{ topic: 'T', expressionType: 'TAG', expression: '*', version: 1 }],
      },
      {
        ...group,
        groupRetryPolicy: {
          type: 'EXPONENTIAL',
          exponentialRetryPolicy: { initial: 5000, max: 7_200_000, multiplier: 2 },
        },
      },
    ];
    for (const value of values)
      expect(decodeSubscriptionGroupConfig(encodeSubscriptionGroupConfig(value))).to.deep.equal(value);
  });
});
