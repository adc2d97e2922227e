import { expect } from 'chai';
import fc from 'fast-check';
import { FrameTooLargeError, MalformedFrameError } from '../../src/errors/protocol-error.js';
import type { Framer } from '../../src/transport/framer.js';
import { Inbox } from '../../src/transport/inbox.js';
import { frameOf, frameOfSize, lengthFramer } from '../support/length-framer.js';
import { FrameLog } from './frame-log.js';

const mebibyte = 1024 * 1024;

function makeInbox(
  receiver: Pick<FrameLog, 'onFrame'>,
  { framer = lengthFramer, receiveBufferBytes = 64, maxFrameBytes = 16 * mebibyte } = {},
): Inbox {
  const inbox = new Inbox(framer, { receiveBufferBytes, maxFrameBytes });
  inbox.deliverTo(receiver);
  return inbox;
}

/** As a socket with `onread` does: reads into the region, as much as it takes at a time. */
function read(inbox: Inbox, chunk: Buffer): void {
  for (let start = 0; start < chunk.length;) {
    const region = inbox.writableRegion();
    expect(region.length, 'a region to read into').to.be.greaterThan(0);
    const bytes = chunk.copy(region, 0, start);
    start += bytes;
    inbox.advance(bytes);
  }
}

const push = (inbox: Inbox, chunk: Buffer): void => inbox.push(chunk);
const ways = { 'read into its region': read, 'pushed into it': push };

/** Pieces of `bytes`, cut at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.toSorted((left, right) => left - right), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

for (const [way, feed] of Object.entries(ways)) {
  describe(`Inbox, with bytes ${way}`, () => {
    const frames = [frameOf('one'), frameOf(''), frameOfSize(24, 1), frameOfSize(70, 2), frameOf('last')];
    const stream = Buffer.concat(frames);

    it('finds the same frames at every two places where the stream is cut', () => {
      for (let first = 0; first <= stream.length; first++) {
        for (let second = first; second <= stream.length; second++) {
          const log = new FrameLog();
          const inbox = makeInbox(log);
          for (const piece of cut(stream, [first, second])) feed(inbox, piece);
          const found = Buffer.concat(log.frames);
          if (log.frames.length !== frames.length || !found.equals(stream))
            expect.fail(`other frames when cut at ${first} and ${second}`);
        }
      }
    });

    it('finds the same frames byte by byte', () => {
      const log = new FrameLog();
      const inbox = makeInbox(log);
      for (let index = 0; index < stream.length; index++) feed(inbox, stream.subarray(index, index + 1));
      expect(log.frames).to.deep.equal(frames);
    });

    it('finds the same frames however large they are and however the stream is cut', () => {
      const sizes = fc.array(fc.integer({ min: 4, max: 400 }), { minLength: 1, maxLength: 20 });
      const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });
      fc.assert(
        fc.property(
          sizes,
          shares,
          fc.integer({ min: 64, max: 300 }),
          (lengths, places, receiveBufferBytes) => {
            const expected = lengths.map((length, index) => frameOfSize(length, index));
            const bytes = Buffer.concat(expected);
            const log = new FrameLog();
            const inbox = makeInbox(log, { receiveBufferBytes });
            const pieces = cut(
              bytes,
              places.map((place) => Math.floor(place * bytes.length)),
            );
            for (const piece of pieces) feed(inbox, piece);
            expect(log.frames).to.deep.equal(expected);
          },
        ),
      );
    });

    it('gives a frame above half of its buffer one of its own, exactly as large', () => {
      const large = frameOfSize(4 * mebibyte, 3);
      const seen: [length: number, start: number, end: number, owned: boolean][] = [];
      const inbox = makeInbox({
        onFrame: (bytes, start, end, owned) => seen.push([bytes.length, start, end, owned]),
      });
      for (let start = 0; start < large.length; start += 1448)
        feed(inbox, large.subarray(start, start + 1448));
      expect(seen).to.deep.equal([[large.length, 0, large.length, true]]);
    });

    it('does not own what lies in its buffer', () => {
      const log = new FrameLog();
      feed(makeInbox(log), Buffer.concat([frameOfSize(32, 1), frameOfSize(32, 2)]));
      expect(log.owned).to.deep.equal([false, false]);
    });

    it('passes on what the framer throws', () => {
      const inbox = makeInbox(new FrameLog(), { maxFrameBytes: 100 });
      expect(() => feed(inbox, frameOfSize(101, 1))).to.throw(FrameTooLargeError);
    });

    it('passes on what its receiver throws', () => {
      const inbox = makeInbox({
        onFrame: () => {
          throw new Error('unreadable');
        },
      });
      expect(() => feed(inbox, frameOf('x'))).to.throw('unreadable');
      const large = makeInbox({
        onFrame: () => {
          throw new Error('unreadable');
        },
      });
      expect(() => feed(large, frameOfSize(100, 1))).to.throw('unreadable');
    });

    it('delivers nothing after it was stopped from within onFrame', () => {
      const log = new FrameLog(() => inbox.stop());
      const inbox = makeInbox(log);
      feed(inbox, Buffer.concat([frameOf('one'), frameOf('two')]));
      feed(inbox, Buffer.concat([frameOf('three'), frameOfSize(100, 1), frameOf('four')]));
      expect(log.frames).to.deep.equal([frameOf('one')]);
    });

    it('does not even look at what comes after it was stopped', () => {
      let looks = 0;
      const framer: Framer = {
        frameLength: (...args) => {
          looks++;
          return lengthFramer.frameLength(...args);
        },
      };
      const log = new FrameLog(() => inbox.stop());
      const inbox = makeInbox(log, { framer });
      feed(inbox, Buffer.concat([frameOf('one'), frameOf('two'), frameOf('three')]));
      expect([log.frames.length, looks]).to.deep.equal([1, 1]);
    });

    it('allocates no more than the limit for a framer that does not check it', () => {
      const framer: Framer = { frameLength: () => 2 ** 31 };
      const inbox = makeInbox(new FrameLog(), { framer, maxFrameBytes: 1000 });
      expect(() => feed(inbox, Buffer.alloc(4))).to.throw(FrameTooLargeError);
    });

    it('does not wait for ever for a framer that cannot tell a length', () => {
      const framer: Framer = { frameLength: () => 0 };
      const inbox = makeInbox(new FrameLog(), { framer });
      expect(() => feed(inbox, Buffer.alloc(33))).to.throw(
        MalformedFrameError,
        'The length of a frame is not known after 33 bytes',
      );
    });

    it('looks at the head of an unfinished frame once per piece, however much of it is there', () => {
      let looks = 0;
      const framer: Framer = {
        frameLength: (...args) => {
          looks++;
          return lengthFramer.frameLength(...args);
        },
      };
      const inbox = makeInbox(new FrameLog(), { framer, receiveBufferBytes: 1000 });
      const frame = frameOfSize(400, 1);
      for (let index = 0; index < frame.length; index++) feed(inbox, frame.subarray(index, index + 1));
      expect(looks).to.equal(frame.length);
    });
  });
}
