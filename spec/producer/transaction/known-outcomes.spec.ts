import { expect } from 'chai';
import { KnownOutcomes } from '../../../src/producer/transaction/known-outcomes.js';

const id = 'A1';

describe('KnownOutcomes', () => {
  it('knows nothing of transactions of others', () => {
    expect(new KnownOutcomes().answer(id)).to.equal(undefined);
  });

  it('answers `unknown` while a transaction is under way, whatever is decided', () => {
    const known = new KnownOutcomes();
    known.begin(id);
    expect(known.answer(id)).to.equal('unknown');
    known.decide(id, 'commit');
    expect(known.answer(id)).to.equal('unknown');
  });

  for (const outcome of ['commit', 'rollback'] as const)
    it(`answers \`${outcome}\` when that was decided and not confirmed`, () => {
      const known = new KnownOutcomes();
      known.begin(id);
      known.decide(id, outcome);
      known.end(id);
      expect(known.answer(id)).to.equal(outcome);
    });

  it('forgets what ended without an outcome', () => {
    const known = new KnownOutcomes();
    known.begin(id);
    known.end(id);
    expect(known.answer(id)).to.equal(undefined);
  });

  it('rolls back what is left after a confirmed commit', () => {
    const known = new KnownOutcomes();
    known.begin(id);
    known.decide(id, 'commit');
    known.committed(id);
    known.end(id);
    expect(known.answer(id)).to.equal('rollback');
  });

  it('is under way as long as one of several executions is', () => {
    const known = new KnownOutcomes();
    known.begin(id);
    known.begin(id);
    known.decide(id, 'rollback');
    known.end(id);
    expect(known.answer(id)).to.equal('unknown');
    known.end(id);
    expect(known.answer(id)).to.equal('rollback');
  });

  it('keeps the commit of one execution when another one rolls back', () => {
    const known = new KnownOutcomes();
    for (const outcome of ['rollback', 'commit', 'rollback'] as const) {
      known.begin(id);
      known.decide(id, outcome);
      known.end(id);
    }
    expect(known.answer(id)).to.equal('commit');
  });

  it('remembers the last so many that have ended', () => {
    const known = new KnownOutcomes(2);
    for (const each of ['a', 'b', 'c']) {
      known.begin(each);
      known.decide(each, 'commit');
      known.end(each);
    }
    expect(['a', 'b', 'c'].map((each) => known.answer(each))).to.deep.equal([undefined, 'commit', 'commit']);
  });

  it('does not forget what is under way again', () => {
    const known = new KnownOutcomes(1);
    for (const each of ['a', 'a', 'b', 'c']) {
      known.begin(each);
      known.decide(each, 'commit');
      if (each !== 'b') known.end(each);
    }
    known.begin('c');
    known.end('b');
    expect(known.answer('c')).to.equal('unknown');
    expect(known.answer('b')).to.equal('commit');
  });
});
