import { expect } from 'chai';
import { defaultDelayLevelsMs, delayLevelFor } from '../../src/consumer/delay-levels.js';

describe('delayLevelFor', () => {
  it('knows the 18 levels of a default broker', () => {
    expect([defaultDelayLevelsMs.length, defaultDelayLevelsMs[0], defaultDelayLevelsMs[17]]).to.deep.equal([
      18, 1000, 7_200_000,
    ]);
  });

  it('rounds milliseconds up to a level', () => {
    const levels = [0, 1, 1000, 1001, 5000, 60_000, 60_001].map((delayMs) =>
      delayLevelFor({ delayMs }, defaultDelayLevelsMs),
    );
    expect(levels).to.deep.equal([1, 1, 1, 2, 2, 5, 6]);
  });

  it('takes the longest level for what lasts longer', () => {
    expect(delayLevelFor({ delayMs: 10 ** 9 }, defaultDelayLevelsMs)).to.equal(18);
  });

  it('prefers a level that is given', () => {
    expect(delayLevelFor({ level: 4, delayMs: 1 }, defaultDelayLevelsMs)).to.equal(4);
  });

  it('leaves the choice to the broker when nothing is asked', () => {
    expect(delayLevelFor({}, defaultDelayLevelsMs)).to.equal(0);
  });
});
