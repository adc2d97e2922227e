import { expect } from 'chai';
import { describeReason } from '../../../src/producer/transaction/describe-reason.js';

describe('describeReason', () => {
  it('is name and message of an error', () => {
    expect(describeReason(new TypeError('no total'))).to.equal('TypeError: no total');
  });

  it('is cut off after 256 characters', () => {
    expect(describeReason(new Error('x'.repeat(1000)))).to.have.length(256);
  });

  for (const value of [undefined, 'text', { password: 'secret' }])
    it(`tells nothing of ${JSON.stringify(value)}`, () => {
      expect(describeReason(value)).to.equal(undefined);
    });
});
