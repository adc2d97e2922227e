import { expect } from 'chai';
import fc from 'fast-check';
import { FrameTooLargeError, MalformedFrameError } from '../../src/errors/protocol-error.js';
import { defaultMaxFrameBytes as limit, rocketmqFraming } from '../../src/protocol/framing.js';
import { goldenFrames } from './support/golden.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** What an inbox does: collects chunks, takes whole frames out. */
function split(chunks: readonly Buffer[]): Buffer[] {
  const found: Buffer[] = [];
  let pending = Buffer.alloc(0);
  for (const chunk of chunks) {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const length = rocketmqFraming.frameLength(pending, 0, pending.length, limit);
      if (length === 0 || length > pending.length) break;
      found.push(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
  }
  expect(pending.length).to.equal(0);
  return found;
}

const lengthOf = (text: string): number => rocketmqFraming.frameLength(hex(text), 0, 4, limit);

describe('rocketmqFraming', () => {
  const frames = goldenFrames.slice(0, 60).map(({ bytes }) => bytes);
  const stream = Buffer.concat(frames);

  it('finds the same frames however the stream is cut', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 40 });
    fc.assert(
      fc.property(cuts, (places) => {
        const at = [0, ...places.toSorted((a, b) => a - b), stream.length];
        const chunks = at.slice(1).map((end, index) => stream.subarray(at[index], end));
        expect(split(chunks)).to.deep.equal(frames);
      }),
      { numRuns: 20 },
    );
  });

  it('finds them byte by byte', () => {
    const few = Buffer.concat(frames.slice(0, 5));
    const bytes = Array.from({ length: few.length }, (_, at) => few.subarray(at, at + 1));
    expect(split(bytes)).to.deep.equal(frames.slice(0, 5));
  });

  it('looks only at bytes that are there', () => {
    const bytes = Buffer.concat([Buffer.alloc(3), hex('00000010')]);
    expect(rocketmqFraming.frameLength(bytes, 3, 6, limit)).to.equal(0);
    expect(rocketmqFraming.frameLength(bytes, 3, 7, limit)).to.equal(20);
  });

  it('refuses lengths out of bounds', () => {
    expect(lengthOf('00FFFFFC')).to.equal(limit);
    expect(() => lengthOf('00FFFFFD')).to.throw(FrameTooLargeError);
    expect(() => lengthOf('FFFFFFFF')).to.throw(FrameTooLargeError);
    expect(() => lengthOf('00000003')).to.throw(MalformedFrameError);
    expect(lengthOf('00000004')).to.equal(8);
  });
});
