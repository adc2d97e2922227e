import { FrameTooLargeError, MalformedFrameError } from '../../src/errors/protocol-error.js';
import type { Framer } from '../../src/transport/framer.js';

const headBytes = 4;

/** Frames with nothing but a length in front: four bytes, big-endian, itself included. */
export const lengthFramer: Framer = {
  frameLength(bytes, start, end, maxFrameBytes) {
    if (end - start < headBytes) return 0;
    const length = bytes.readUInt32BE(start);
    if (length > maxFrameBytes) throw new FrameTooLargeError(length, maxFrameBytes);
    if (length < headBytes) throw new MalformedFrameError(`A frame cannot have ${length} bytes`);
    return length;
  },
};

/** The frame of {@link lengthFramer} around a body. */
export function frameOf(body: Uint8Array | string): Buffer {
  const bytes = Buffer.from(body);
  const frame = Buffer.allocUnsafe(headBytes + bytes.length);
  frame.writeUInt32BE(frame.length);
  bytes.copy(frame, headBytes);
  return frame;
}

/** A frame of exactly so many bytes, told apart from others by `seed`. */
export function frameOfSize(bytes: number, seed: number): Buffer {
  const body = Buffer.allocUnsafe(bytes - headBytes);
  for (let index = 0; index < body.length; index++) body[index] = (index * 31 + seed * 17) & 0xff;
  return frameOf(body);
}

export const bodyOf = (frame: Buffer): string => frame.toString('utf8', headBytes);
