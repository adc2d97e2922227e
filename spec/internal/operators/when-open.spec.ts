import { of, repeat } from 'rxjs';
import { whenOpen } from '../../../src/internal/operators/when-open.js';
import { marbles } from '../../support/marbles.js';

const values = { o: true, s: false };

describe('whenOpen', () => {
  it(
    'emits once when the gate opens',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const gate = hot('--s--o-s-o|', values);
      expectObservable(whenOpen(gate)).toBe('-----(o|)', values);
      expectSubscriptions(gate.subscriptions).toBe('^----!');
    }),
  );

  it(
    'emits at once when the gate is open',
    marbles(({ cold, expectObservable }) => {
      expectObservable(whenOpen(cold('o---', values))).toBe('(o|)', values);
    }),
  );

  it(
    'completes without a value when the gate ends shut',
    marbles(({ cold, expectObservable }) => {
      expectObservable(whenOpen(cold('-s-|', values))).toBe('---|');
    }),
  );

  it(
    'errs with the gate, and stays silent with a gate that never opens',
    marbles(({ cold, expectObservable }) => {
      expectObservable(whenOpen(cold('-s-#', values))).toBe('---#');
      expectObservable(whenOpen(cold('s---', values))).toBe('----');
    }),
  );

  it(
    'leaves the gate on unsubscribe',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const gate = cold('s------', values);
      expectObservable(whenOpen(gate), '---!').toBe('----');
      expectSubscriptions(gate.subscriptions).toBe('^--!');
    }),
  );

  it(
    'lets a loop wait before each round',
    marbles(({ hot, expectObservable }) => {
      const gate = hot('---o--o----o', values);
      expectObservable(of('r').pipe(repeat({ delay: () => whenOpen(gate) })), '10ms !').toBe('r--r--r----');
    }),
  );
});
