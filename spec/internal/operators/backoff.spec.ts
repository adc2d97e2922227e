import { defer, of, retry, throwError } from 'rxjs';
import { createRuntime } from '../../../src/runtime/runtime.js';
import { backoff } from '../../../src/internal/operators/backoff.js';
import { marbles } from '../../support/marbles.js';

const policy = { initialDelayMs: 2, maxDelayMs: 6, multiplier: 2 };

describe('backoff', () => {
  it(
    'waits longer after each failure, up to the limit',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const runtime = createRuntime({ scheduler, random: () => 1 });
      const source = cold('#                ');
      expectObservable(source.pipe(retry(backoff(policy, runtime))), '19ms !').toBe('');
      expectSubscriptions(source.subscriptions).toBe([
        '(^!)              ',
        '--(^!)            ',
        '------(^!)        ',
        '------------(^!)  ',
        '------------------(^!)',
      ]);
    }),
  );

  it(
    'starts anew after a value',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const runtime = createRuntime({ scheduler, random: () => 1 });
      const source = cold('-a#');
      expectObservable(source.pipe(retry(backoff(policy, runtime))), '---------!').toBe('-a---a---');
      expectSubscriptions(source.subscriptions).toBe(['^-!', '----^-!', '--------^!']);
    }),
  );

  it(
    'draws its delays from the runtime',
    marbles(({ expectObservable }, scheduler) => {
      const runtime = createRuntime({ scheduler, random: () => 0.5 });
      let attempts = 0;
      const source = defer(() => (++attempts < 3 ? throwError(() => new Error('no')) : of('a')));
      expectObservable(source.pipe(retry(backoff(policy, runtime)))).toBe('---(a|)');
    }),
  );
});
