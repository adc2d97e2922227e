import { expect } from 'chai';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { resolveTlsOptions, type TlsOptions } from '../../src/transport/tls-options.js';

describe('resolveTlsOptions', () => {
  it('verifies by default, with nothing else set', () => {
    expect(resolveTlsOptions()).to.deep.equal({
      ca: undefined,
      cert: undefined,
      key: undefined,
      passphrase: undefined,
      servername: undefined,
      checkServerIdentity: undefined,
      insecureSkipVerify: false,
    });
  });

  it('takes PEM as text, as bytes and as a list', () => {
    const ca = ['text', Buffer.from('bytes'), new Uint8Array([1])];
    expect(resolveTlsOptions({ ca, cert: 'c', key: Buffer.from('k') })).to.deep.include({ ca, cert: 'c' });
  });

  const refused: readonly [what: string, options: object, path: string][] = [
    ['a certificate without its key', { cert: 'c' }, 'tls'],
    ['a key without its certificate', { key: 'k' }, 'tls'],
    ['an empty PEM', { ca: '' }, 'tls.ca'],
    ['an empty list of PEMs', { ca: [] }, 'tls.ca'],
    ['a PEM that is none', { ca: [1] }, 'tls.ca'],
    ['an IPv4 address as server name', { servername: '10.0.0.1' }, 'tls.servername'],
    ['an IPv6 address as server name', { servername: '::1' }, 'tls.servername'],
    ['a check that is no function', { checkServerIdentity: true }, 'tls.checkServerIdentity'],
    ['the name that Node has for it', { rejectUnauthorized: false }, 'tls.rejectUnauthorized'],
    ['anything but a boolean for the switch', { insecureSkipVerify: 'no' }, 'tls.insecureSkipVerify'],
  ];
  for (const [what, options, path] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => resolveTlsOptions(options))
        .to.throw(InvalidArgumentError)
        .that.includes({ path });
    });
  }

  it('shows no key in its errors', () => {
    const options: TlsOptions = { key: ['-----BEGIN PRIVATE KEY-----', ''], cert: 'c' };
    expect(() => resolveTlsOptions(options)).to.throw(/^tls\.key must be PEM as a text or bytes[^-]*$/);
  });
});
