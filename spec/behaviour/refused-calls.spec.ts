import { expect } from 'chai';
import { BrokerClient } from '../../src/broker/broker-client.js';
import {
  createRocketMQProtocol,
  type ReceiptHandle,
  type RemotingCommand,
  RetryMark,
} from '../../src/protocol/index.js';
import { createRemotingClient } from '../../src/remoting/create-remoting-client.js';
import type { RemotingClient } from '../../src/remoting/remoting-client.js';
import { sendRequest } from '../broker/subjects/embedded.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { codeOf } from './support/code-of.js';

/** What a call comes to on brokers of 5.x, and of 4.9 where that differs. */
type Refusal = readonly [call: string, refused: () => PromiseLike<unknown>, on5: number, on4?: number];

describeBroker('typed calls that cannot be', (broker, { version }) => {
  const isFour = version.startsWith('4.');
  const topic = uniqueName('topic');
  const group = uniqueName('group');
  const missing = uniqueName('missing');
  let remoting: RemotingClient<RemotingCommand, RemotingCommand>;
  let client: BrokerClient;

  before(async () => {
    await broker().createTopic(topic, { queues: 1 });
    await broker().updateGroup(group);
  });

  beforeEach(() => {
    remoting = createRemotingClient(broker().brokers[0]!.address, { protocol: createRocketMQProtocol() });
    client = new BrokerClient(remoting, 5000);
  });

  afterEach(async () => {
    await remoting.close();
  });

  const brokerName = 'broker-a';
  const noTopic = { topic: missing, brokerName, queueId: 0, group };
  const noQueue = { topic, brokerName, queueId: 99, group };
  const handle: ReceiptHandle = {
    startOffset: 0,
    popTime: 1,
    invisibleTime: 1000,
    reviveQid: 0,
    retryMark: RetryMark.NORMAL,
    brokerName,
    queueId: 99,
    queueOffset: 5,
  };
  const pop = {
    maxMessages: 1,
    invisibleTimeMs: 1000,
    pollTimeMs: 0,
    bornAt: 0,
    from: 'first',
    expression: '*',
    expressionType: 'TAG',
  } as const;
  const unforced = { timestamp: 0, isForced: true };

  const refusals: readonly Refusal[] = [
    ['sendMessage', () => client.sendMessage(sendRequest(noQueue)), 29, 1],
    ['sendV1', () => client.sending.sendV1(sendRequest(noQueue)), 29, 1],
    ['batch', () => client.sending.batch(sendRequest(noQueue)), 29, 1],
    [
      'sendBack',
      () =>
        client.sendBack({
          ...noQueue,
          commitLogOffset: 99_999_999,
          delayLevel: 0,
          messageId: 'id',
          maxReconsumeTimes: 16,
        }),
      1,
    ],
    ['updateConsumerOffset', () => client.updateConsumerOffset(noTopic, 1), 17, 0],
    ['maxOffset', () => client.maxOffset(noTopic), 0],
    ['searchOffset', () => client.searchOffset(noTopic, 1), 0],
    ['earliestStoreTime', () => client.offsets.earliestStoreTime(noTopic), 0],
    ['view', () => client.messages.view({ commitLogOffset: 99_999_999 }), 1],
    ['topic config', () => client.topics.config(missing), 17, 3],
    ['topic statistics', () => client.topics.statistics(missing), 17],
    ['topic groups', () => client.topics.groups(missing), 0],
    ['topic delete', () => client.topics.delete(' '), 29, 1],
    ['entries', () => client.topics.entries({ ...noQueue, offset: 0, count: 1 }), 1],
    ['group delete', () => client.groups.delete({ group: missing, withOffsets: false }), 0],
    ['progress', () => client.offsets.progress({ group: missing }), 0],
    ['timeSpans', () => client.offsets.timeSpans({ group, topic: missing }), 17],
    ['reset', () => client.offsets.reset({ ...unforced, group, topic: missing }), 17, 1],
    [
      'clone',
      () => client.offsets.clone({ fromGroup: missing, toGroup: group, topic, alsoUnsubscribed: true }),
      0,
    ],
    ['consumerStatus', () => client.clients.consumerStatus({ group: missing, topic }), 1],
    ['consumerIds', () => client.consumerIds(missing), 1],
    ['statistic', () => client.server.statistic({ name: 'NOTHING', key: topic }), 1],
    ['updateConfig', () => client.server.updateConfig({ brokerConfigPath: '/etc' }), 16, 0],
    ['resumeCheck', () => client.messages.resumeCheck({ topic, offsetMessageId: 'junk' }), 1],
    [
      'recall',
      () => client.sending.recall({ producerGroup: group, topic, brokerName, recallHandle: 'junk' }),
      604,
      3,
    ],
    ['pop', () => client.pop.pop({ ...noTopic, ...pop }), 17, 3],
    ['pop too many', () => client.pop.pop({ ...noQueue, queueId: 0, ...pop, maxMessages: 33 }), 29, 3],
    ['peek', () => client.pop.peek({ ...noTopic, maxMessages: 1 }), 17, 3],
    ['waitForMessage', () => client.pop.waitForMessage({ ...noTopic, pollTimeMs: 0, bornAt: 0 }), 17, 3],
    ['pollingInfo', () => client.pop.pollingInfo(noTopic), 17, 3],
    ['ack', () => client.pop.ack({ group, topic, handle }), 13, 3],
    [
      'changeInvisibleTime',
      () => client.pop.changeInvisibleTime({ group, topic, handle, invisibleTimeMs: 1 }),
      13,
      3,
    ],
    ['ackBatch', () => client.pop.ackBatch({ brokerName, acks: [] }), 208, 3],
    [
      'setMode',
      () =>
        client.pop.setMode({
          topic: `%RETRY%${group}`,
          consumerGroup: group,
          mode: 'POP',
          popShareQueueNum: 0,
        }),
      16,
      3,
    ],
  ];

  it('err with the code of the broker, where it has one', async () => {
    const codes: Record<string, number | undefined> = {};
    const expected: Record<string, number> = {};
    for (const [call, refused, on5, on4 = on5] of refusals) {
      codes[call] = await codeOf(refused());
      expected[call] = isFour ? on4 : on5;
    }
    expect(codes).to.deep.equal(expected);
  });
});
