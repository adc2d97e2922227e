import { expect } from 'chai';
import { NEVER, type Observable, of, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { Credit } from '../../src/delivery/credit.js';
import { resolveWindow } from '../../src/delivery/resolve-window.js';
import { createRuntime } from '../../src/runtime/runtime.js';

const creditOf = (messages: number, bytes = 1_000_000): Credit =>
  new Credit(resolveWindow({ messages, bytes }, 'window'), createRuntime());

/** Work that notes how many messages it was promised and goes on until told. */
const worker = (): { work: (messages: number) => Observable<never>; promises: number[] } => {
  const promises: number[] = [];
  return {
    promises,
    work: (messages) => {
      promises.push(messages);
      return NEVER;
    },
  };
};

describe('Credit', () => {
  it('refuses a message that does not fit', () => {
    const credit = creditOf(2);
    expect([credit.take(1), credit.take(1), credit.take(1)]).to.deep.equal([true, true, false]);
  });

  it('refuses a message whose bytes do not fit', () => {
    const credit = creditOf(10, 100);
    expect([credit.take(60), credit.take(60), credit.take(40)]).to.deep.equal([true, false, true]);
  });

  it('always lets one message in', () => {
    const credit = creditOf(10, 100);
    expect([credit.take(5000), credit.take(1)]).to.deep.equal([true, false]);
  });

  it('tells when nothing fits and when something does again', () => {
    const credit = creditOf(1);
    const seen: boolean[] = [];
    credit.full$.subscribe((full) => seen.push(full));
    credit.take(1);
    credit.giveBack(1);
    expect(seen).to.deep.equal([false, true, false]);
  });

  it('promises at once what is free, at most a batch', () => {
    const { work, promises } = worker();
    creditOf(1000).withPromise(work).subscribe();
    expect(promises).to.deep.equal([32]);
  });

  it('does not promise the same credit twice', () => {
    const credit = creditOf(40);
    const first = worker();
    const second = worker();
    credit.withPromise(first.work).subscribe();
    credit.take(1);
    credit.withPromise(second.work).subscribe();
    expect([first.promises, second.promises]).to.deep.equal([[32], []]);
    credit.close();
  });

  it('serves in the order of asking when credit returns', () => {
    const credit = creditOf(1);
    const order: string[] = [];
    credit.take(1);
    const ask = (name: string): void => {
      credit
        .withPromise(() => {
          order.push(name);
          credit.take(1);
          return of(undefined);
        })
        .subscribe();
    };
    ['a', 'b', 'c'].forEach(ask);
    credit.giveBack(1);
    credit.giveBack(1);
    expect(order).to.deep.equal(['a', 'b']);
  });

  it('passes the promise of a caller that left to the next one', () => {
    const credit = creditOf(1);
    const second = worker();
    const first = credit.withPromise(worker().work).subscribe();
    credit.withPromise(second.work).subscribe();
    first.unsubscribe();
    expect(second.promises).to.deep.equal([1]);
  });

  it('skips a caller that left the line', () => {
    const credit = creditOf(1);
    const gone = worker();
    const next = worker();
    credit.take(1);
    credit.withPromise(gone.work).subscribe().unsubscribe();
    credit.withPromise(next.work).subscribe();
    credit.giveBack(1);
    expect([gone.promises, next.promises]).to.deep.equal([[], [1]]);
  });

  it('waits for a batch, but not longer than the refill delay', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ flush }) => {
      const credit = new Credit(resolveWindow({ messages: 100 }, 'window'), createRuntime({ scheduler }));
      const { work, promises } = worker();
      for (let count = 0; count < 100; count++) credit.take(1);
      credit.withPromise(work).subscribe();
      credit.giveBack(1);
      expect(promises).to.deep.equal([]);
      flush();
      expect(promises).to.deep.equal([1]);
      credit.close();
    });
  });

  it('completes and errs as the work does', () => {
    const credit = creditOf(1);
    const work = new Subject<string>();
    const seen: unknown[] = [];
    credit
      .withPromise(() => work)
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('end') });
    work.next('value');
    work.complete();
    expect(seen).to.deep.equal(['value', 'end']);
  });

  describe('with somebody whose next message did not fit', () => {
    it('goes on with the others', () => {
      const credit = creditOf(4, 100);
      const [large, small] = [worker(), worker()];
      credit.take(50);
      credit.withPromise(large.work, 60).subscribe();
      credit.withPromise(small.work).subscribe();
      expect([large.promises, small.promises]).to.deep.equal([[], [3]]);
    });

    it('serves that one first as soon as it fits', () => {
      const credit = creditOf(2, 100);
      const [large, small] = [worker(), worker()];
      [50, 50].forEach((bytes) => credit.take(bytes));
      credit.withPromise(small.work).subscribe();
      credit.withPromise(large.work, 50).subscribe();
      credit.giveBack(50);
      expect([large.promises, small.promises]).to.deep.equal([[1], []]);
    });

    it('serves that one when nothing is held, however large the message', () => {
      const credit = creditOf(4, 100);
      const { work, promises } = worker();
      credit.take(1);
      credit.withPromise(work, 5000).subscribe();
      expect(promises).to.deep.equal([]);
      credit.giveBack(1);
      expect(promises).to.deep.equal([4]);
    });

    it('does not serve one that has left', () => {
      const credit = creditOf(4, 100);
      const { work, promises } = worker();
      credit.take(50);
      credit.withPromise(work, 60).subscribe().unsubscribe();
      credit.giveBack(50);
      expect(promises).to.deep.equal([]);
    });
  });

  it('uses a larger window at once', () => {
    const credit = creditOf(1);
    const { work, promises } = worker();
    credit.take(1);
    credit.withPromise(work).subscribe();
    credit.resize(resolveWindow({ messages: 5 }, 'window'));
    expect(promises).to.deep.equal([4]);
  });
});
