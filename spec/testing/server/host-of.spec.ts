import { expect } from 'chai';
import { hostOf, ipOf, javaHostOf } from '../../../src/testing/server/host-of.js';

describe('hostOf', () => {
  it('keeps IP addresses, and takes everything else for this machine', () => {
    expect(hostOf('10.0.0.9:50000')).to.equal('10.0.0.9:50000');
    expect(hostOf('[fd00::9]:50000')).to.equal('[fd00::9]:50000');
    expect(hostOf('memory:50000')).to.equal('127.0.0.1:50000');
  });
});

describe('ipOf', () => {
  it('is the address without port and brackets', () => {
    expect(ipOf('10.0.0.9:50000')).to.equal('10.0.0.9');
    expect(ipOf('[fd00::9]:50000')).to.equal('fd00::9');
  });
});

describe('javaHostOf', () => {
  it('is the address without brackets', () => {
    expect(javaHostOf('10.0.0.9:50000')).to.equal('10.0.0.9:50000');
    expect(javaHostOf('[fd00::9]:50000')).to.equal('fd00::9:50000');
  });
});
