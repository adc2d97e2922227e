import { expect } from 'chai';
import { NEVER, of, throwError } from 'rxjs';
import sinon from 'sinon';
import { Single } from '../../src/internal/single.js';
import { withSignal } from '../../src/internal/with-signal.js';

const endless = (teardown: () => void = () => undefined): Single<never> =>
  new Single((subscriber) => {
    subscriber.add(teardown);
    return NEVER.subscribe(subscriber);
  });

describe('withSignal', () => {
  it('errs with the reason when the signal aborts, and ends the execution', () => {
    const controller = new AbortController();
    const [teardown, error] = [sinon.spy(), sinon.spy()];
    withSignal(endless(teardown), controller.signal).subscribe({ error });
    const reason = new Error('enough');
    controller.abort(reason);
    expect(error).to.have.been.calledOnceWithExactly(reason);
    expect(teardown).to.have.been.calledOnce;
  });

  it('executes nothing when the signal has aborted already', () => {
    const [execution, error] = [sinon.spy(), sinon.spy()];
    withSignal(new Single<never>(execution), AbortSignal.abort('late')).subscribe({ error });
    expect(execution).not.to.have.been.called;
    expect(error).to.have.been.calledOnceWithExactly('late');
  });

  it('passes on the result', async () => {
    const single = new Single<number>((subscriber) => of(7).subscribe(subscriber));
    expect(await withSignal(single, new AbortController().signal)).to.equal(7);
  });

  const ends: readonly [how: string, single: Single<unknown>][] = [
    ['a value', new Single((subscriber) => of(1).subscribe(subscriber))],
    ['an error', new Single((subscriber) => throwError(() => new Error('no')).subscribe(subscriber))],
    ['unsubscribing', endless()],
  ];
  for (const [how, single] of ends) {
    it(`leaves no listener behind after ${how}`, () => {
      const { signal } = new AbortController();
      const added = sinon.spy(signal, 'addEventListener');
      const removed = sinon.spy(signal, 'removeEventListener');
      withSignal(single, signal)
        .subscribe({ error: () => undefined })
        .unsubscribe();
      expect(added).to.have.been.calledOnce;
      expect(removed).to.have.been.calledOnceWithExactly('abort', added.firstCall.args[1]);
    });
  }
});
