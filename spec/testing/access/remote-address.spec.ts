import { expect } from 'chai';
import { createAddressFilter } from '../../../src/testing/access/remote-address.js';

const among = (addresses: string | undefined, ...ips: readonly string[]): string[] =>
  ips.filter(createAddressFilter(addresses));

describe('createAddressFilter', () => {
  it('knows nobody without addresses', () => {
    expect(among(undefined, '127.0.0.1')).to.deep.equal([]);
    expect(among(' , ', '127.0.0.1')).to.deep.equal([]);
  });

  it('knows everybody by a star', () => {
    expect(among('*', '10.0.0.1', '[::1]')).to.deep.equal(['10.0.0.1', '[::1]']);
  });

  it('knows one address, several, and parts left open', () => {
    const ips = ['10.0.0.1', '10.0.0.11', '10.0.1.1', '10.0.0.1.1', '11.0.0.1'];
    expect(among('10.0.0.1', ...ips)).to.deep.equal(['10.0.0.1']);
    expect(among('10.0.0.1, 11.0.0.1', ...ips)).to.deep.equal(['10.0.0.1', '11.0.0.1']);
    expect(among('10.0.*.*', ...ips)).to.deep.equal(['10.0.0.1', '10.0.0.11', '10.0.1.1']);
  });

  it('knows ranges', () => {
    expect(among('10.0.0.5-12', '10.0.0.4', '10.0.0.5', '10.0.0.12', '10.0.0.13')).to.deep.equal([
      '10.0.0.5',
      '10.0.0.12',
    ]);
  });

  it('knows IPv6 addresses as they are written', () => {
    expect(among('[::1]', '[::1]', '[::2]')).to.deep.equal(['[::1]']);
  });
});
