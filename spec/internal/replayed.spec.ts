import { expect } from 'chai';
import { of, Subject, throwError } from 'rxjs';
import sinon from 'sinon';
import { startNow } from '../../src/internal/replayed.js';
import { Single } from '../../src/internal/single.js';

describe('startNow', () => {
  it('starts without a subscriber, and once', () => {
    const execution = sinon.stub().callsFake((subscriber) => of(1).subscribe(subscriber));
    const result = startNow(new Single(execution));
    expect(execution).to.have.been.calledOnce;
    result.subscribe();
    result.subscribe();
    expect(execution).to.have.been.calledOnce;
  });

  it('replays its value to later subscribers and awaits', async () => {
    const source = new Subject<string>();
    const result = startNow(source);
    const early = sinon.spy();
    result.subscribe(early);
    source.next('done');
    source.complete();
    const late = sinon.spy();
    result.subscribe(late);
    expect([early.args, late.args, await result]).to.deep.equal([[['done']], [['done']], 'done']);
  });

  it('replays its error', async () => {
    const error = new Error('no');
    const result = startNow(throwError(() => error));
    const late = sinon.spy();
    result.subscribe({ error: late });
    expect(late).to.have.been.calledOnceWithExactly(error);
    expect(await result.catch((caught: unknown) => caught)).to.equal(error);
  });

  it('goes on when its subscriber leaves', () => {
    const source = new Subject<string>();
    const result = startNow(source);
    result.subscribe().unsubscribe();
    expect(source.observed).to.equal(true);
    source.next('done');
    const late = sinon.spy();
    result.subscribe(late);
    expect(late).to.have.been.calledOnceWithExactly('done');
  });
});
