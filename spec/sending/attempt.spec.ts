import { expect } from 'chai';
import { Observable, of, throwError } from 'rxjs';
import sinon from 'sinon';
import type { SendResult } from '../../src/broker/calls/send-message.js';
import { Attempt, type AttemptEnds, type Sending, type Target } from '../../src/sending/attempt.js';
import type { SendReceipt } from '../../src/sending/send-receipt.js';
import { observe } from '../remoting/toy-network.js';

const result = { queueOffset: 1 } as SendResult;
const receipt = { messageId: 'id' } as SendReceipt;
const other = { messageId: 'of another attempt' } as SendReceipt;

/** An attempt with a subscriber; by default it gives a receipt, and another attempt succeeds after a failure. */
function makeAttempt(ends: Partial<AttemptEnds> = {}) {
  let attempt!: Attempt;
  const receiptOf = sinon.spy(ends.receiptOf ?? (() => receipt));
  const afterFailure = sinon.spy(ends.afterFailure ?? (() => of(other)));
  const run = observe(
    new Observable<SendReceipt>((subscriber) => {
      attempt = new Attempt({} as Sending, {} as Target, 0, subscriber, { receiptOf, afterFailure });
      return attempt;
    }),
  );
  return { attempt, run, receiptOf, afterFailure, request: { unsubscribe: sinon.spy() } };
}

const no = (): never => {
  throw new Error('no');
};

describe('Attempt', () => {
  it('emits the receipt of the answer, and completes with it', () => {
    const { attempt, run, receiptOf } = makeAttempt();
    attempt.next(result);
    expect([run.values, run.complete.callCount]).to.deep.equal([[receipt], 0]);
    attempt.complete();
    expect(run.complete).to.have.callCount(1);
    expect(receiptOf.args).to.deep.equal([[attempt, result]]);
  });

  it('goes on after an error', () => {
    const { attempt, run, afterFailure } = makeAttempt();
    const error = new Error('refused');
    attempt.error(error);
    expect([run.values, run.complete.callCount]).to.deep.equal([[other], 1]);
    expect(afterFailure.args).to.deep.equal([[attempt, error]]);
  });

  it('goes on after an answer that is not good enough, and hears nothing more', () => {
    let next!: () => void;
    const later = new Observable<SendReceipt>((subscriber) => {
      next = () => subscriber.next(other);
    });
    const { attempt, run, afterFailure } = makeAttempt({ receiptOf: no, afterFailure: () => later });
    attempt.next(result);
    attempt.next(result);
    attempt.complete();
    expect([run.values, run.complete.callCount, afterFailure.callCount]).to.deep.equal([[], 0, 1]);
    next();
    expect(run.values).to.deep.equal([other]);
  });

  it('errs with what going on throws, and with what it errs', () => {
    const thrown = makeAttempt({ afterFailure: no });
    thrown.attempt.error(new Error('first'));
    const erred = makeAttempt({ afterFailure: () => throwError(() => new Error('second')) });
    erred.attempt.error(new Error('first'));
    expect([thrown.run.failure?.message, erred.run.failure?.message]).to.deep.equal(['no', 'second']);
  });

  it('gives its request up when nobody wants the receipt', () => {
    const { attempt, run, request } = makeAttempt();
    attempt.begun(request);
    run.subscription.unsubscribe();
    expect(request.unsubscribe).to.have.callCount(1);
  });

  it('gives up what its request leaves behind when it fails, also while it begins', () => {
    const later = makeAttempt();
    later.attempt.begun(later.request);
    later.attempt.error(new Error('late'));
    expect(later.request.unsubscribe).to.have.been.called;
    const early = makeAttempt();
    early.attempt.error(new Error('at once'));
    early.attempt.begun(early.request);
    expect(early.request.unsubscribe).to.have.been.called;
  });
});
