import { isIPv6 } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { formatHost, hostBytes, parseHost } from '../../../src/protocol/message/host-address.js';
import { inFull } from '../support/golden.js';

const format = (bytes: Buffer): string => formatHost(bytes, 0, bytes.length);

describe('formatHost', () => {
  it('writes IPv4 and IPv6 as people do', () => {
    const written = [
      '10.0.0.9:50000',
      '[::]:1',
      '[::1]:40911',
      '[fd00::9]:50001',
      '[1::]:2',
      '[1:0:2::3]:4',
      '[1:2:3:4:5:6:7:8]:9',
      '[2001:db8::1:0:0:1]:65535',
      '[100::10:0:0:0]:1',
    ];
    for (const host of written) expect(format(parseHost(host, 'host'))).to.equal(host);
  });
});

describe('parseHost', () => {
  it('is the inverse of formatHost, in the shortest form there is', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.nat(65_535), (groups, port) => {
        const bytes = Buffer.alloc(hostBytes(true));
        groups.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
        bytes.writeInt32BE(port, 16);
        const host = format(bytes);
        expect(parseHost(host, 'host')).to.deep.equal(bytes);
        expect(isIPv6(host.slice(1, host.indexOf(']'))), host).to.equal(true);
        expect(inFull(host)).to.equal(
          `[${groups.map((value) => value.toString(16).padStart(4, '0')).join(':')}]:${port}`,
        );
      }),
    );
  });

  it('reads addresses in full, and upper case', () => {
    expect(format(parseHost('[0:0:0:0:0:0:0:1]:1', 'host'))).to.equal('[::1]:1');
    expect(format(parseHost('[FD00:0000::0001]:1', 'host'))).to.equal('[fd00::1]:1');
  });

  for (const text of [
    '',
    'localhost:1',
    '10.0.0.1',
    '10.0.0.1:',
    '10.0.0:1',
    '10.0.0.256:1',
    '::1:1',
    '[::1]',
    '[]:1',
    '[:]:1',
    '[1:2:3:4:5:6:7]:1',
    '[1:2:3:4:5:6:7:8:9]:1',
    '[1::2::3]:1',
    '[12345::]:1',
    '[g::]:1',
    '[1:2:3:4:5:6:7::8]:1',
    '10.0.0.1:2147483648',
    '[::ffff:1.2.3.4]:1',
  ])
    it(`refuses "${text}"`, () => {
      expect(() => parseHost(text, 'storeHost')).to.throw(InvalidArgumentError, 'storeHost must be');
    });
});
