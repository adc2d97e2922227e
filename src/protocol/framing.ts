import { FrameTooLargeError, MalformedFrameError } from '../errors/protocol-error.js';

/** Length field, then serialize type and header length in one word. */
export const prefixBytes = 8;
export const lengthFieldBytes = 4;
/** The header length has 24 bits. */
export const maxHeaderBytes = 0xff_ff_ff;

/** The limit of every Java peer, the length field included; above it the peer closes the connection. */
export const defaultMaxFrameBytes = 16_777_216;

/**
 * The length of the frame at `start`, length field included; 0 while `bytes[start, end)` does not hold enough to tell.
 *
 * @throws {FrameTooLargeError} when it is above `maxFrameBytes`
 * @throws {MalformedFrameError} when it leaves no room for a header
 */
export function frameLength(bytes: Buffer, start: number, end: number, maxFrameBytes: number): number {
  if (end - start < lengthFieldBytes) return 0;
  const frameBytes = bytes.readUInt32BE(start) + lengthFieldBytes;
  if (frameBytes > maxFrameBytes) throw new FrameTooLargeError(frameBytes, maxFrameBytes);
  if (frameBytes < prefixBytes) throw new MalformedFrameError(`A frame of ${frameBytes} bytes has no header`);
  return frameBytes;
}

/** Finds frames in a stream (wire.md section 1); satisfies `Framer`. */
export const rocketmqFraming = { frameLength };
