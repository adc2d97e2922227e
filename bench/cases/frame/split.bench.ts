import { rocketmqFraming } from '../../../src/protocol/frame-codec.js';
import { Inbox } from '../../../src/transport/inbox.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { cut, frameStream, lastByte } from '../../fixtures/frame-stream.js';
import type { Benchmark, Contestant } from '../../harness.js';
import { NaiveSplitter } from '../../peers/naive-splitter.js';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
/** What one TCP segment carries on an Ethernet. */
const segmentBytes = 1448;

/** 1 to 8, from a generator that is the same in every run. */
function createTinyCuts(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + (state >>> 29);
  };
}

/** Pushes all chunks and counts the frames that are whole. */
function counting(
  name: string,
  frameBytes: number,
  chunks: readonly Buffer[],
  create: (onFrame: (bytes: Buffer, start: number, end: number) => void) => { push(chunk: Buffer): void },
): Contestant {
  let frames = 0;
  const splitter = create((bytes, start, end) => {
    if (end - start === frameBytes && bytes[end - 1] === lastByte) frames++;
  });
  return {
    name,
    run: () => {
      frames = 0;
      for (const chunk of chunks) splitter.push(chunk);
      return frames;
    },
  };
}

function inbox(frameBytes: number, chunks: readonly Buffer[], name = 'rx-rocketmq'): Contestant {
  return counting(name, frameBytes, chunks, (onFrame) => {
    const splitter = new Inbox(rocketmqFraming, resolveTransportOptions());
    splitter.deliverTo({ onFrame });
    return splitter;
  });
}

function naive(frameBytes: number, chunks: readonly Buffer[]): Contestant {
  return counting(
    'Buffer.concat of every chunk',
    frameBytes,
    chunks,
    (onFrame) => new NaiveSplitter(onFrame),
  );
}

function segmented(frameBytes: number): readonly Buffer[] {
  return cut(frameStream(frameBytes, 1), () => segmentBytes);
}

/** Chunks of a stream to whole frames, each looked at and let go. */
export const benchmark: Benchmark = {
  async measure(bench) {
    for (const { name, frameBytes, frames, nextBytes, atLeast } of [
      { name: '64 B in 64 KiB', frameBytes: 64, frames: 16_384, nextBytes: () => 64 * kibibyte, atLeast: 4 },
      { name: '298 B in 64 KiB', frameBytes: 298, frames: 4096, nextBytes: () => 64 * kibibyte, atLeast: 4 },
      {
        name: '298 B in 1..8 B',
        frameBytes: 298,
        frames: 256,
        nextBytes: createTinyCuts(),
        atLeast: undefined,
      },
      {
        name: '42 KiB in 64 KiB',
        frameBytes: 42 * kibibyte,
        frames: 64,
        nextBytes: () => 64 * kibibyte,
        atLeast: 1.3,
      },
      {
        name: '4 MiB in 64 KiB',
        frameBytes: 4 * mebibyte,
        frames: 1,
        nextBytes: () => 64 * kibibyte,
        atLeast: 5,
      },
      {
        name: '4 MiB in 1448 B',
        frameBytes: 4 * mebibyte,
        frames: 1,
        nextBytes: () => segmentBytes,
        atLeast: 100,
      },
    ]) {
      const chunks = cut(frameStream(frameBytes, frames), nextBytes);
      await bench.compare({
        name,
        unit: 'frames',
        operations: frames,
        expected: frames,
        subject: inbox(frameBytes, chunks),
        peers: [{ ...naive(frameBytes, chunks), ...(atLeast === undefined ? {} : { atLeast }) }],
      });
    }
    await bench.compare({
      name: '8 MiB in 1448 B',
      unit: 'frames',
      operations: 1,
      expected: 1,
      subject: inbox(8 * mebibyte, segmented(8 * mebibyte)),
      // Twice the bytes in at most two and a half times the time.
      peers: [{ ...inbox(4 * mebibyte, segmented(4 * mebibyte), 'the same with 4 MiB'), atLeast: 0.4 }],
    });
  },
};
