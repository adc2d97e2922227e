import { expect } from 'chai';
import fc from 'fast-check';
import { RingQueue } from '../../src/internal/ring-queue.js';

describe('RingQueue', () => {
  it('is empty at first', () => {
    const queue = new RingQueue<number>();
    expect([queue.length, queue.peek(), queue.shift(), [...queue]]).to.deep.equal([
      0,
      undefined,
      undefined,
      [],
    ]);
  });

  it('behaves as an array with push and shift', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.integer() },
      { weight: 2, arbitrary: fc.constant('shift' as const) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const queue = new RingQueue<number>();
        const model: number[] = [];
        for (const what of steps) {
          if (what === 'shift') expect(queue.shift()).to.equal(model.shift());
          else if (what === 'clear') {
            queue.clear();
            model.length = 0;
          } else {
            queue.push(what);
            model.push(what);
          }
          expect(queue.length).to.equal(model.length);
          expect(queue.peek()).to.equal(model[0]);
        }
        expect([...queue]).to.deep.equal(model);
      }),
    );
  });

  it('keeps the order while it grows around its end', () => {
    const queue = new RingQueue<number>();
    for (let value = 0; value < 10; value++) queue.push(value);
    for (let value = 0; value < 8; value++) queue.shift();
    for (let value = 10; value < 50; value++) queue.push(value);
    expect([...queue]).to.deep.equal(Array.from({ length: 42 }, (_, index) => index + 8));
  });

  it('can hold undefined', () => {
    const queue = new RingQueue<number | undefined>();
    queue.push(undefined);
    queue.push(1);
    expect([queue.shift(), queue.length, queue.shift()]).to.deep.equal([undefined, 1, 1]);
  });
});
