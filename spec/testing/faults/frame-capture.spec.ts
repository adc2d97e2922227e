import { expect } from 'chai';
import fc from 'fast-check';
import { encodeFrame } from '../../../src/protocol/frame-codec.js';
import { FrameWriter } from '../../../src/protocol/frame-writer.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { LanguageCode } from '../../../src/protocol/language-code.js';
import { createRequest } from '../../../src/protocol/remoting-command.js';
import { FrameCapture } from '../../../src/testing/faults/frame-capture.js';

const requestOf = (bodyBytes: number) =>
  createRequest(10, EmptyHeader, {}, Buffer.alloc(bodyBytes, bodyBytes));

describe('FrameCapture', () => {
  it('gives what a protocol writes as whole frames, each when it is whole', () => {
    const writer = new FrameWriter({
      serialize: 'json',
      language: LanguageCode.OTHER,
      version: 401,
      maxFrameBytes: 1 << 24,
    });
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 10 }), (sizes) => {
        const frames: Buffer[] = [];
        const capture = new FrameCapture((frame) => frames.push(frame));
        for (const [index, size] of sizes.entries()) {
          writer.write(requestOf(size), index, capture);
          expect(frames).to.have.length(index + 1);
        }
        const expected = sizes.map((size, opaque) => encodeFrame(requestOf(size), { opaque, version: 401 }));
        expect(frames.map((frame, index) => frame.equals(expected[index]!))).to.deep.equal(
          sizes.map(() => true),
        );
      }),
    );
  });

  it('gives the same frames wherever the stream is cut', () => {
    const stream = [0, 5, 300].map((size) => encodeFrame(requestOf(size)));
    const bytes = Buffer.concat(stream);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        const frames: Buffer[] = [];
        const capture = new FrameCapture((frame) => frames.push(frame));
        let start = 0;
        for (const end of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
          capture.append(bytes.subarray(start, end));
          start = end;
        }
        expect(frames.length).to.equal(3);
        expect(Buffer.concat(frames).equals(bytes)).to.equal(true);
      }),
    );
  });

  it('may be written into by who gets a frame', () => {
    const frames: number[] = [];
    const capture: FrameCapture = new FrameCapture((frame) => {
      frames.push(frame.length);
      if (frames.length < 3) capture.append(encodeFrame(requestOf(frames.length)));
    });
    capture.append(encodeFrame(requestOf(0)));
    expect(frames).to.have.length(3);
  });
});
