import { expect } from 'chai';
import { concat, of, Subject, throwError } from 'rxjs';
import sinon from 'sinon';
import { iterate } from '../../src/internal/iterate.js';

const nothing = (): void => undefined;

describe('iterate', () => {
  it('reads every value and ends with the source', async () => {
    const seen: number[] = [];
    for await (const value of iterate(of(1, 2, 3), nothing)) seen.push(value);
    expect(seen).to.deep.equal([1, 2, 3]);
  });

  it('subscribes at the first step', async () => {
    const source = new Subject<number>();
    const iterator = iterate(source, nothing);
    expect(source.observed).to.equal(false);
    const step = iterator.next();
    expect(source.observed).to.equal(true);
    source.next(1);
    expect(await step).to.deep.equal({ done: false, value: 1 });
  });

  it('keeps what comes between two steps, in order', async () => {
    const source = new Subject<number>();
    const iterator = iterate(source, nothing);
    const first = iterator.next();
    for (const value of [1, 2, 3]) source.next(value);
    const steps = [await first, await iterator.next(), await iterator.next()];
    expect(steps.map(({ value }) => value)).to.deep.equal([1, 2, 3]);
  });

  it('serves several waiting steps in order', async () => {
    const source = new Subject<number>();
    const iterator = iterate(source, nothing);
    const steps = [iterator.next(), iterator.next(), iterator.next()];
    source.next(1);
    source.next(2);
    source.complete();
    expect(await Promise.all(steps)).to.deep.equal([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
    ]);
  });

  it('throws the error of the source after the values before it', async () => {
    const seen: number[] = [];
    let caught: unknown;
    try {
      for await (const value of iterate(
        concat(
          of(1),
          throwError(() => new Error('no')),
        ),
        nothing,
      ))
        seen.push(value);
    } catch (error) {
      caught = error;
    }
    expect(seen).to.deep.equal([1]);
    expect(caught).to.be.an('error').with.property('message', 'no');
  });

  it('rejects a step that waits when the source errs', async () => {
    const source = new Subject<number>();
    const step = iterate(source, nothing).next();
    source.error(new Error('no'));
    expect(await step.catch((error: Error) => error.message)).to.equal('no');
  });

  it('unsubscribes when it is left, hands out what nobody read, and has nothing more to give', async () => {
    const source = new Subject<number>();
    const dropped = sinon.spy();
    const iterator = iterate(source, dropped);
    const first = iterator.next();
    for (const value of [1, 2, 3]) source.next(value);
    await first;
    await iterator.return?.();
    expect(source.observed).to.equal(false);
    expect(dropped.args).to.deep.equal([[2], [3]]);
    expect(await iterator.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('can be left before the first step', async () => {
    const source = new Subject<number>();
    await iterate(source, nothing).return?.();
    expect(source.observed).to.equal(false);
  });
});
