import { expect } from 'chai';
import { nearestName } from '../../src/internal/nearest-name.js';

describe('nearestName', () => {
  const candidates = ['connectTimeoutMs', 'closeTimeoutMs', 'keepAliveMs'];

  it('finds the name that was meant', () => {
    expect(nearestName('conectTimeoutMs', candidates)).to.equal('connectTimeoutMs');
    expect(nearestName('keepAlive', candidates)).to.equal('keepAliveMs');
  });

  it('does not mind case', () => {
    expect(nearestName('KEEPALIVEMS', candidates)).to.equal('keepAliveMs');
  });

  it('gives the first of several that are as near', () => {
    expect(nearestName('xy', ['xa', 'xb'])).to.equal('xa');
  });

  it('has nothing to offer without candidates', () => {
    expect(nearestName('x', [])).to.equal(undefined);
  });
});
