import { expect } from 'chai';
import fc from 'fast-check';
import { LatencyHistogram } from '../../src/remoting/latency-histogram.js';

const histogramOf = (durations: readonly number[]): LatencyHistogram => {
  const histogram = new LatencyHistogram();
  for (const duration of durations) histogram.record(duration);
  return histogram;
};

/** What the percentile would be if every duration had been kept. */
const exactPercentile = (durations: readonly number[], fraction: number): number =>
  durations.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(fraction * durations.length)) - 1] ?? 0;

describe('LatencyHistogram', () => {
  it('says 0 while nothing was recorded', () => {
    expect(new LatencyHistogram().percentile(0.99)).to.equal(0);
  });

  it('is exact below 16 ms', () => {
    const histogram = histogramOf([1, 2, 3, 4, 15]);
    expect([0, 0.5, 0.8, 1].map((fraction) => histogram.percentile(fraction))).to.deep.equal([1, 3, 4, 15]);
  });

  it('never says more than the longest duration', () => {
    expect(histogramOf([1000]).percentile(0.5)).to.equal(1000);
  });

  it('counts a clock that went back as 0, and cuts fractions', () => {
    expect(histogramOf([-5, 2.9]).percentile(1)).to.equal(2);
  });

  it('holds the longest duration there can be', () => {
    expect(histogramOf([2 ** 31 - 1, 2 ** 40]).percentile(0.1)).to.equal(2 ** 31 - 1);
  });

  it('is at most an eighth above the exact percentile, and never below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(40), fc.nat(5000), fc.nat(2 ** 31 - 1)), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (durations, fraction) => {
          const exact = exactPercentile(durations, fraction);
          const found = histogramOf(durations).percentile(fraction);
          expect(found).to.be.within(exact, exact * 1.125);
        },
      ),
    );
  });

  it('takes in what another one has recorded', () => {
    const all = histogramOf([1, 900, 3]);
    const other = histogramOf([2, 4000]);
    all.add(other);
    expect([0.2, 0.4, 0.6, 1].map((fraction) => all.percentile(fraction))).to.deep.equal([1, 2, 3, 4000]);
    expect([all.count, other.count]).to.deep.equal([5, 2]);
  });

  it('counts', () => {
    expect(histogramOf([1, 2, 3]).count).to.equal(3);
  });
});
