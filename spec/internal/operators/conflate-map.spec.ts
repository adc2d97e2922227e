import { EMPTY, of } from 'rxjs';
import { conflateMap } from '../../../src/internal/operators/conflate-map.js';
import { marbles } from '../../support/marbles.js';

describe('conflateMap', () => {
  it(
    'runs once more, with the latest value, for all that came during a run',
    marbles(({ hot, cold, expectObservable }) => {
      const source = hot('abc----d----');
      const expected = '  --a--c---d--';
      expectObservable(source.pipe(conflateMap((value) => cold(`--${value}|`)))).toBe(expected);
    }),
  );

  it(
    'does not overlap its runs',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('---|');
      expectObservable(hot('aa---a--').pipe(conflateMap(() => inner))).toBe('');
      expectSubscriptions(inner.subscriptions).toBe(['^--!', '---^--!', '------^--!']);
    }),
  );

  it(
    'completes when source and run have, the remembered run included',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('ab|').pipe(conflateMap((value) => cold(`--${value}|`)))).toBe('--a--b|');
      expectObservable(cold('a--|').pipe(conflateMap(() => EMPTY))).toBe('---|');
      expectObservable(cold('|').pipe(conflateMap(() => of('x')))).toBe('|');
    }),
  );

  it(
    'errs with its source and with a run',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('----x|');
      expectObservable(cold('a-#').pipe(conflateMap(() => inner))).toBe('--#');
      expectSubscriptions(inner.subscriptions).toBe('^-!');
      const source = cold('a---');
      expectObservable(source.pipe(conflateMap(() => cold('-#')))).toBe('-#');
      expectSubscriptions(source.subscriptions).toBe('^!');
    }),
  );

  it(
    'cancels run and source on unsubscribe',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a------');
      const inner = cold(' ----x');
      expectObservable(source.pipe(conflateMap(() => inner)), '--!').toBe('---');
      expectSubscriptions(source.subscriptions).toBe('^-!');
      expectSubscriptions(inner.subscriptions).toBe('^-!');
    }),
  );

  it(
    'works with runs that end while they are subscribed to',
    marbles(({ expectObservable }) => {
      expectObservable(of(1, 2, 3).pipe(conflateMap((value) => of(`${value}`)))).toBe('(abc|)', {
        a: '1',
        b: '2',
        c: '3',
      });
    }),
  );
});
