import { expect } from 'chai';
import {
  type BatchAck,
  createRequest,
  EmptyHeader,
  encodeBatchAckMessage,
  type RemotingCommand,
  RequestCode,
  ResponseCode,
} from '../../../src/protocol/index.js';
import { makePop, type Popped, textsOf } from './pop-harness.js';

const reviveMs = 10_000 + 1000;

function batchAck(...acks: readonly BatchAck[]): RemotingCommand {
  const body = encodeBatchAckMessage({ brokerName: 'broker-a', acks });
  return createRequest(RequestCode.BATCH_ACK_MESSAGE, EmptyHeader, {}, body);
}

function batchOf({ handle }: Popped, offsets: readonly number[], changes: Partial<BatchAck> = {}): BatchAck {
  const { startOffset, queueId, reviveQid, popTime, invisibleTime, retryMark } = handle;
  return {
    consumerGroup: 'billing',
    topic: 'orders',
    retryMark,
    startOffset,
    queueId,
    reviveQueueId: reviveQid,
    popTime,
    invisibleTime,
    offsets,
    ...changes,
  };
}

describe('createAckHandler', () => {
  it('settles one message and leaves the others of its batch', () => {
    const { ack, clock, pop, put } = makePop();
    for (const text of ['a', 'b', 'c']) put(text);
    const [, second] = pop();
    const answer = ack(second!.handle);
    expect([answer.code, answer.remark, answer.extFields]).to.deep.equal([0, undefined, undefined]);
    clock.tick(reviveMs);
    expect(textsOf(pop())).to.deep.equal(['a', 'c']);
  });

  it('settles a message that came back, by the receipt inside it', () => {
    const { ack, clock, pop, put, checkpoints } = makePop();
    put('a');
    pop();
    clock.tick(reviveMs);
    const [back] = pop();
    ack(back!.handle);
    expect(checkpoints.size).to.equal(0);
    clock.tick(2 * reviveMs);
    expect(pop()).to.be.empty;
  });

  it('takes the same receipt twice', () => {
    const { ack, clock, pop, put } = makePop();
    put('a');
    const [only] = pop();
    ack(only!.handle);
    expect(ack(only!.handle).code).to.equal(ResponseCode.SUCCESS);
    clock.tick(reviveMs);
    expect(pop()).to.be.empty;
  });

  it('has no effect when the message has come back already', () => {
    const { ack, clock, pop, put } = makePop();
    put('a');
    const [late] = pop();
    clock.tick(reviveMs);
    expect(ack(late!.handle).code).to.equal(ResponseCode.SUCCESS);
    expect(textsOf(pop())).to.deep.equal(['a']);
  });

  it('refuses an offset that the queue does not have', () => {
    const { ack, pop, put } = makePop();
    put('a');
    const [only] = pop();
    // The end of the queue is let pass, as by the real broker.
    expect(ack(only!.handle, { offset: 1 }).code).to.equal(ResponseCode.SUCCESS);
    const answer = ack(only!.handle, { offset: 2 });
    expect(answer.code).to.equal(ResponseCode.NO_MESSAGE);
    expect(answer.remark).to.equal('offset is illegal, key:orders@0, commit:2, store:0~1');
    expect(answer.extFields).to.equal(undefined);
  });

  it('refuses a queue that is not there', () => {
    const { ack, pop, put } = makePop();
    put('a');
    const [only] = pop();
    for (const queueId of [-1, 1]) {
      const answer = ack(only!.handle, { queueId });
      expect(answer.code).to.equal(ResponseCode.MESSAGE_ILLEGAL);
      expect(answer.remark).to.match(
        /^queueId\[-?1\] is illegal, topic:\[orders\] topicConfig.readQueueNums:\[1\] consumer:\[\//,
      );
    }
  });

  it('refuses an unknown topic, and what is no receipt', () => {
    const { ack, pop, put } = makePop();
    put('a');
    const [only] = pop();
    expect(ack(only!.handle, { topic: 'nowhere' }).code).to.equal(ResponseCode.TOPIC_NOT_EXIST);
    expect(ack(only!.handle, { extraInfo: 'nonsense' }).code).to.equal(ResponseCode.SYSTEM_ERROR);
  });
});

describe('createBatchAckHandler', () => {
  it('settles many messages of several batches', () => {
    const { ask, clock, pop, put } = makePop();
    for (const text of ['a', 'b', 'c', 'd']) put(text);
    const [first] = pop({ maxMsgNums: 3 });
    const [last] = pop();
    const answer = ask(batchAck(batchOf(first!, [0, 2]), batchOf(last!, [3])));
    expect([answer.code, answer.remark]).to.deep.equal([ResponseCode.SUCCESS, undefined]);
    clock.tick(reviveMs);
    expect(textsOf(pop())).to.deep.equal(['b']);
  });

  it('settles what was popped in order, too', () => {
    const { ask, pop, put, state } = makePop();
    for (const text of ['a', 'b']) put(text);
    const [first] = pop({ order: true });
    const { code } = ask(batchAck(batchOf(first!, [0, 1, 7])));
    expect(code).to.equal(ResponseCode.SUCCESS);
    expect(state.offsets.get('billing', 'orders', 0)).to.equal(2);
  });

  it('finds a message that came back by the mark', () => {
    const { ask, checkpoints, clock, pop, put } = makePop();
    put('a');
    pop();
    clock.tick(reviveMs);
    const [back] = pop();
    ask(batchAck(batchOf(back!, [0])));
    expect(checkpoints.size).to.equal(0);
  });

  it('passes over what is not there', () => {
    const { ask, checkpoints, pop, put } = makePop();
    put('a');
    const [only] = pop();
    const strange = [
      batchOf(only!, [7]),
      batchOf(only!, [0], { queueId: 9 }),
      batchOf(only!, [0], { topic: 'nowhere' }),
      batchOf(only!, [0], { popTime: 1 }),
    ];
    expect(ask(batchAck(...strange)).code).to.equal(ResponseCode.SUCCESS);
    expect(checkpoints.size).to.equal(1);
    ask(batchAck(...strange, batchOf(only!, [0])));
    expect(checkpoints.size).to.equal(0);
  });

  it('refuses a batch of nothing', () => {
    const { ask } = makePop();
    expect(ask(batchAck()).code).to.equal(ResponseCode.NO_MESSAGE);
  });
});
