import { Permission, RequestCode } from '../../src/protocol/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { itAnswers, type Question } from './support/answers.js';
import { rawSend } from './support/raw-send.js';

const stored = ['MSG_REGION', 'TRACE_ON', 'msgId', 'queueId', 'queueOffset'];
const stored5 = [...stored, 'transactionId'];

describeBroker('answers to senders', (broker, { version }) => {
  const topic = uniqueName('topic');
  const readOnly = uniqueName('readonly');
  const address = (): string => broker().brokers[0]!.address;

  before(async () => {
    await broker().createTopic(topic, { queues: 2 });
    await broker().createTopic(readOnly, { queues: 1, permission: Permission.READ });
  });

  const send = (
    ext?: Question['ext'],
    properties?: Readonly<Record<string, string>>,
    body?: string,
  ): Question => rawSend(topic, ext, properties, body);

  itAnswers(broker, address, version, [
    {
      title: 'say where a message is',
      ask: () => send(),
      answer: {
        code: 0,
        ext: { queueId: '0', MSG_REGION: 'DefaultRegion', TRACE_ON: 'true' },
        fields: stored5,
      },
      on4: { code: 0, ext: { queueId: '0' }, fields: stored },
    },
    {
      title: 'give back the unique key of a message',
      ask: () => send({}, { UNIQ_KEY: 'AC1100010000000000000000000000A1' }),
      answer: { code: 0, ext: { transactionId: 'AC1100010000000000000000000000A1' } },
      on4: { code: 0 },
    },
    { title: 'choose a queue when the sender has not', ask: () => send({ e: -1 }), answer: { code: 0 } },
    {
      title: 'refuse a queue that is not there',
      ask: () => send({ e: 99 }),
      answer: { code: 29, remark: `request queueId[99] is illegal, TopicConfig [topicName=${topic}` },
      on4: { code: 1, remark: `request queueId[99] is illegal, TopicConfig [topicName=${topic}` },
    },
    { title: 'refuse a request without a queue', ask: () => send({ e: undefined }), answer: { code: 1 } },
    { title: 'refuse a queue that is no number', ask: () => send({ e: 'abc' }), answer: { code: 1 } },
    {
      title: 'refuse an empty body',
      ask: () => send({}, {}, ''),
      answer: { code: 1, remark: 'java.lang.NullPointerException', fields: [] },
      on4: { code: 0 },
    },
    {
      title: 'refuse a topic with characters that are not allowed',
      ask: () => send({ b: 'a b' }),
      answer: { code: 29, remark: 'contains illegal characters, allowing only' },
      on4: { code: 1, remark: 'contains illegal characters, allowing only' },
    },
    {
      title: 'refuse a topic that is too long',
      ask: () => send({ b: 't'.repeat(128) }),
      answer: { code: 29, remark: 'is longer than topic max length' },
      on4: { code: 1, remark: 'is longer than topic max length' },
    },
    {
      title: 'refuse topics that belong to brokers',
      ask: () => send({ b: 'SCHEDULE_TOPIC_XXXX' }),
      answer: { code: 16, remark: 'Sending message to topic[SCHEDULE_TOPIC_XXXX] is forbidden.' },
    },
    {
      title: 'refuse a new topic without a template',
      ask: () => send({ b: uniqueName('new'), c: 'nope' }),
      answer: { code: 17, remark: 'not exist, apply first please!\nSee http' },
    },
    {
      title: 'accept what the route would have said is not allowed',
      ask: () => send({ b: readOnly }),
      answer: { code: 0 },
    },
    {
      title: 'refuse properties over 32 KiB',
      ask: () => send({}, { big: 'x'.repeat(33_000) }),
      answer: { code: 13, remark: 'msg body length limit 4194304B, msg properties length limit 32KB' },
    },
    {
      title: 'refuse a body over 4 MiB',
      ask: () => send({}, {}, 'x'.repeat(4 * 1024 * 1024 + 1)),
      answer: { code: 13, remark: 'msg body length limit 4194304B, msg properties length limit 32KB' },
    },
    {
      title: 'take a delay level above the last one',
      ask: () => send({}, { DELAY: '99' }),
      answer: { code: 0 },
    },
    {
      title: 'give a handle to recall a timed message',
      ask: () => send({}, { TIMER_DELAY_MS: '60000' }),
      answer: { code: 0, fields: [...stored5, 'recallHandle'] },
      on4: { code: 0, fields: stored },
    },
    {
      title: 'give none when the time has passed',
      ask: () => send({}, { TIMER_DELIVER_MS: '1000' }),
      answer: { code: 0, fields: stored5 },
      on4: { code: 0, fields: stored },
    },
    {
      title: 'refuse a time too far away',
      ask: () => send({}, { TIMER_DELAY_SEC: '999999' }),
      answer: {
        code: 13,
        remark: 'timer message illegal, the delay time should not be bigger than the max delay',
      },
      on4: { code: 0 },
    },
    {
      title: 'refuse to recall by a handle that is none',
      ask: () => ({ code: RequestCode.RECALL_MESSAGE, ext: { topic, recallHandle: 'junk' } }),
      answer: { code: 604, remark: 'recall handle is invalid' },
      on4: 'none',
    },
    {
      title: 'find no half message where there is none',
      ask: () => ({
        code: RequestCode.END_TRANSACTION,
        ext: {
          producerGroup: 'spec',
          tranStateTableOffset: 999,
          commitLogOffset: 999_999_999,
          commitOrRollback: 8,
          fromTransactionCheck: false,
          msgId: 'm',
        },
      }),
      answer: { code: 1, remark: 'Find prepared transaction message failed' },
    },
    {
      title: 'refuse a reply to somebody who is not there',
      ask: () => ({
        ...send(
          { b: 'DefaultCluster_REPLY_TOPIC' },
          { MSG_TYPE: 'reply', REPLY_TO_CLIENT: 'nobody', CORRELATION_ID: 'c', TTL: '3000' },
        ),
        code: RequestCode.SEND_REPLY_MESSAGE_V2,
      }),
      answer: { code: 1, remark: 'push reply message fail, channel of <nobody> not found.' },
    },
    {
      title: 'refuse what no broker knows',
      ask: () => ({ code: 9999 }),
      answer: { code: 3, remark: ' request type 9999 not supported' },
    },
  ]);
});
