import { expect } from 'chai';
import fc from 'fast-check';
import { bodyCrc, createSlicingCrc32 } from '../../../src/protocol/message/crc32.js';
import { vectors } from '../support/golden.js';

const slicing = createSlicingCrc32();

describe('bodyCrc', () => {
  it('is the CRC of Java brokers', () => {
    for (const { base64, crc } of vectors('crc32') as readonly {
      readonly base64: string;
      readonly crc: number;
    }[])
      expect(bodyCrc(Buffer.from(base64, 'base64'))).to.equal(crc);
  });
});

describe('createSlicingCrc32', () => {
  it('gives the same where Node has no CRC of its own', () => {
    for (const { base64, crc } of vectors('crc32') as readonly {
      readonly base64: string;
      readonly crc: number;
    }[])
      expect(slicing(Buffer.from(base64, 'base64')) & 0x7fff_ffff).to.equal(crc);
  });

  it('agrees for bytes of any length and place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(7), (bytes, skip) => {
        const part = bytes.subarray(skip);
        expect(slicing(part) & 0x7fff_ffff).to.equal(bodyCrc(part));
      }),
    );
  });
});
