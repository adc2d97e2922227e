import { map } from 'rxjs';
import { whenIdle } from '../../src/transport/when-idle.js';
import { marbles } from '../support/marbles.js';

describe('whenIdle', () => {
  const link = { bytesRead: 0, bytesWritten: 0 };

  it(
    'emits when no byte went for the whole time',
    marbles(({ expectObservable }, scheduler) => {
      expectObservable(whenIdle(link, 40, scheduler).pipe(map(() => 'i'))).toBe('40ms (i|)');
    }),
  );

  it(
    'starts anew with every byte, either way',
    marbles(({ cold, expectObservable }, scheduler) => {
      const busy = { bytesRead: 0, bytesWritten: 0 };
      cold('35ms a 39ms b').subscribe((way) => {
        if (way === 'a') busy.bytesRead++;
        else busy.bytesWritten++;
      });
      // Seen at 40 ms and at 80 ms.
      expectObservable(whenIdle(busy, 40, scheduler).pipe(map(() => 'i'))).toBe('120ms (i|)');
    }),
  );

  it(
    'stops looking when it is left',
    marbles(({ expectObservable }, scheduler) => {
      expectObservable(whenIdle(link, 40, scheduler), '30ms !').toBe('');
    }),
  );
});
