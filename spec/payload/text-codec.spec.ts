import { expect } from 'chai';
import fc from 'fast-check';
import { PayloadDecodeError, PayloadEncodeError } from '../../src/errors/payload-error.js';
import { text } from '../../src/payload/text-codec.js';

describe('text', () => {
  it('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(text.decode(text.encode(value))).to.equal(value);
      }),
    );
  });

  it('writes UTF-8', () => {
    expect(text.encode('ä中')).to.deep.equal(Buffer.from([0xc3, 0xa4, 0xe4, 0xb8, 0xad]));
  });

  it('keeps a byte order mark, and reads any view of bytes', () => {
    const around = new Uint8Array([0xff, 0xef, 0xbb, 0xbf, 0x61, 0xff]);
    expect(text.decode(around.subarray(1, 5))).to.equal('\u{feff}a');
  });

  it('refuses bytes that are not UTF-8 instead of replacing them', () => {
    expect(() => text.decode(Buffer.from([0x61, 0xff]))).to.throw(PayloadDecodeError, 'it is not UTF-8');
  });

  it('refuses values that are no text', () => {
    expect(() => text.encode(7 as never)).to.throw(PayloadEncodeError, 'the value is not a text');
  });
});
