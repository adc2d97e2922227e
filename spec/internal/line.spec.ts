import { expect } from 'chai';
import fc from 'fast-check';
import { Line, type Place } from '../../src/internal/line.js';

describe('Line', () => {
  it('is empty at first', () => {
    const line = new Line<number>();
    expect([line.size, line.first, [...line]]).to.deep.equal([0, undefined, []]);
  });

  it('behaves as an array that is left from any place', () => {
    const step = fc.oneof(fc.constant('join' as const), fc.nat());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const line = new Line<number>();
        const model: Place<number>[] = [];
        let joined = 0;
        for (const what of steps) {
          if (what === 'join') model.push(line.join(joined++));
          else if (model.length > 0) line.leave(model.splice(what % model.length, 1)[0]!);
          expect([...line]).to.deep.equal(model.map(({ value }) => value));
          expect([line.size, line.first]).to.deep.equal([model.length, model[0]?.value]);
        }
      }),
    );
  });
});
