import { expect } from 'chai';
import {
  BrokerInternalError,
  InvalidRequestError,
  MessageRejectedError,
} from '../../../src/errors/broker-error.js';
import {
  createResponse,
  decodeOffsetMessageId,
  encodeBatch,
  encodeProperties,
  RequestCode,
  ResponseCode,
  SysFlag,
} from '../../../src/protocol/index.js';
import { embedded, heartbeat, sendRequest } from './embedded.js';

const tooLarge = Buffer.alloc(5_000_000);

const batchOf = (...bodies: readonly string[]): Buffer =>
  encodeBatch(
    bodies.map((body, index) => ({
      flag: 0,
      body: Buffer.from(body),
      properties: encodeProperties({ UNIQ_KEY: String(index) }),
    })),
  );

describe('sendingCalls', () => {
  it('store a message without an answer', async () => {
    await using stage = await embedded();
    await stage.answer(stage.client.sending.oneway(sendRequest()));
    await stage.clock.settle();
    expect(stage.broker.queue('orders', 0)).to.include({ maxOffset: 1 });
  });

  it('store a message by the first version of the header', async () => {
    await using stage = await embedded();
    const result = await stage.answer(stage.client.sending.sendV1(sendRequest({ queueId: 1 })));
    expect(result).to.include({ status: 'ok', queueId: 1, queueOffset: 0 });
    const [message] = stage.broker.queue('orders', 1).messages;
    expect(message?.body.toString()).to.equal('hello');
  });

  it('store a batch, with an id for each message', async () => {
    await using stage = await embedded();
    await stage.send();
    const result = await stage.answer(
      stage.client.sending.batch(sendRequest({ body: batchOf('one', 'two', 'three') })),
    );
    expect(result).to.include({ status: 'ok', queueId: 0, queueOffset: 1, batchId: undefined });
    expect(new Set(result.offsetMessageIds)).to.have.property('size', 3);
    expect(result.offsetMessageIds.map((id) => decodeOffsetMessageId(id).address)).to.deep.equal(
      Array(3).fill(stage.broker.address),
    );
    const bodies = stage.broker.queue('orders', 0).messages.map(({ body }) => body.toString());
    expect(bodies).to.deep.equal(['hello', 'one', 'two', 'three']);
  });

  it('err when the broker refuses a message of any kind', async () => {
    await using stage = await embedded();
    const { sendV1, batch } = stage.client.sending;
    const request = sendRequest({ body: tooLarge });
    expect(await stage.failure(sendV1(request))).to.be.instanceOf(MessageRejectedError);
    expect(await stage.failure(batch(request))).to.be.instanceOf(MessageRejectedError);
  });

  it('bring a reply to the requester', async () => {
    await using stage = await embedded();
    await stage.answer(stage.client.heartbeat(heartbeat({ producerDataSet: [{ groupName: 'shop' }] })));
    const asked = stage.serve(() => createResponse(ResponseCode.SUCCESS));
    const request = sendRequest(
      { topic: 'DefaultCluster_REPLY_TOPIC', body: Buffer.from('pong') },
      { MSG_TYPE: 'reply', REPLY_TO_CLIENT: 'me', CORRELATION_ID: 'c', TTL: '3000' },
    );
    await stage.answer(stage.client.sending.reply(request));
    await stage.answer(stage.client.sending.replyV1(request));
    expect(asked.map(({ code, body }) => [code, body?.toString()])).to.deep.equal([
      [RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, 'pong'],
      [RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, 'pong'],
    ]);
  });

  it('err when nobody is there to be replied to', async () => {
    await using stage = await embedded();
    const request = sendRequest(
      { topic: 'DefaultCluster_REPLY_TOPIC' },
      { MSG_TYPE: 'reply', REPLY_TO_CLIENT: 'nobody', CORRELATION_ID: 'c', TTL: '3000' },
    );
    for (const reply of [stage.client.sending.reply, stage.client.sending.replyV1]) {
      const error = await stage.failure(reply(request));
      expect(error).to.be.instanceOf(BrokerInternalError).with.property('remark').that.includes('nobody');
    }
  });

  it('commit and roll back transactions', async () => {
    await using stage = await embedded();
    await stage.answer(stage.client.heartbeat(heartbeat({ producerDataSet: [{ groupName: 'shop' }] })));
    const prepare = async () => {
      const properties = { TRAN_MSG: 'true', PGROUP: 'shop' };
      const half = await stage.send({ sysFlag: SysFlag.TRANSACTION_PREPARED }, properties);
      return {
        topic: 'orders',
        producerGroup: 'shop',
        brokerName: 'broker-a',
        halfOffset: half.queueOffset,
        commitLogOffset: decodeOffsetMessageId(half.offsetMessageId).physicalOffset,
        messageId: 'id',
        isAnswer: false,
      };
    };
    const { endTransaction, endTransactionOneway } = stage.client.sending;
    await stage.answer(endTransaction({ ...(await prepare()), outcome: 'commit' }));
    await stage.answer(endTransaction({ ...(await prepare()), outcome: 'rollback' }));
    await stage.answer(endTransactionOneway({ ...(await prepare()), outcome: 'commit' }));
    await stage.answer(endTransactionOneway({ ...(await prepare()), outcome: 'unknown', reason: 'busy' }));
    await stage.clock.settle();
    expect(stage.broker.queue('orders', 0)).to.include({ maxOffset: 2 });
  });

  it('err for a transaction that is not there', async () => {
    await using stage = await embedded();
    const end = {
      outcome: 'commit',
      topic: 'orders',
      producerGroup: 'shop',
      brokerName: 'broker-a',
      halfOffset: 7,
      commitLogOffset: 7000,
      messageId: 'id',
      isAnswer: true,
    } as const;
    expect(await stage.failure(stage.client.sending.endTransaction(end))).to.be.instanceOf(
      BrokerInternalError,
    );
  });

  it('take a timed message back', async () => {
    await using stage = await embedded({ config: { recallMessageEnable: true } });
    const { recallHandle = '' } = await stage.send({}, { TIMER_DELAY_SEC: '60' });
    const recall = { producerGroup: 'shop', topic: 'orders', brokerName: 'broker-a', recallHandle };
    expect(await stage.answer(stage.client.sending.recall(recall))).to.equal('id');
    await stage.clock.advance(120_000);
    expect(stage.broker.queue('orders', 0)).to.include({ maxOffset: 0 });
    const junk = await stage.failure(stage.client.sending.recall({ ...recall, recallHandle: 'junk' }));
    expect(junk).to.be.instanceOf(InvalidRequestError).with.property('responseCode', 604);
  });
});
