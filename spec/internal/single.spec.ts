import { expect } from 'chai';
import { EMPTY, map, NEVER, of } from 'rxjs';
import sinon from 'sinon';
import { Single } from '../../src/internal/single.js';

const counted = <T>(value: T): { single: Single<T>; executions: () => number } => {
  let executions = 0;
  const single = new Single<T>((subscriber) => {
    executions++;
    subscriber.next(value);
    subscriber.complete();
  });
  return { single, executions: () => executions };
};

const failing = (error: Error): Single<never> => new Single((subscriber) => subscriber.error(error));

describe('Single', () => {
  it('executes nothing before somebody subscribes or awaits', () => {
    expect(counted(1).executions()).to.equal(0);
  });

  it('executes once per subscription', () => {
    const { single, executions } = counted('done');
    single.subscribe();
    single.subscribe();
    expect(executions()).to.equal(2);
  });

  it('executes once for all awaits together', async () => {
    const { single, executions } = counted('done');
    expect([await single, await single, await single.finally(() => undefined)]).to.deep.equal([
      'done',
      'done',
      'done',
    ]);
    expect(executions()).to.equal(1);
  });

  it('rejects with the error of the execution', async () => {
    const error = new Error('no');
    const caught = sinon.spy();
    await failing(error).catch(caught);
    expect(caught).to.have.been.calledOnceWithExactly(error);
  });

  it('rejects when the execution completes without a value', async () => {
    const empty = new Single<never>((subscriber) => EMPTY.subscribe(subscriber));
    const outcome = await empty.then(
      () => 'a value',
      (error: unknown) => (error as Error).message,
    );
    expect(outcome).to.equal('A Single completed without a value');
  });

  it('runs `finally` after success and after failure', async () => {
    const after = sinon.spy();
    await counted(1).single.finally(after);
    await failing(new Error('no'))
      .finally(after)
      .catch(() => undefined);
    expect(after).to.have.been.calledTwice;
  });

  it('is an Observable like any other in a pipe', () => {
    const values: number[] = [];
    counted(20)
      .single.pipe(map((value) => value * 2))
      .subscribe((value) => values.push(value));
    expect(values).to.deep.equal([40]);
  });

  it('tears the execution down when its subscriber leaves', () => {
    const teardown = sinon.spy();
    const single = new Single<never>((subscriber) => {
      subscriber.add(teardown);
      return NEVER.subscribe(subscriber);
    });
    single.subscribe().unsubscribe();
    expect(teardown).to.have.been.calledOnce;
  });

  it('resolves to the first of several values', async () => {
    expect(await new Single<number>((subscriber) => of(1, 2).subscribe(subscriber))).to.equal(1);
  });
});
