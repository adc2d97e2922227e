import { expect } from 'chai';
import sinon from 'sinon';
import { Settlement, type SettlementOwner } from '../../src/delivery/settlement.js';
import type { MessageSource } from '../../src/message/received-message.js';

const source = { offset: 5, bytes: Buffer.from('body') } as MessageSource;

const patient = (): SettlementOwner & { carryOut: sinon.SinonSpy; abandon: sinon.SinonSpy } => ({
  carryOut: sinon.spy(),
  abandon: sinon.spy(),
});

describe('Settlement', () => {
  it('hands the first decision to its owner and refuses the second', () => {
    const owner = patient();
    const settlement = new Settlement(owner, source);
    expect(settlement.decide({ type: 'ack' })).to.equal(true);
    expect(settlement.decide({ type: 'retry', delay: {} })).to.equal(false);
    expect(owner.carryOut).to.have.been.calledOnceWithExactly(settlement, { type: 'ack' });
  });

  it('is settled when the decision was carried out, not when it was made', () => {
    const settlement = new Settlement(patient(), source);
    settlement.decide({ type: 'ack' });
    expect(settlement.state).to.equal('deciding');
    settlement.finish({ type: 'ack' });
    expect(settlement.state).to.equal('settled');
  });

  it('tells its outcome to who asks before and after', () => {
    const settlement = new Settlement(patient(), source);
    const outcomes: unknown[] = [];
    settlement.whenSettled.subscribe((outcome) => outcomes.push(outcome));
    settlement.finish({ type: 'ack' });
    settlement.whenSettled.subscribe((outcome) => outcomes.push(outcome));
    expect(outcomes).to.deep.equal([{ type: 'ack' }, { type: 'ack' }]);
  });

  it('aborts its signal when it is lost', () => {
    const settlement = new Settlement(patient(), source);
    const { signal } = settlement;
    settlement.lose('revoked');
    expect([signal.aborted, settlement.state, settlement.outcome]).to.deep.equal([
      true,
      'lost',
      { type: 'lost', reason: 'revoked' },
    ]);
  });

  it('gives an aborted signal to who asks after it was lost', () => {
    const settlement = new Settlement(patient(), source);
    settlement.lose('released');
    expect(settlement.signal.aborted).to.equal(true);
  });

  it('makes a late decision about a lost delivery count for nothing', () => {
    const owner = patient();
    const settlement = new Settlement(owner, source);
    settlement.lose('revoked');
    expect(settlement.decide({ type: 'ack' })).to.equal(false);
    expect(owner.carryOut).to.have.callCount(0);
  });

  it('stays lost when a decision that was under way ends', () => {
    const settlement = new Settlement(patient(), source);
    settlement.decide({ type: 'retry', delay: {} });
    settlement.lose('reset');
    settlement.finish({ type: 'retry', delay: {} });
    expect(settlement.state).to.equal('lost');
  });

  it('can be abandoned only before a decision', () => {
    const owner = patient();
    const settlement = new Settlement(owner, source);
    settlement.decide({ type: 'ack' });
    settlement.abandon();
    const other = new Settlement(owner, source);
    other.abandon();
    expect(owner.abandon).to.have.been.calledOnceWithExactly(other);
  });

  it('takes a new decision after it was reopened', () => {
    const settlement = new Settlement(patient(), source);
    settlement.decide({ type: 'retry', delay: {} });
    settlement.reopen({ ...source, extraAttempts: 1 });
    expect([settlement.decide({ type: 'ack' }), settlement.source.extraAttempts]).to.deep.equal([true, 1]);
  });
});
