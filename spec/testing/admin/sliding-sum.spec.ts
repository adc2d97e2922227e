import { expect } from 'chai';
import fc from 'fast-check';
import { SlidingSum } from '../../../src/testing/admin/sliding-sum.js';

const sliceMs = 10;
const slices = 3;

describe('SlidingSum', () => {
  it('sums up what happened in the slices before the present one', () => {
    const steps = fc.array(
      fc.record({ passMs: fc.oneof(fc.nat({ max: 45 }), fc.nat({ max: 120 })), amount: fc.nat({ max: 9 }) }),
    );
    fc.assert(
      fc.property(fc.nat({ max: 100 }), steps, (start, actions) => {
        const window = new SlidingSum(sliceMs, slices, start);
        const happened: { slice: number; amount: number }[] = [];
        let now = start;
        for (const { passMs, amount } of actions) {
          now += passMs;
          const present = Math.floor(now / sliceMs);
          const seen = happened.filter(({ slice }) => slice < present && slice >= present - slices);
          expect(window.sum(now)).to.equal(seen.reduce((sum, each) => sum + each.amount, 0));
          expect(window.events(now)).to.equal(seen.length);
          window.add(now, amount);
          happened.push({ slice: present, amount });
        }
      }),
    );
  });

  it('tells how long that is', () => {
    const window = new SlidingSum(1000, 3, 500);
    expect([999, 1000, 2500, 3000, 9000].map((now) => window.seconds(now))).to.deep.equal([0, 1, 2, 3, 3]);
  });
});
