import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { formatEndpoint, parseEndpoint } from '../../src/transport/endpoint.js';

describe('parseEndpoint', () => {
  it('reads names, IPv4 addresses and IPv6 addresses in brackets', () => {
    expect(
      ['mq.example:9876', '10.0.0.1:1', ' [::1]:65535 '].map((text) => parseEndpoint(text)),
    ).to.deep.equal([
      { host: 'mq.example', port: 9876 },
      { host: '10.0.0.1', port: 1 },
      { host: '::1', port: 65_535 },
    ]);
  });

  for (const text of [
    '',
    'host',
    'host:',
    ':1',
    'host:0',
    'host:65536',
    '::1:80',
    '[::1]',
    'a b:1',
    'host:1x',
  ]) {
    it(`refuses "${text}" and names the option`, () => {
      expect(() => parseEndpoint(text, 'nameServers[1]')).to.throw(
        InvalidArgumentError,
        /^nameServers\[1\] must/,
      );
    });
  }
});

describe('formatEndpoint', () => {
  it('is the inverse of parseEndpoint', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        expect(parseEndpoint(formatEndpoint({ host: name, port }))).to.deep.equal({ host: name, port });
      }),
    );
  });
});
