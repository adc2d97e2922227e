import { expect } from 'chai';
import { ResponseCode } from '../../../src/protocol/index.js';
import { makePop, poppedOf, textsOf } from './pop-harness.js';

function makeOrdered(queues = 1) {
  const made = makePop({}, queues);
  for (const text of ['a', 'b', 'c']) made.put(text);
  const popTwo = (attemptId: string) =>
    made.ask(made.popRequest({ order: true, maxMsgNums: 2, invisibleTime: 5000, attemptId }));
  return { ...made, popTwo };
}

describe('ordered pop', () => {
  it('has receipts of their own kind, and says that nothing came before', () => {
    const { popTwo } = makeOrdered();
    const { code, extFields } = popTwo('1');
    expect(code).to.equal(ResponseCode.SUCCESS);
    expect(extFields).to.include({
      reviveQid: '999',
      restNum: '1',
      startOffsetInfo: '0 0 0',
      msgOffsetInfo: '0 0 0,1',
      orderCountInfo: '0 0 0',
    });
  });

  it('answers nothing while a batch is not settled', () => {
    const { popTwo } = makeOrdered();
    popTwo('1');
    const { code, extFields } = popTwo('2');
    expect(code).to.equal(ResponseCode.POLLING_TIMEOUT);
    expect(extFields).to.include({
      reviveQid: '999',
      restNum: '0',
      startOffsetInfo: '',
      msgOffsetInfo: '',
      orderCountInfo: '',
    });
  });

  it('hands out the queues that are not blocked', () => {
    const { popTwo, put } = makeOrdered(2);
    popTwo('1');
    put('other', { queueId: 1 });
    expect(textsOf(poppedOf(popTwo('2')))).to.deep.equal(['other']);
  });

  it('hands out the same batch again when its time is over, with the number of times', () => {
    const { clock, popTwo } = makeOrdered();
    popTwo('1');
    clock.tick(5000);
    const again = popTwo('2');
    expect(textsOf(poppedOf(again))).to.deep.equal(['a', 'b']);
    expect(again.extFields).to.include({ orderCountInfo: '0 qo0%0 1;0 qo0%1 1;0 0 1' });
    clock.tick(5000);
    expect(popTwo('3').extFields).to.include({ orderCountInfo: '0 qo0%0 2;0 qo0%1 2;0 0 2' });
  });

  it('hands out the same batch again to the same attempt, which does not count', () => {
    const { popTwo } = makeOrdered();
    popTwo('1');
    const again = popTwo('1');
    expect(textsOf(poppedOf(again))).to.deep.equal(['a', 'b']);
    expect(again.extFields).to.include({ orderCountInfo: '0 0 0' });
  });

  it('goes on when every message of the batch is acknowledged', () => {
    const { ack, popTwo, state } = makeOrdered();
    const batch = poppedOf(popTwo('1'));
    expect(state.offsets.get('billing', 'orders', 0)).to.equal(0);
    ack(batch[0]!.handle);
    expect(state.offsets.get('billing', 'orders', 0)).to.equal(1);
    expect(popTwo('2').code).to.equal(ResponseCode.POLLING_TIMEOUT);
    ack(batch[1]!.handle);
    expect(state.offsets.get('billing', 'orders', 0)).to.equal(2);
    expect(popTwo('3').extFields).to.include({ msgOffsetInfo: '0 0 2', orderCountInfo: '0 0 0' });
  });

  it('counts a message that came with new ones, and these not', () => {
    const { ack, clock, popTwo } = makeOrdered();
    const [first] = poppedOf(popTwo('1'));
    ack(first!.handle);
    clock.tick(5000);
    expect(popTwo('2').extFields).to.include({
      msgOffsetInfo: '0 0 1,2',
      orderCountInfo: '0 qo0%1 1;0 0 0',
    });
  });

  it('commits nothing by a receipt of an earlier pop', () => {
    const { ack, clock, popTwo, state } = makeOrdered();
    const [old] = poppedOf(popTwo('1'));
    clock.tick(5000);
    popTwo('2');
    expect(ack(old!.handle).code).to.equal(ResponseCode.SUCCESS);
    expect(state.offsets.get('billing', 'orders', 0)).to.equal(0);
  });

  it('refuses a receipt for a message that was not in the batch', () => {
    const { ack, popTwo } = makeOrdered();
    const [first] = poppedOf(popTwo('1'));
    const answer = ack(first!.handle, { offset: 2 });
    expect(answer.code).to.equal(ResponseCode.MESSAGE_ILLEGAL);
    expect(answer.remark).to.match(/^offset is illegal, key:orders@billing@0, old:0, commit:2, next:-1, \//);
  });

  it('takes an acknowledgement for what is behind the committed offset', () => {
    const { ack, popTwo } = makeOrdered();
    const batch = poppedOf(popTwo('1'));
    for (const { handle } of batch) ack(handle);
    expect(ack(batch[0]!.handle).code).to.equal(ResponseCode.SUCCESS);
    const [last] = poppedOf(popTwo('2'));
    expect(ack(last!.handle, { offset: 0 }).code).to.equal(ResponseCode.SUCCESS);
  });

  it('is woken by the acknowledgement that frees the queue', () => {
    const { ack, clock, connection, popRequest, popTwo } = makeOrdered();
    const batch = poppedOf(popTwo('1'));
    const poll = connection.send(popRequest({ order: true, attemptId: '2', pollTime: 20_000 }));
    for (const { handle } of batch) ack(handle);
    clock.tick(0);
    expect(poll.values.flatMap((answer) => textsOf(poppedOf(answer)))).to.deep.equal(['c']);
  });

  it('is woken when the time of the batch is over', () => {
    const { clock, connection, popRequest, popTwo } = makeOrdered();
    popTwo('1');
    const poll = connection.send(popRequest({ order: true, attemptId: '2', pollTime: 20_000 }));
    clock.tick(4999);
    expect(poll.values).to.be.empty;
    clock.tick(1);
    expect(poll.values.flatMap((answer) => textsOf(poppedOf(answer)))).to.deep.equal(['a', 'b', 'c']);
  });

  it('is not kept from the queue by another group', () => {
    const { ask, popRequest, popTwo } = makeOrdered();
    popTwo('1');
    const other = ask(popRequest({ order: true, consumerGroup: 'shipping' }));
    expect(textsOf(poppedOf(other))).to.deep.equal(['a', 'b', 'c']);
  });

  it('stays blocked for as long as one message is hidden anew', () => {
    const { ask, changeRequest, clock, popTwo } = makeOrdered();
    const [first] = poppedOf(popTwo('1'));
    clock.tick(4000);
    const { extFields } = ask(changeRequest(first!.handle, 3000));
    // The receipt keeps the time of the pop.
    expect(extFields).to.deep.equal({
      popTime: String(first!.handle.popTime),
      invisibleTime: '7000',
      reviveQid: '999',
    });
    clock.tick(2999);
    expect(popTwo('2').code).to.equal(ResponseCode.POLLING_TIMEOUT);
    clock.tick(1);
    expect(popTwo('3').code).to.equal(ResponseCode.SUCCESS);
  });

  it('hides nothing anew by a receipt of an earlier pop', () => {
    const { ask, changeRequest, clock, popTwo } = makeOrdered();
    const [old] = poppedOf(popTwo('1'));
    clock.tick(5000);
    popTwo('2');
    ask(changeRequest(old!.handle, 60_000));
    clock.tick(5000);
    expect(popTwo('3').code).to.equal(ResponseCode.SUCCESS);
  });

  it('reads nothing of the retry topic', () => {
    for (const popFromRetryProbability of [0, 100]) {
      const { pop, put, state } = makePop({ popFromRetryProbability });
      state.topics.ensure('%RETRY%billing_orders', 1);
      put('back', { topic: '%RETRY%billing_orders' });
      put('new');
      expect(textsOf(pop({ order: true }))).to.deep.equal(['new']);
    }
  });

  it('hides nothing anew that is settled', () => {
    const { ack, ask, changeRequest, popTwo } = makeOrdered();
    const batch = poppedOf(popTwo('1'));
    for (const { handle } of batch) ack(handle);
    const { code, extFields } = ask(changeRequest(batch[0]!.handle, 3000));
    expect(code).to.equal(ResponseCode.SUCCESS);
    expect(extFields).to.deep.equal({ popTime: '0', invisibleTime: '0', reviveQid: '0' });
    expect(popTwo('2').code).to.equal(ResponseCode.SUCCESS);
  });

  it('is free to go where an administrator sends the group', () => {
    const { ack, popTwo, resets, state } = makeOrdered();
    const [first] = poppedOf(popTwo('1'));
    resets.assign('billing', 'orders', 0, 2);
    ack(first!.handle);
    expect(state.offsets.get('billing', 'orders', 0)).to.equal(0);
    expect(textsOf(poppedOf(popTwo('2')))).to.deep.equal(['c']);
    expect(resets.isPending('billing', 'orders', 0)).to.equal(false);
  });

  it('stays blocked over a restart', () => {
    const { clock, feature, popTwo, state } = makeOrdered();
    popTwo('1');
    feature.stop?.();
    const { ask, popRequest } = makePop({}, 1, { restarted: { state, clock } });
    expect(ask(popRequest({ order: true })).code).to.equal(ResponseCode.POLLING_TIMEOUT);
    clock.tick(5000);
    expect(ask(popRequest({ order: true })).code).to.equal(ResponseCode.SUCCESS);
  });
});
