import { expect } from 'chai';
import fc from 'fast-check';
import { backoffDelayMs } from '../../src/internal/backoff-delay.js';

const policy = { initialDelayMs: 100, maxDelayMs: 30_000, multiplier: 2 };

describe('backoffDelayMs', () => {
  it('doubles the most it waits with each failure, up to its limit', () => {
    const most = [1, 2, 3, 4, 9, 10, 5000].map((failures) => backoffDelayMs(failures, policy, 1));
    expect(most).to.deep.equal([100, 200, 400, 800, 25_600, 30_000, 30_000]);
  });

  it('waits anything between nothing and the most', () => {
    expect([0, 0.25, 0.5].map((random) => backoffDelayMs(2, policy, random))).to.deep.equal([0, 50, 100]);
  });

  it('is a whole number of milliseconds within its limits, whatever the policy', () => {
    const limit = fc.integer({ min: 0, max: 2_147_483_647 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.record({
          initialDelayMs: limit,
          maxDelayMs: limit,
          multiplier: fc.double({ min: 1, max: 1e6, noNaN: true }),
        }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, any, random) => {
          const delayMs = backoffDelayMs(failures, any, random);
          expect(delayMs).to.satisfy(Number.isSafeInteger).and.to.be.within(0, any.maxDelayMs);
        },
      ),
    );
  });
});
