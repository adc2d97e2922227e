import { expect } from 'chai';
import { isAmong, isSourceAddress } from '../../../src/testing/access/source-addresses.js';

describe('isSourceAddress', () => {
  it('takes addresses and networks, as a broker of 5.3.3 does', () => {
    for (const text of ['1.2.3.4', '1.2.3.4/0', '1.2.3.4/32', '::1', 'fe80::/10', '::/128'])
      expect(isSourceAddress(text), text).to.equal(true);
    for (const text of [
      '',
      '*',
      '1.2.3',
      '1.2.3.*',
      '1.2.3.4-5',
      '1.2.3.4/33',
      '1.2.3.4/',
      '::/129',
      '1.2.3.4/8/8',
    ])
      expect(isSourceAddress(text), text).to.equal(false);
  });
});

describe('isAmong', () => {
  it('finds an address itself, or in a network', () => {
    const among = (ip: string, ...texts: string[]) => isAmong(texts, ip);
    expect(among('10.1.2.3', '10.1.2.3')).to.equal(true);
    expect(among('10.1.2.3', '192.168.0.1', '10.0.0.0/8')).to.equal(true);
    expect(among('10.1.2.3', '10.1.2.4', '11.0.0.0/8', 'fe80::/10')).to.equal(false);
    expect(among('fe80::1', 'fe80::/10')).to.equal(true);
    expect(among('fe80::1', '0.0.0.0/0')).to.equal(false);
    expect(among('10.1.2.3')).to.equal(false);
  });
});
