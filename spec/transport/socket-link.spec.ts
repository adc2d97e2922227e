import { expect } from 'chai';
import { endName } from '../../src/transport/socket-link.js';

describe('endName', () => {
  it('names one end of a socket', () => {
    expect(endName('10.0.0.1', 9876)).to.equal('10.0.0.1:9876');
    expect(endName('fe80::1', 9876)).to.equal('[fe80::1]:9876');
  });

  it('shows an IPv4 address as such when the socket is for both families', () => {
    expect(endName('::ffff:10.0.0.1', 9876)).to.equal('10.0.0.1:9876');
    expect(endName('::ffff:a00:1', 9876)).to.equal('[::ffff:a00:1]:9876');
  });

  it('has something to say of a socket that is gone', () => {
    expect(endName(undefined, undefined)).to.equal(':0');
  });
});
