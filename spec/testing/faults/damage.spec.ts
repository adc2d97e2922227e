import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../src/errors/protocol-error.js';
import { decodeFrame, encodeFrame } from '../../../src/protocol/frame-codec.js';
import { frameLength } from '../../../src/protocol/framing.js';
import { createResponse } from '../../../src/protocol/remoting-command.js';
import { corruptFrame, cutBody } from '../../../src/testing/faults/damage.js';
import { createSeededRandom } from '../../../src/testing/faults/seeded-random.js';

const frames = fc
  .record({
    body: fc.uint8Array({ maxLength: 300 }),
    serialize: fc.constantFrom('json' as const, 'binary' as const),
  })
  .map(({ body, serialize }) =>
    encodeFrame(createResponse(0, { remark: 'FOUND', body }), { serialize, opaque: 5 }),
  );

const seeds = fc.integer();

describe('corruptFrame', () => {
  it('makes a length that every reader refuses', () => {
    fc.assert(
      fc.property(frames, seeds, (frame, seed) => {
        const damaged = corruptFrame(frame, 'length', createSeededRandom(seed));
        expect(() => frameLength(damaged, 0, damaged.length, 2 ** 30)).to.throw(ProtocolError);
      }),
    );
  });

  for (const part of ['headerLength', 'serialization'] as const)
    it(`makes a ${part} that every reader refuses, in a frame of the same length`, () => {
      fc.assert(
        fc.property(frames, seeds, (frame, seed) => {
          const damaged = corruptFrame(frame, part, createSeededRandom(seed));
          expect(frameLength(damaged, 0, damaged.length, 2 ** 24)).to.equal(frame.length);
          expect(() => decodeFrame(damaged)).to.throw(ProtocolError);
        }),
      );
    });

  it('changes every byte of a header, or of a body, and no other', () => {
    fc.assert(
      fc.property(frames, seeds, fc.constantFrom('header' as const, 'body' as const), (frame, seed, part) => {
        const damaged = corruptFrame(frame, part, createSeededRandom(seed));
        const headerEnd = 8 + frame.readUIntBE(5, 3);
        const hasBody = headerEnd < frame.length;
        const [start, end] = part === 'body' && hasBody ? [headerEnd, frame.length] : [8, headerEnd];
        const same = [...damaged].map((byte, index) => byte === frame[index]);
        expect(same).to.deep.equal(same.map((_, index) => index < start || index >= end));
      }),
    );
  });

  it('leaves the frame it was given as it is', () => {
    const frame = encodeFrame(createResponse(0, { body: Buffer.from('body') }));
    const before = Buffer.from(frame);
    for (const part of ['length', 'headerLength', 'serialization', 'header', 'body'] as const)
      corruptFrame(frame, part, createSeededRandom(1));
    expect(frame.equals(before)).to.equal(true);
  });
});

describe('cutBody', () => {
  it('leaves the first half of the body, in a frame that can be read', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const before = decodeFrame(frame);
        const cut = decodeFrame(cutBody(frame));
        const size = before.body?.length ?? 0;
        expect([cut.opaque, cut.remark, cut.body?.length ?? 0]).to.deep.equal([5, 'FOUND', size >>> 1]);
        expect(before.body?.subarray(0, size >>> 1).equals(cut.body ?? Buffer.alloc(0)) ?? true).to.equal(
          true,
        );
      }),
    );
  });
});
