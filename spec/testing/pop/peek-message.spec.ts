import { expect } from 'chai';
import sinon from 'sinon';
import { decodeStoredMessages, ResponseCode } from '../../../src/protocol/index.js';
import { makePop } from './pop-harness.js';

const bodies = (body: Buffer | undefined): string[] =>
  decodeStoredMessages(body ?? Buffer.alloc(0)).map((message) => message.body.toString());

describe('createPeekHandler', () => {
  it('shows messages without hiding them, and counts them as left', () => {
    const { peek, pop, put } = makePop();
    for (const text of ['a', 'b', 'c']) put(text);
    const { body, code, extFields, remark } = peek({ maxMsgNums: 2 });
    expect([code, remark]).to.deep.equal([ResponseCode.SUCCESS, 'FOUND']);
    expect(extFields).to.deep.equal({ popTime: '0', invisibleTime: '0', reviveQid: '0', restNum: '3' });
    expect(bodies(body)).to.deep.equal(['a', 'b']);
    expect(pop()).to.have.lengthOf(3);
  });

  it('shows what comes after the messages that are taken', () => {
    const { peek, pop, put } = makePop();
    for (const text of ['a', 'b']) put(text);
    pop({ maxMsgNums: 1 });
    expect(bodies(peek().body)).to.deep.equal(['b']);
  });

  it('shows one queue or all, and what came back, as it lies there', () => {
    const { clock, peek, pop, put } = makePop({}, 2);
    put('back');
    pop({ invisibleTime: 1000 });
    clock.tick(2000);
    put('q0');
    put('q1', { queueId: 1 });
    // 50 in a hundred: what came back is looked at first.
    expect(bodies(peek().body)).to.deep.equal(['back', 'q0', 'q1']);
    const { body } = peek({ queueId: 1 });
    expect(decodeStoredMessages(body!).map(({ topic }) => topic)).to.deep.equal([
      '%RETRY%billing_orders',
      'orders',
    ]);
  });

  it('looks at what came back afterwards, if there is room, four times of five', () => {
    const { clock, peek, pop, put, services } = makePop();
    put('back');
    pop({ invisibleTime: 1000 });
    clock.tick(2000);
    put('new');
    sinon.stub(services.runtime, 'random').returns(0.51);
    expect(bodies(peek().body)).to.deep.equal(['new', 'back']);
    const { body, extFields } = peek({ maxMsgNums: 1 });
    expect(bodies(body)).to.deep.equal(['new']);
    expect(extFields).to.include({ restNum: '1' });
  });

  it('goes on where the oldest message is when the group is behind', () => {
    const { peek, put, state } = makePop();
    for (const text of ['a', 'b']) put(text);
    state.offsets.set('billing', 'orders', 0, 0);
    state.store.queue('orders', 0).dropFirst();
    expect(bodies(peek().body)).to.deep.equal(['b']);
  });

  it('answers 19 when there is nothing', () => {
    const { peek } = makePop();
    const { code, extFields, remark } = peek();
    expect([code, remark]).to.deep.equal([ResponseCode.PULL_NOT_FOUND, 'NO_MESSAGE_IN_QUEUE']);
    expect(extFields).to.include({ restNum: '0' });
  });

  it('refuses an unknown topic with a header of zeros', () => {
    const { peek } = makePop();
    const { code, extFields } = peek({ topic: 'nowhere' });
    expect(code).to.equal(ResponseCode.TOPIC_NOT_EXIST);
    expect(extFields).to.deep.equal({ popTime: '0', invisibleTime: '0', reviveQid: '0', restNum: '0' });
  });
});
