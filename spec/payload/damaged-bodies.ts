import { expect } from 'chai';
import fc from 'fast-check';
import { PayloadDecodeError } from '../../src/errors/payload-error.js';
import type { Codec } from '../../src/payload/codec.js';
import { decodeBody } from '../../src/payload/decode-body.js';
import { originOf } from './origin-of.js';

/** Changes a byte of a good body, or cuts it: the codec must give some value or the one error, and come to an end. */
export function expectTotal(codec: Codec<unknown, never>, good: Buffer): void {
  const places = fc.record({
    at: fc.nat(good.length - 1),
    value: fc.nat(255),
    length: fc.nat(good.length),
  });
  fc.assert(
    fc.property(places, ({ at, value, length }) => {
      const changed = Buffer.from(good);
      changed[at] = value;
      for (const body of [changed, good.subarray(0, length)]) {
        try {
          decodeBody(codec, body, originOf());
        } catch (error) {
          expect(error).to.be.instanceOf(PayloadDecodeError);
        }
      }
    }),
    { numRuns: 200 },
  );
}
