import { expect } from 'chai';
import fc from 'fast-check';
import { OrderedLog } from '../../../src/testing/store/ordered-log.js';

type Step = { readonly push: number } | { readonly shift: number };

/** Some steps add, some drop; at times so many that the log moves its array together. */
const steps = fc.array(
  fc.oneof(
    fc.record({ push: fc.integer({ min: 1, max: 2000 }) }),
    fc.record({ shift: fc.integer({ min: 1, max: 2500 }) }),
  ),
  { maxLength: 12 },
);

/** Numbers grow by 1 to 3, so that some lie between two items. */
function run(script: readonly Step[]): { log: OrderedLog<number>; model: number[] } {
  const log = new OrderedLog<number>((item) => item);
  const model: number[] = [];
  let next = 0;
  for (const step of script) {
    if ('push' in step)
      for (let count = 0; count < step.push; count++) {
        next += 1 + (next % 3);
        log.push(next);
        model.push(next);
      }
    else {
      const dropped = Array.from({ length: step.shift }, () => log.shift());
      expect(dropped.filter((item) => item !== undefined)).to.deep.equal(model.splice(0, step.shift));
    }
  }
  return { log, model };
}

describe('OrderedLog', () => {
  it('holds what an array holds that is filled at the end and emptied at the beginning', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { log, model } = run(script);
        expect(log.length).to.equal(model.length);
        expect(log.first).to.equal(model[0]);
        expect(log.last).to.equal(model.at(-1));
        expect([...log]).to.deep.equal(model);
      }),
      { numRuns: 25 },
    );
  });

  it('finds the last item that is not above a number', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: -1, max: 20_000 }), (script, wanted) => {
        const { log, model } = run(script);
        const index = model.findLastIndex((item) => item <= wanted);
        expect(log.indexOf(wanted)).to.equal(index);
        expect(log.countWhile((item) => item <= wanted)).to.equal(index + 1);
        expect(log.at(index)).to.equal(index < 0 ? undefined : model[index]);
      }),
      { numRuns: 25 },
    );
  });

  it('has nothing outside its bounds', () => {
    const { log } = run([{ push: 5 }, { shift: 2 }]);
    expect([log.at(-1), log.at(3), log.at(1000)]).to.deep.equal([undefined, undefined, undefined]);
    const { log: emptied } = run([{ push: 2 }, { shift: 2 }]);
    expect([emptied.first, emptied.last, emptied.at(0), emptied.shift()]).to.deep.equal(
      Array(4).fill(undefined),
    );
  });
});
