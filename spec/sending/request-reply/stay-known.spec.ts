import { expect } from 'chai';
import { NEVER, type Observable, of, throwError } from 'rxjs';
import sinon from 'sinon';
import { stayKnown } from '../../../src/sending/request-reply/stay-known.js';
import { observe } from '../../remoting/toy-network.js';
import { makeClock } from '../../support/make-clock.js';

const refused = throwError(() => new Error('refused'));

/** With tries that end as `outcomes` say, then well. */
function makeLost(...outcomes: readonly Observable<never>[]) {
  const clock = makeClock();
  const { runtime } = clock;
  const triedAt: number[] = [];
  const introduce = sinon.spy((_timeoutMs: number): Observable<void> => {
    triedAt.push(clock.now);
    return outcomes[triedAt.length - 1] ?? of(undefined);
  });
  const isNeeded = sinon.stub().returns(true);
  const begin = () => observe(stayKnown({ isNeeded, introduce, timeoutMs: 3000, runtime }));
  return { clock, introduce, isNeeded, triedAt, begin };
}

describe('stayKnown', () => {
  it('introduces itself at once, and ends', () => {
    const { clock, introduce, begin } = makeLost();
    const known = begin();
    expect(introduce).to.have.been.calledOnceWith(3000);
    expect([known.values, known.complete.callCount, clock.timers]).to.deep.equal([[], 1, 0]);
  });

  it('does nothing when that is not needed', () => {
    const { introduce, isNeeded, begin } = makeLost();
    isNeeded.returns(false);
    const known = begin();
    expect([introduce.callCount, known.complete.callCount]).to.deep.equal([0, 1]);
  });

  it('tries again, less and less often, until it has come through', () => {
    const { clock, triedAt, begin } = makeLost(refused, refused, refused, refused);
    const known = begin();
    clock.tick(10_000);
    expect(triedAt).to.deep.equal([0, 50, 150, 350, 750]);
    expect([known.complete.callCount, known.failure, clock.timers]).to.deep.equal([1, undefined, 0]);
  });

  it('never waits longer than 5 seconds', () => {
    const { clock, triedAt, begin } = makeLost(...Array.from({ length: 20 }, () => refused));
    begin();
    clock.tick(120_000);
    const pauses = triedAt.slice(1).map((at, index) => at - triedAt[index]!);
    expect(Math.max(...pauses)).to.equal(2500);
    expect(triedAt).to.have.length(21);
  });

  it('gives up when it is not needed any more', () => {
    const { clock, triedAt, isNeeded, begin } = makeLost(refused, refused, refused, refused);
    const known = begin();
    clock.tick(100);
    isNeeded.returns(false);
    clock.tick(10_000);
    expect([triedAt, known.complete.callCount]).to.deep.equal([[0, 50], 1]);
  });

  it('leaves nothing behind when nobody wants to know any more', () => {
    for (const outcome of [refused, NEVER]) {
      const { clock, triedAt, begin } = makeLost(outcome);
      begin().subscription.unsubscribe();
      clock.tick(10_000);
      expect([triedAt, clock.timers]).to.deep.equal([[0], 0]);
    }
  });
});
