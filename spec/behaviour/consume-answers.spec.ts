import { expect } from 'chai';
import { Permission, PullSysFlag, RequestCode } from '../../src/protocol/index.js';
import { untilTrue } from '../../tools/rocketmq/sequence.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { itAnswers, type Question, toRequest } from './support/answers.js';
import { rawSend } from './support/raw-send.js';

const farFuture = 4_000_000_000_000;
const pulled = ['maxOffset', 'minOffset', 'nextBeginOffset', 'suggestWhichBrokerId'];
const pulled5 = [...pulled, 'groupSysFlag', 'topicSysFlag'];

describeBroker('answers to consumers', (broker, { version }) => {
  /** Three messages in queue 0, tagged A, B and A; none in queue 1. */
  const topic = uniqueName('topic');
  const writeOnly = uniqueName('writeonly');
  const group = uniqueName('group');
  const address = (): string => broker().brokers[0]!.address;
  const queue = { topic, queueId: 0 };

  before(async () => {
    await broker().createTopic(topic, { queues: 2 });
    await broker().createTopic(writeOnly, { queues: 1, permission: Permission.WRITE });
    await broker().updateGroup(group);
    const send = (TAGS: string): Promise<unknown> =>
      broker().request(address(), toRequest(rawSend(topic, {}, { TAGS })));
    await send('A');
    await send('B');
    await send('A');
    const maxOffset = toRequest({ code: RequestCode.GET_MAX_OFFSET, ext: queue });
    await untilTrue('The messages are not in the queue', async () => {
      const { extFields } = await broker().request(address(), maxOffset);
      return extFields?.['offset'] === '3';
    });
  });

  /** The subscription comes along: no heartbeat is needed. */
  const pull = (ext: Question['ext'] = {}): Question => ({
    code: RequestCode.PULL_MESSAGE,
    ext: {
      consumerGroup: group,
      ...queue,
      queueOffset: 0,
      maxMsgNums: 32,
      sysFlag: PullSysFlag.SUBSCRIPTION,
      commitOffset: 0,
      suspendTimeoutMillis: 0,
      subscription: '*',
      subVersion: 1,
      expressionType: 'TAG',
      ...ext,
    },
  });
  const next = (nextBeginOffset: string): Record<string, string> => ({
    nextBeginOffset,
    minOffset: '0',
    maxOffset: '3',
  });

  itAnswers(broker, address, version, [
    {
      title: 'have messages, and where to go on',
      ask: () => pull(),
      answer: { code: 0, remark: 'FOUND', ext: next('3'), fields: pulled5 },
      on4: { code: 0, remark: 'FOUND', ext: next('3'), fields: pulled },
    },
    {
      title: 'have no more messages than were asked for',
      ask: () => pull({ maxMsgNums: 2 }),
      answer: { code: 0, ext: next('2') },
    },
    {
      title: 'have only the tags that were asked for, and go on behind the others',
      ask: () => pull({ subscription: 'B' }),
      answer: { code: 0, ext: next('3') },
    },
    {
      title: 'say that no tag matches, and where to go on',
      ask: () => pull({ subscription: 'C' }),
      answer: { code: 20, remark: 'NO_MATCHED_MESSAGE', ext: next('3') },
    },
    {
      title: 'say that nothing has come yet',
      ask: () => pull({ queueOffset: 3 }),
      answer: { code: 19, remark: 'OFFSET_OVERFLOW_ONE', ext: next('3') },
    },
    {
      title: 'say so after the time that a pull was to be parked',
      ask: () =>
        pull({
          queueOffset: 3,
          sysFlag: PullSysFlag.SUBSCRIPTION | PullSysFlag.SUSPEND,
          suspendTimeoutMillis: 200,
        }),
      answer: { code: 19, remark: 'OFFSET_OVERFLOW_ONE', ext: next('3') },
    },
    {
      title: 'say that a queue is empty',
      ask: () => pull({ queueId: 1 }),
      answer: { code: 19, remark: 'NO_MESSAGE_IN_QUEUE' },
    },
    {
      title: 'move an offset beyond the end',
      ask: () => pull({ queueOffset: 1000 }),
      answer: { code: 21, remark: 'OFFSET_OVERFLOW_BADLY', ext: next('3') },
    },
    {
      title: 'move an offset before the beginning',
      ask: () => pull({ queueOffset: -5 }),
      answer: { code: 21, remark: 'OFFSET_TOO_SMALL', ext: next('0') },
    },
    {
      title: 'refuse a queue that is not there',
      ask: () => pull({ queueId: 99 }),
      answer: { code: 29, remark: `queueId[99] is illegal, topic:[${topic}]` },
      on4: { code: 1, remark: `queueId[99] is illegal, topic:[${topic}]` },
    },
    {
      title: 'refuse a topic that is not there',
      ask: () => pull({ topic: 'nope' }),
      answer: { code: 17, remark: 'topic[nope] not exist, apply first please!' },
    },
    {
      title: 'refuse a topic that cannot be read',
      ask: () => pull({ topic: writeOnly }),
      answer: {
        code: 16,
        remark: `the topic[${writeOnly}] pulling message is forbidden`,
        ext: { forbiddenType: '3' },
      },
      on4: { code: 16, remark: `the topic[${writeOnly}] pulling message is forbidden` },
    },
    {
      title: 'refuse a group that has told no subscription',
      ask: () => pull({ sysFlag: 0, consumerGroup: uniqueName('silent') }),
      answer: { code: 24, remark: "the consumer's group info not exist" },
    },
    {
      title: 'have every message when the SQL92 expression is wrong',
      ask: () => pull({ expressionType: 'SQL92', subscription: 'price >' }),
      answer: { code: 0, ext: next('3') },
    },
    {
      title: 'refuse a wrong SQL92 expression when asked about it',
      ask: () => ({
        code: RequestCode.CHECK_CLIENT_CONFIG,
        body: {
          clientId: 'c',
          group,
          subscriptionData: { topic, subString: 'price >', expressionType: 'SQL92', subVersion: 1 },
        },
      }),
      answer: { code: 23 },
    },
    {
      title: 'have the ends of a queue',
      ask: () => ({ code: RequestCode.GET_MAX_OFFSET, ext: queue }),
      answer: { code: 0, ext: { offset: '3' } },
    },
    {
      title: 'have 0 for the ends of what is not there',
      ask: () => ({ code: RequestCode.GET_MAX_OFFSET, ext: { topic: 'nope', queueId: 7 } }),
      answer: { code: 0, ext: { offset: '0' } },
    },
    {
      title: 'find the beginning by time',
      ask: () => ({ code: RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, ext: { ...queue, timestamp: 0 } }),
      answer: { code: 0, ext: { offset: '0' } },
    },
    {
      title: 'find the end by a time that has not come',
      ask: () => ({ code: RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, ext: { ...queue, timestamp: farFuture } }),
      answer: { code: 0, ext: { offset: '3' } },
      on4: { code: 0 },
    },
    {
      title: 'have no committed offset of a group that has none',
      ask: () => ({
        code: RequestCode.QUERY_CONSUMER_OFFSET,
        ext: { consumerGroup: uniqueName('new'), ...queue, setZeroIfNotFound: false },
      }),
      answer: { code: 22, remark: 'Not found, do not set to zero, maybe this group boot first' },
      on4: { code: 0, ext: { offset: '0' } },
    },
    {
      title: 'refuse the offset of a group that is not there',
      ask: () => ({
        code: RequestCode.UPDATE_CONSUMER_OFFSET,
        ext: { consumerGroup: 'nope', ...queue, commitOffset: 1 },
      }),
      answer: { code: 26, remark: 'Group nope not exist!' },
      on4: { code: 0 },
    },
    {
      title: 'say that a group has no members',
      ask: () => ({ code: RequestCode.GET_CONSUMER_LIST_BY_GROUP, ext: { consumerGroup: group } }),
      answer: { code: 1, remark: `no consumer for this group, ${group}` },
    },
    {
      title: 'say that a group is not online',
      ask: () => ({ code: RequestCode.GET_CONSUMER_CONNECTION_LIST, ext: { consumerGroup: group } }),
      answer: { code: 206, remark: `the consumer group[${group}] not online` },
    },
    {
      title: 'refuse a heartbeat that cannot be read',
      ask: () => ({ code: RequestCode.HEART_BEAT, body: 'junk' }),
      answer: { code: 1 },
    },
    {
      title: 'find no message to send back where there is none',
      ask: () => ({
        code: RequestCode.CONSUMER_SEND_MSG_BACK,
        ext: {
          group,
          offset: 999_999_999,
          delayLevel: 0,
          originTopic: topic,
          originMsgId: 'x',
          unitMode: false,
        },
      }),
      answer: { code: 1, remark: 'look message by offset failed, 999999999' },
    },
    {
      title: 'refuse the ack of a message that is not there',
      ask: () => ({
        code: RequestCode.ACK_MESSAGE,
        ext: {
          consumerGroup: group,
          ...queue,
          extraInfo: `0 ${Date.now()} 5000 4 0 broker-a 0 999`,
          offset: 999,
        },
      }),
      answer: { code: 208, remark: `offset is illegal, key:${topic}@0, commit:999, store:0~3` },
      on4: 'none',
    },
    {
      title: 'refuse POP that has waited too long to be asked',
      ask: () => ({
        code: RequestCode.POP_MESSAGE,
        ext: {
          consumerGroup: group,
          topic,
          queueId: -1,
          maxMsgNums: 8,
          invisibleTime: 5000,
          pollTime: 0,
          bornTime: 1_790_000_000_000,
          initMode: 0,
          expType: 'SQL92',
          exp: 'price >',
          order: false,
        },
      }),
      answer: { code: 210, remark: 'pop message is timeout too much' },
      on4: 'none',
    },
  ]);

  it('keep what a group has committed, also beyond the end', async () => {
    const ask = (code: number, ext: Question['ext']): Promise<unknown> =>
      broker().request(address(), toRequest({ code, ext: { consumerGroup: group, topic, ...ext } }));
    const where = { queueId: 1 };
    await ask(RequestCode.UPDATE_CONSUMER_OFFSET, { ...where, commitOffset: 2000 });
    const answer = await ask(RequestCode.QUERY_CONSUMER_OFFSET, where);
    expect(answer).to.deep.include({ code: 0, extFields: { offset: '2000' } });
  });

  it('give the lock of a queue to one member until it gives it back', async () => {
    const ask = async (code: number, clientId: string): Promise<string> => {
      const body = { consumerGroup: group, clientId, mqSet: [{ ...queue, brokerName: 'broker-a' }] };
      const answer = await broker().request(address(), toRequest({ code, body }));
      return Buffer.from(answer.body ?? []).toString();
    };
    const held = [
      await ask(RequestCode.LOCK_BATCH_MQ, 'first'),
      await ask(RequestCode.LOCK_BATCH_MQ, 'second'),
      (await ask(RequestCode.UNLOCK_BATCH_MQ, 'second'), await ask(RequestCode.LOCK_BATCH_MQ, 'second')),
      (await ask(RequestCode.UNLOCK_BATCH_MQ, 'first'), await ask(RequestCode.LOCK_BATCH_MQ, 'second')),
    ];
    expect(held.map((text) => text.includes(topic))).to.deep.equal([true, false, false, true]);
  });
});
