import { expect } from 'chai';
import { EMPTY, NEVER, of, Subject } from 'rxjs';
import { Decisions } from '../../../src/producer/transaction/decisions.js';
import type {
  TransactionDecision,
  TransactionOutcome,
} from '../../../src/producer/transaction/transaction-outcome.js';
import { TransactionError } from '../../../src/errors/producer-error.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import { observe } from '../../remoting/toy-network.js';

describe('Decisions', () => {
  const make = () => {
    const clock = createVirtualClock();
    return { clock, decisions: new Decisions(clock.runtime) };
  };

  for (const outcome of ['commit', 'rollback', 'unknown'] as const)
    it(`takes \`${outcome}\` at once`, () => {
      const { decisions } = make();
      const decided = observe(decisions.decide(() => outcome, 1000));
      expect(decided.values).to.deep.equal([{ outcome, reason: undefined }]);
      expect(decided.complete).to.have.callCount(1);
    });

  it('takes the last value of what completes', () => {
    const { decisions } = make();
    const decided = observe(decisions.decide(() => of<TransactionOutcome[]>('rollback', 'commit'), 1000));
    expect(decided.values).to.deep.equal([{ outcome: 'commit', reason: undefined }]);
  });

  it('is `unknown` for work that completes without a value', () => {
    const { decisions } = make();
    const decided = observe(decisions.decide(() => EMPTY, 1000));
    expect(decided.values).to.deep.equal([
      { outcome: 'unknown', reason: new TransactionError('no-outcome') },
    ]);
  });

  it('does not abort the signal of work that ends by itself, also when it errs', () => {
    const { decisions } = make();
    const signals: AbortSignal[] = [];
    const works = [new Subject<'commit'>(), new Subject<'commit'>()] as const;
    const decided = works.map((work) =>
      observe(
        decisions.decide((signal) => {
          signals.push(signal);
          return work;
        }, 1000),
      ),
    );
    works[0].next('commit');
    works[0].complete();
    works[1].error(new Error('no database'));
    const outcomes = decided.map(({ values: [decision] }) => decision?.outcome);
    expect(outcomes).to.deep.equal(['commit', 'unknown']);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false, false]);
  });

  it('gives each work its own time, and aborts the signal at its end', async () => {
    const { clock, decisions } = make();
    const aborted: string[] = [];
    const slow = (name: string) => (signal: AbortSignal) => {
      signal.addEventListener('abort', () => aborted.push(name));
      return NEVER;
    };
    const first = observe(decisions.decide(slow('first'), 1000));
    const second = observe(decisions.decide(slow('second'), 3000));
    await clock.advance(1500);
    expect([first.values.length, second.values.length, aborted]).to.deep.equal([1, 0, ['first']]);
    await clock.advance(2000);
    const [decision] = second.values as [TransactionDecision];
    expect(decision).to.deep.equal({ outcome: 'unknown', reason: new TransactionError('timeout') });
    expect(aborted).to.deep.equal(['first', 'second']);
  });

  it('aborts the signal when nobody waits any more', () => {
    const { decisions } = make();
    let signal: AbortSignal | undefined;
    const work = (given: AbortSignal): typeof NEVER => {
      signal = given;
      return NEVER;
    };
    decisions.decide(work, 1000).subscribe().unsubscribe();
    expect(signal?.aborted).to.equal(true);
  });

  it('gives up all that is at work when it is closed', () => {
    const { decisions } = make();
    const reason = new Error('closed');
    const decided = observe(decisions.decide(() => NEVER, 1000));
    decisions.close(reason);
    expect(decided.values).to.deep.equal([{ outcome: 'unknown', reason }]);
    expect(decided.complete).to.have.callCount(1);
  });
});
