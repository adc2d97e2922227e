import { expect } from 'chai';
import { Observable, Subject } from 'rxjs';
import { JoinedWork } from '../../src/internal/joined-work.js';
import { observe } from '../remoting/toy-network.js';
import { makeClock } from '../support/make-clock.js';

function makeWork() {
  const clock = makeClock();
  const joined = new JoinedWork<string>(clock.runtime);
  const begun: Subject<string>[] = [];
  /** Somebody who wants the work of that name done within `timeoutMs`. */
  const ask = (name: string, timeoutMs = 1000) =>
    observe(
      joined.join(
        name,
        timeoutMs,
        new Observable((subscriber) => {
          const work = new Subject<string>();
          begun.push(work);
          return work.subscribe(subscriber);
        }),
      ),
    );
  return { clock, begun, ask };
}

describe('JoinedWork', () => {
  it('is done once for all who ask while it is under way', () => {
    const { ask, begun } = makeWork();
    const asking = [ask('a'), ask('a'), ask('a')];
    begun[0]!.next('done');
    begun[0]!.complete();
    expect(begun).to.have.length(1);
    expect(asking.map(({ values, complete }) => [values, complete.callCount])).to.deep.equal(
      Array.from({ length: 3 }, () => [['done'], 1]),
    );
  });

  it('tells its value also to who joins between value and end', () => {
    const { ask, begun } = makeWork();
    ask('a');
    begun[0]!.next('done');
    expect(ask('a').values).to.deep.equal(['done']);
    expect(begun).to.have.length(1);
  });

  it('is done for each name, and again when it has ended or failed', () => {
    const { ask, begun } = makeWork();
    const first = ask('a');
    ask('b');
    expect(begun).to.have.length(2);
    begun[0]!.error(new Error('failed'));
    expect(first.failure?.message).to.equal('failed');
    const second = ask('a');
    begun[2]!.complete();
    ask('a');
    expect([begun.length, second.complete.callCount]).to.deep.equal([4, 1]);
  });

  it('is begun anew for who cannot wait as long as the present one may take, and joined by who can', async () => {
    const { ask, begun, clock } = makeWork();
    const patient = ask('a', 1000);
    await clock.advance(100);
    const hasty = ask('a', 500);
    const late = ask('a', 600);
    expect(begun).to.have.length(2);
    begun[1]!.next('second');
    expect([patient.values, hasty.values, late.values]).to.deep.equal([[], ['second'], ['second']]);
  });

  it('stays the one to join when an older one of its name ends', async () => {
    const { ask, begun, clock } = makeWork();
    ask('a', 1000);
    await clock.advance(100);
    ask('a', 500);
    begun[0]!.complete();
    ask('a', 500);
    expect(begun).to.have.length(2);
  });

  it('is given up when nobody is left who waits for it', () => {
    const { ask, begun } = makeWork();
    const [one, other] = [ask('a'), ask('a')];
    one.subscription.unsubscribe();
    expect(begun[0]!.observed).to.equal(true);
    other.subscription.unsubscribe();
    expect(begun[0]!.observed).to.equal(false);
    ask('a');
    expect(begun).to.have.length(2);
  });
});
