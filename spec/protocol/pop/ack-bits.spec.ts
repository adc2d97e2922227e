import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { decodeAckBits, encodeAckBits } from '../../../src/protocol/pop/ack-bits.js';

const ascending = (left: number, right: number): number => left - right;

describe('encodeAckBits', () => {
  it('puts the least significant bit first', () => {
    expect(encodeAckBits([0, 2, 9])).to.equal('BQI=');
    expect(encodeAckBits([])).to.equal('');
  });

  it('is read back, whatever the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(2000)), (distances) => {
        expect(decodeAckBits(encodeAckBits(distances))).to.deep.equal(distances.toSorted(ascending));
      }),
    );
  });
});

describe('decodeAckBits', () => {
  it('takes zeros at the end', () => {
    expect(decodeAckBits(Buffer.from([1, 0, 0]).toString('base64'))).to.deep.equal([0]);
  });

  it('refuses what is no base64, and what is longer than any batch', () => {
    expect(() => decodeAckBits('a-b')).to.throw(DecodeError);
    expect(() => decodeAckBits('A'.repeat(200_000))).to.throw(DecodeError);
  });
});
