import { expect } from 'chai';
import {
  createRequest,
  CreateTopicRequestHeader,
  decodeOffsetMessageId,
  decodeStoredMessages,
  encodeProperties,
  isInnerBatch,
  Permission,
  type RemotingCommand,
  RequestCode,
  ResponseCode,
  SendMessageRequestHeader,
  SendMessageV2ResponseHeader,
  SysFlag,
} from '../../../src/protocol/index.js';
import type { ReceivedMessage } from '../../../src/message/received-message.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import { brokerInMemory } from '../support/broker-in-memory.js';
import type { TestClient } from '../support/create-test-client.js';
import { pullRequest } from '../support/pull.js';
import { batchRequest, sendHeader, sendOneway, sendRequest } from '../support/send.js';

const faq = '\nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.';
const traceFields = { MSG_REGION: 'DefaultRegion', TRACE_ON: 'true' };

describe('createSendFeature', () => {
  let running: Awaited<ReturnType<typeof brokerInMemory>>;
  let client: TestClient;

  async function start(options: BrokerOptions = {}): Promise<void> {
    running = await brokerInMemory({ topics: { orders: { queues: 2 } }, ...options });
    client = running.connect();
  }
  afterEach(() => running.stop());

  const answerTo = (request: RemotingCommand): RemotingCommand => {
    const { values, failure } = client.send(request);
    if (values[0] === undefined) throw failure ?? new Error('not answered yet');
    return values[0];
  };
  const accepted = (request: RemotingCommand): SendMessageV2ResponseHeader => {
    const answer = answerTo(request);
    expect(answer.code, answer.remark).to.equal(ResponseCode.SUCCESS);
    return SendMessageV2ResponseHeader.read(answer);
  };
  const refused = (request: RemotingCommand): { code: number; remark: string | undefined } => {
    const { code, remark, extFields } = answerTo(request);
    expect(extFields, 'the fields of refused sends').to.deep.equal(traceFields);
    return { code, remark };
  };
  const messages = (topic = 'orders', queueId = 0): readonly ReceivedMessage[] =>
    running.broker.queue(topic, queueId).messages;
  const bodies = (topic = 'orders', queueId = 0): readonly string[] =>
    messages(topic, queueId).map((message) => message.text());

  describe('a message', () => {
    it('is stored in its queue, and the answer says where', async () => {
      await start();
      accepted(sendRequest('a', { queueId: 1 }));
      const { msgId, ...answer } = accepted(
        sendRequest('b', { queueId: 1, properties: { UNIQ_KEY: 'b-id' } }),
      );
      const [first, second] = messages('orders', 1);
      expect(answer).to.deep.include({
        queueId: 1,
        queueOffset: 1,
        transactionId: 'b-id',
        msgRegion: 'DefaultRegion',
        traceOn: 'true',
      });
      expect(bodies('orders', 1)).to.deep.equal(['a', 'b']);
      const { address, physicalOffset } = decodeOffsetMessageId(msgId);
      expect([address, physicalOffset]).to.deep.equal([
        running.broker.address,
        first?.source.stored.storeSize,
      ]);
      expect(second?.offsetMessageId).to.equal(msgId);
    });

    it('is stored with what the sender says, and with what the broker adds', async () => {
      await start({ clusterName: 'shop-cluster' });
      await running.clock.advance(77);
      accepted(
        sendRequest('a', {
          flag: 3,
          sysFlag: SysFlag.COMPRESSED,
          bornTimestamp: 12,
          properties: { TAGS: 'red', own: 'x', POP_CK: 'a handle' },
        }),
      );
      const stored = messages()[0]?.source.stored;
      expect(stored).to.deep.include({
        flag: 3,
        sysFlag: SysFlag.COMPRESSED,
        bornTimestamp: 12,
        storeTimestamp: 77,
        reconsumeTimes: 0,
      });
      expect(stored?.properties).to.deep.equal({
        ...traceFields,
        UNIQ_KEY: 'id',
        TAGS: 'red',
        own: 'x',
        CLUSTER: 'shop-cluster',
      });
    });

    it('gets a unique id of its own when it has none', async () => {
      await start();
      const ids = [0, 1].map(
        () => accepted(sendRequest('a', { properties: { UNIQ_KEY: '' } })).transactionId,
      );
      expect(ids[0]).to.match(/^[0-9A-F]{32}$/);
      expect(new Set(ids).size).to.equal(2);
      expect(messages().map(({ messageId }) => messageId)).to.deep.equal(ids);
    });

    it('goes to some queue when its sender does not mind', async () => {
      await start();
      // The runtime of the test gives one half of two queues.
      expect(accepted(sendRequest('a', { queueId: -1 })).queueId).to.equal(1);
      expect(bodies('orders', 1)).to.deep.equal(['a']);
    });

    it('may come with the long field names, too', async () => {
      await start();
      const request = createRequest(
        RequestCode.SEND_MESSAGE,
        SendMessageRequestHeader,
        sendHeader(),
        Buffer.from('a'),
      );
      expect(accepted(request).queueOffset).to.equal(0);
      expect(bodies()).to.deep.equal(['a']);
    });

    it('is stored without an answer when it is sent oneway', async () => {
      await start();
      client.client.invokeOneway(sendOneway('a')).subscribe();
      running.clock.flush();
      expect(bodies()).to.deep.equal(['a']);
      client.client.invokeOneway(sendOneway('a', { topic: 'bad topic' })).subscribe();
      running.clock.flush();
      expect(client.heard).to.deep.equal([]);
    });
  });

  describe('a batch', () => {
    it('is stored message by message, each with the id of the batch, as on real brokers', async () => {
      await start();
      accepted(sendRequest('before'));
      const { msgId, queueOffset, transactionId, batchUniqId } = accepted(batchRequest(['a', 'b', 'c']));
      const stored = messages().slice(1);
      expect(
        stored.map((message) => [message.text(), message.offset, message.source.stored.flag]),
      ).to.deep.equal([
        ['a', 1, 0],
        ['b', 2, 1],
        ['c', 3, 2],
      ]);
      expect(stored.map(({ properties }) => properties['KEYS'])).to.deep.equal(['key-0', 'key-1', 'key-2']);
      expect(stored.map(({ messageId }) => messageId)).to.deep.equal(['batch', 'batch', 'batch']);
      expect(msgId).to.equal(stored.map(({ offsetMessageId }) => offsetMessageId).join(','));
      expect([queueOffset, transactionId, batchUniqId]).to.deep.equal([1, 'batch', undefined]);
    });

    it('leaves its messages their ids when it has none itself', async () => {
      await start();
      expect(accepted(batchRequest(['a', 'b'], { properties: {} })).transactionId).to.equal(undefined);
      expect(messages().map(({ messageId }) => messageId)).to.deep.equal(['0', '1']);
    });

    it('is one record in a topic of batches', async () => {
      await start({ topics: { orders: { attributes: { 'queue.type': 'BatchCQ' } } } });
      accepted(sendRequest('before'));
      const { msgId, batchUniqId, transactionId } = accepted(batchRequest(['a', 'b', 'c']));
      expect([batchUniqId, transactionId, msgId.length]).to.deep.equal(['batch', 'batch', 32]);
      const { body } = answerTo(pullRequest({ queueOffset: 2 }));
      const unwrapped = decodeStoredMessages(body ?? Buffer.alloc(0));
      expect(unwrapped.map((message) => [message.body.toString(), message.queueOffset])).to.deep.equal([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]);
      const [, record] = messages();
      expect(isInnerBatch(record?.source.stored.sysFlag ?? 0)).to.equal(true);
      expect(record?.properties).to.include({ INNER_NUM: '3', INNER_BASE: '1' });
      expect(running.broker.queue('orders', 0).maxOffset).to.equal(4);
    });

    it('is decided by its field, not by the code', async () => {
      await start();
      accepted(sendRequest('a', {}, RequestCode.SEND_BATCH_MESSAGE));
      expect(bodies()).to.deep.equal(['a']);
    });

    it('is not delayed, whatever its properties say, as on real brokers', async () => {
      await start();
      accepted(batchRequest(['a'], { properties: { UNIQ_KEY: 'batch', DELAY: '5' } }));
      expect(bodies()).to.deep.equal(['a']);
    });

    it('is refused for retry topics, and when it is none', async () => {
      await start();
      expect(refused(batchRequest(['a'], { topic: '%RETRY%billing' }))).to.deep.equal({
        code: ResponseCode.MESSAGE_ILLEGAL,
        remark: 'batch request does not support retry group %RETRY%billing',
      });
      expect(answerTo(sendRequest('no batch', { batch: true })).code).to.equal(ResponseCode.SYSTEM_ERROR);
      expect(bodies()).to.deep.equal([]);
    });
  });

  describe('an unknown topic', () => {
    it('is created with as many queues as the sender asks for, and the template has', async () => {
      await start();
      accepted(sendRequest('a', { topic: 'small', defaultTopicQueueNums: 3, queueId: 2 }));
      expect(refused(sendRequest('a', { topic: 'small', queueId: 3 })).code).to.equal(
        ResponseCode.INVALID_PARAMETER,
      );
      accepted(sendRequest('a', { topic: 'large', defaultTopicQueueNums: 16, queueId: 7 }));
      expect(refused(sendRequest('a', { topic: 'large', queueId: 8 })).remark).to.match(
        /^request queueId\[8\] is illegal, TopicConfig \[topicName=large, readQueueNums=8, writeQueueNums=8, perm=RW-, topicFilterType=SINGLE_TAG, topicSysFlag=0, order=false, attributes=\{\}\] Producer: memory:\d+$/,
      );
    });

    it('inherits from whatever template may be inherited from', async () => {
      await start({
        topics: {
          template: { queues: 5, permission: Permission.INHERIT | Permission.READ | Permission.WRITE },
        },
      });
      accepted(
        sendRequest('a', { topic: 'new', defaultTopic: 'template', defaultTopicQueueNums: 9, queueId: 4 }),
      );
      expect(bodies('new', 4)).to.deep.equal(['a']);
    });

    it('knows when clients of a unit have made it', async () => {
      await start();
      for (const [topic, flag] of [
        ['new', 1],
        ['%RETRY%billing', 2],
      ] as const) {
        accepted(sendRequest('a', { topic, unitMode: true }));
        expect(refused(sendRequest('a', { topic, queueId: 99 })).remark).to.include(`topicSysFlag=${flag}`);
      }
    });

    it('is not created any more when that is switched off', async () => {
      await start();
      client.askPlainly(RequestCode.UPDATE_BROKER_CONFIG, Buffer.from('autoCreateTopicEnable=false'));
      expect(refused(sendRequest('a', { topic: 'new' })).code).to.equal(ResponseCode.TOPIC_NOT_EXIST);
    });

    it('is not created without such a template', async () => {
      await start();
      for (const defaultTopic of ['orders', 'nothing'])
        expect(refused(sendRequest('a', { topic: 'new', defaultTopic }))).to.deep.equal({
          code: ResponseCode.TOPIC_NOT_EXIST,
          remark: `topic[new] not exist, apply first please!${faq}`,
        });
    });

    it('is not created when that is off, but for retry topics', async () => {
      await start({ config: { autoCreateTopicEnable: false } });
      expect(refused(sendRequest('a', { topic: 'new' })).code).to.equal(ResponseCode.TOPIC_NOT_EXIST);
      accepted(sendRequest('a', { topic: '%RETRY%billing' }));
      expect(refused(sendRequest('a', { topic: '%RETRY%billing', queueId: 1 })).remark).to.include(
        'writeQueueNums=1',
      );
    });
  });

  describe('refuses', () => {
    it('names that no topic can have, and topics of the broker itself', async () => {
      await start();
      const remarks = ['', 'a b', 'x'.repeat(128)].map((topic) => refused(sendRequest('a', { topic })));
      expect(remarks).to.deep.equal([
        { code: ResponseCode.INVALID_PARAMETER, remark: 'The specified topic is blank.' },
        {
          code: ResponseCode.INVALID_PARAMETER,
          remark: 'The specified topic contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$',
        },
        {
          code: ResponseCode.INVALID_PARAMETER,
          remark: 'The specified topic is longer than topic max length.',
        },
      ]);
      expect(refused(sendRequest('a', { topic: 'SCHEDULE_TOPIC_XXXX' }))).to.deep.equal({
        code: ResponseCode.NO_PERMISSION,
        remark: 'Sending message to topic[SCHEDULE_TOPIC_XXXX] is forbidden.',
      });
    });

    it('bodies and properties that are too long', async () => {
      await start({ config: { maxMessageSize: 10 } });
      const remark =
        'the message is illegal, maybe msg body or properties length not matched. msg body length limit 10B, msg properties length limit 32KB.';
      accepted(sendRequest('x'.repeat(10)));
      expect(refused(sendRequest('x'.repeat(11)))).to.deep.equal({
        code: ResponseCode.MESSAGE_ILLEGAL,
        remark,
      });
      const properties = { own: 'x'.repeat(32_767) };
      expect(refused(sendRequest('x', { properties }))).to.deep.equal({
        code: ResponseCode.MESSAGE_ILLEGAL,
        remark,
      });
      expect(messages()).to.have.length(1);
    });

    it('empty bodies, without the fields of other refusals', async () => {
      await start();
      const { code, extFields } = answerTo(sendRequest(''));
      expect([code, extFields]).to.deep.equal([ResponseCode.SYSTEM_ERROR, undefined]);
    });

    it('ordered topics, and no others, when the broker may not be written', async () => {
      await start({
        topics: { orders: { order: true }, others: {} },
        config: { brokerPermission: Permission.READ },
      });
      expect(refused(sendRequest('a'))).to.deep.equal({
        code: ResponseCode.NO_PERMISSION,
        remark: 'the broker[127.0.0.1] sending message is forbidden',
      });
      accepted(sendRequest('a', { topic: 'others' }));
    });

    it('everything on a slave', async () => {
      await start({ slaves: 1 });
      client = running.connect(running.broker.brokers[1]?.address);
      const { code, remark } = refused(sendRequest('a'));
      expect(code).to.equal(ResponseCode.SYSTEM_BUSY);
      expect(remark).to.equal('[REJECTREQUEST]system busy, start flow control for a while');
      expect(bodies()).to.deep.equal([]);
    });

    it('a header without what has to be there, and goes on', async () => {
      await start();
      const incomplete = createRequest(
        RequestCode.SEND_MESSAGE,
        SendMessageRequestHeader,
        sendHeader(),
        Buffer.from('a'),
      );
      const { code } = answerTo(
        createRequest(RequestCode.SEND_MESSAGE_V2, SendMessageRequestHeader, sendHeader(), Buffer.from('a')),
      );
      expect(code).to.equal(ResponseCode.SYSTEM_ERROR);
      accepted(incomplete);
    });
  });

  it('takes queues that are there to be read only', async () => {
    await start();
    client.ask(RequestCode.UPDATE_AND_CREATE_TOPIC, CreateTopicRequestHeader, {
      topic: 'shrinking',
      defaultTopic: 'TBW102',
      readQueueNums: 4,
      writeQueueNums: 1,
      perm: Permission.READ | Permission.WRITE,
      topicFilterType: 'SINGLE_TAG',
      order: false,
    });
    accepted(sendRequest('a', { topic: 'shrinking', queueId: 3 }));
    expect(refused(sendRequest('a', { topic: 'shrinking', queueId: 4 })).code).to.equal(
      ResponseCode.INVALID_PARAMETER,
    );
  });

  it('puts a message that was given back too often to the dead letters of its group', async () => {
    await start({ groups: { billing: {} } });
    accepted(sendRequest('a', { topic: '%RETRY%billing', reconsumeTimes: 2, maxReconsumeTimes: 2 }));
    accepted(sendRequest('b', { topic: '%RETRY%billing', reconsumeTimes: 3, maxReconsumeTimes: 2 }));
    expect([bodies('%RETRY%billing'), bodies('%DLQ%billing')]).to.deep.equal([['a'], ['b']]);
  });

  it('takes topics that may only be read, which clients have to keep to', async () => {
    await start({ topics: { archive: { permission: Permission.READ } } });
    accepted(sendRequest('a', { topic: 'archive', properties: { own: encodeProperties({}) } }));
    expect(bodies('archive')).to.deep.equal(['a']);
  });
});
