import { expect } from 'chai';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { defaultBrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { DelayLevels, parseDelayLevels } from '../../../src/testing/schedule/delay-levels.js';

describe('parseDelayLevels', () => {
  it('reads seconds, minutes, hours and days', () => {
    expect(parseDelayLevels('5s 10m 2h 1d')).to.deep.equal([5000, 600_000, 7_200_000, 86_400_000]);
  });

  it('reads the 18 levels of the default', () => {
    const delays = parseDelayLevels(defaultBrokerConfig.messageDelayLevel);
    expect(delays).to.have.length(18);
    expect([delays[0], delays[17]]).to.deep.equal([1000, 7_200_000]);
  });

  it('refuses anything else', () => {
    for (const text of ['', '5', '5x', '1s  2s', '-1s', 's', '1s 2s '])
      expect(() => parseDelayLevels(text), text).to.throw(InvalidArgumentError, 'messageDelayLevel');
  });
});

describe('DelayLevels', () => {
  it('follow the configuration', () => {
    const config = { messageDelayLevel: '1s 5s' };
    const levels = new DelayLevels(config);
    expect([levels.max, levels.delayMs(2)]).to.deep.equal([2, 5000]);
    config.messageDelayLevel = '1s 2s 3s';
    expect([levels.max, levels.delayMs(2)]).to.deep.equal([3, 2000]);
  });

  it('stay as they are when the new text cannot be read', () => {
    const config = { messageDelayLevel: '1s 5s' };
    const levels = new DelayLevels(config);
    config.messageDelayLevel = 'soon';
    expect([levels.max, levels.delayMs(2)]).to.deep.equal([2, 5000]);
  });

  it('give a level that is gone a second', () => {
    expect(new DelayLevels({ messageDelayLevel: '7s' }).delayMs(2)).to.equal(1000);
  });
});
