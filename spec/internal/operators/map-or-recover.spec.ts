import { expect } from 'chai';
import { catchError, map, type Observable, of, throwError } from 'rxjs';
import { mapOrRecover } from '../../../src/internal/operators/map-or-recover.js';
import { observe } from '../../remoting/toy-network.js';
import { marbles } from '../../support/marbles.js';

const upper = (value: string): string => value.toUpperCase();

describe('mapOrRecover', () => {
  for (const source of ['-a-b|', '-a-#', '#', '|', '-', '-----x-|'])
    it(
      `does with ${source} what map and catchError do`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const project = (value: string): string => {
          if (value === 'x') throw new Error('x');
          return upper(value);
        };
        const recover = (error: unknown): Observable<string> =>
          cold('--r|', { r: error instanceof Error ? 'thrown' : 'erred' });
        const [ours, theirs] = [cold(source), cold(source)];
        expectObservable(mapOrRecover(ours, project, recover)).toEqual(
          theirs.pipe(map(project), catchError(recover)),
        );
        expectSubscriptions(ours.subscriptions).toBe(
          { '-a-b|': '^---!', '-a-#': '^--!', '#': '(^!)', '|': '(^!)', '-': '^', '-----x-|': '^------!' }[
            source
          ]!,
        );
      }),
    );

  it('emits nothing more of a source that goes on after its value could not be mapped', () => {
    const failing = (): string => {
      throw new Error('no');
    };
    const source = of('a', 'b');
    const run = observe(mapOrRecover(source, failing, () => of('recovered')));
    expect([run.values, run.complete.callCount]).to.deep.equal([['recovered'], 1]);
  });

  it('errs with what the recovery throws, and with what it errs', () => {
    const broken = throwError(() => new Error('first'));
    const thrown = observe(
      mapOrRecover(broken, upper, () => {
        throw new Error('second');
      }),
    );
    const erred = observe(mapOrRecover(broken, upper, () => throwError(() => new Error('third'))));
    expect([thrown.failure?.message, erred.failure?.message]).to.deep.equal(['second', 'third']);
  });

  it(
    'unsubscribes from the source, and from the recovery',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [source, failing, recovery] = [cold('---a'), cold('-#'), cold('-----r|')];
      expectObservable(
        mapOrRecover(source, upper, () => recovery),
        '--!',
      ).toBe('');
      expectObservable(
        mapOrRecover(failing, upper, () => recovery),
        '---!',
      ).toBe('');
      expectSubscriptions(source.subscriptions).toBe('^-!');
      expectSubscriptions(recovery.subscriptions).toBe('-^-!');
    }),
  );
});
