import { expect } from 'chai';
import fc from 'fast-check';
import { createSeededRandom, deriveSeed } from '../../../src/testing/faults/seeded-random.js';

const sequence = (seed: number, length = 20): number[] => {
  const random = createSeededRandom(seed);
  return Array.from({ length }, random);
};

describe('createSeededRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (one, other) => {
        expect(sequence(one)).to.deep.equal(sequence(one));
        if (one !== other) expect(sequence(one)).not.to.deep.equal(sequence(other));
      }),
    );
  });

  it('gives the known numbers of the algorithm', () => {
    expect(sequence(1, 3).map((value) => value * 2 ** 32)).to.deep.equal([2693262067, 11749833, 2265367787]);
  });

  it('spreads them evenly over [0, 1)', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const value of sequence(42, 10_000)) tenths[Math.floor(value * 10)]!++;
    for (const count of tenths) expect(count).to.be.within(850, 1150);
  });
});

describe('deriveSeed', () => {
  it('gives each number a generator of its own', () => {
    const firsts = Array.from({ length: 1000 }, (_, index) => sequence(deriveSeed(7, index), 1)[0]);
    expect(new Set(firsts).size).to.equal(1000);
  });
});
