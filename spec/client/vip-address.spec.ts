import { expect } from 'chai';
import { vipAddress } from '../../src/client/vip-address.js';

describe('vipAddress', () => {
  it('has the port minus 2', () => {
    expect(vipAddress('10.0.0.1:10911')).to.equal('10.0.0.1:10909');
    expect(vipAddress('[fd00::1]:10911')).to.equal('[fd00::1]:10909');
  });
});
