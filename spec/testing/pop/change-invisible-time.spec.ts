import { expect } from 'chai';
import sinon from 'sinon';
import { ResponseCode } from '../../../src/protocol/index.js';
import { Checkpoints } from '../../../src/testing/pop/checkpoints.js';
import { makePop, textsOf } from './pop-harness.js';

const zeros = { popTime: '0', invisibleTime: '0', reviveQid: '0' };

describe('createChangeInvisibleTimeHandler', () => {
  it('counts the new time from now and tells the new receipt', () => {
    const { ask, changeRequest, clock, pop, put } = makePop();
    put('a');
    const [only] = pop();
    clock.tick(4000);
    const answer = ask(changeRequest(only!.handle, 30_000));
    expect([answer.code, answer.remark]).to.deep.equal([0, 'not set any response code']);
    expect(answer.extFields).to.deep.equal({
      popTime: String(clock.now),
      invisibleTime: '30000',
      reviveQid: String(only!.handle.reviveQid),
    });
    clock.tick(30_999);
    expect(pop()).to.be.empty;
    clock.tick(1);
    expect(textsOf(pop())).to.deep.equal(['a']);
  });

  it('uses up the old receipt', () => {
    const { ack, change, clock, pop, put } = makePop();
    put('a');
    const [only] = pop();
    clock.tick(1);
    change(only!.handle, 10_000);
    ack(only!.handle);
    clock.tick(11_000);
    expect(textsOf(pop())).to.deep.equal(['a']);
  });

  it('makes a receipt that settles the message', () => {
    const { ack, change, checkpoints, clock, pop, put } = makePop();
    for (const text of ['a', 'b']) put(text);
    const [, second] = pop();
    clock.tick(1);
    ack(change(change(second!.handle, 10_000), 20_000));
    expect(checkpoints.size).to.equal(1);
    clock.tick(30_000);
    expect(textsOf(pop())).to.deep.equal(['a']);
  });

  it('gives a message back at once with 0, after the interval of the broker', () => {
    const { change, clock, pop, put } = makePop();
    put('a');
    const [only] = pop();
    change(only!.handle, 0);
    clock.tick(1000);
    expect(textsOf(pop())).to.deep.equal(['a']);
  });

  it('lets a message come twice whose time was over', () => {
    const { change, clock, pop, put } = makePop();
    put('a');
    const [late] = pop();
    clock.tick(11_000);
    change(late!.handle, 1000);
    expect(textsOf(pop())).to.deep.equal(['a']);
    clock.tick(2000);
    expect(textsOf(pop())).to.deep.equal(['a']);
  });

  it('hides nothing more while too much is invisible', () => {
    const { ask, changeRequest, pop, put } = makePop();
    put('a');
    const [only] = pop();
    sinon.stub(Checkpoints.prototype, 'isFull').get(() => true);
    const { code, extFields } = ask(changeRequest(only!.handle, 1000));
    expect(code).to.equal(ResponseCode.SYSTEM_ERROR);
    expect(extFields).to.deep.equal(zeros);
  });

  it('refuses what is not there, with a header of zeros', () => {
    const { ask, changeRequest, pop, put } = makePop();
    put('a');
    const [only] = pop();
    const refusals = [{ offset: 1 }, { queueId: 7 }, { topic: 'nowhere' }].map((changes) =>
      ask(changeRequest(only!.handle, 1000, changes)),
    );
    expect(refusals.map(({ code }) => code)).to.deep.equal([
      ResponseCode.NO_MESSAGE,
      ResponseCode.MESSAGE_ILLEGAL,
      ResponseCode.TOPIC_NOT_EXIST,
    ]);
    expect(refusals[0]?.remark).to.equal('not set any response code');
    for (const { extFields } of refusals) expect(extFields).to.deep.equal(zeros);
  });
});
