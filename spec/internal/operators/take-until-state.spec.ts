import { takeUntilState } from '../../../src/internal/operators/take-until-state.js';
import { marbles } from '../../support/marbles.js';

const states = { o: { name: 'open' }, c: { name: 'closed' } };

describe('takeUntilState', () => {
  it(
    'completes when the state arrives, and leaves both sources',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const state = hot(' o---c--', states);
      const source = cold('-a-b-c-');
      expectObservable(source.pipe(takeUntilState(state, 'closed'))).toBe('-a-b|');
      expectSubscriptions(source.subscriptions).toBe('                   ^---!');
      expectSubscriptions(state.subscriptions).toBe('                    ^---!');
    }),
  );

  it(
    'emits nothing when the state is there already',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b');
      expectObservable(source.pipe(takeUntilState(cold('c--', states), 'closed'))).toBe('|');
      expectSubscriptions(source.subscriptions).toBe('(^!)');
    }),
  );

  it(
    'goes on when the states end elsewhere, and errs and completes with its source',
    marbles(({ cold, expectObservable }) => {
      const state = cold('o|', states);
      expectObservable(cold('-a-|').pipe(takeUntilState(state, 'closed'))).toBe('-a-|');
      expectObservable(cold('-a-#').pipe(takeUntilState(state, 'closed'))).toBe('-a-#');
    }),
  );
});
