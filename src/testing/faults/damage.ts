import { lengthFieldBytes, maxHeaderBytes, prefixBytes } from '../../protocol/framing.js';

/** Which part of a frame is made wrong. */
export type CorruptPart = 'length' | 'headerLength' | 'serialization' | 'header' | 'body';

/** What is cut off: half of the body, with lengths that fit again; or half of the frame, as by a peer that dies while it writes. */
export type TruncatePart = 'body' | 'frame';

/** The same frame with one part made wrong. A frame without a body has its header damaged instead. */
export function corruptFrame(frame: Buffer, part: CorruptPart, random: () => number): Buffer {
  const damaged = Buffer.from(frame);
  const headerEnd = endOfHeader(frame);
  switch (part) {
    case 'length':
      // Above every limit: a smaller wrong length would make the reader wait for bytes that never come.
      damaged.writeUInt32BE(0x7f00_0000 + Math.floor(random() * 0xff_ff_ff), 0);
      break;
    case 'headerLength':
      // Three of the four bytes: the serialization stays.
      damaged.writeUIntBE(frame.length + Math.floor(random() * 1000), lengthFieldBytes + 1, 3);
      break;
    case 'serialization':
      damaged.writeUInt8(2 + Math.floor(random() * 254), lengthFieldBytes);
      break;
    case 'header':
      scramble(damaged, prefixBytes, headerEnd, random);
      break;
    case 'body':
      if (headerEnd < frame.length) scramble(damaged, headerEnd, frame.length, random);
      else scramble(damaged, prefixBytes, headerEnd, random);
  }
  return damaged;
}

/** The first half of the body, in a frame that says so; the frame itself when it has none. */
export function cutBody(frame: Buffer): Buffer {
  const headerEnd = endOfHeader(frame);
  const cut = Buffer.from(frame.subarray(0, headerEnd + ((frame.length - headerEnd) >>> 1)));
  cut.writeUInt32BE(cut.length - lengthFieldBytes, 0);
  return cut;
}

const endOfHeader = (frame: Buffer): number =>
  prefixBytes + (frame.readUInt32BE(lengthFieldBytes) & maxHeaderBytes);

/** Changes every byte: none keeps its value. */
function scramble(bytes: Buffer, start: number, end: number, random: () => number): void {
  for (let at = start; at < end; at++) bytes[at] = bytes[at]! ^ (1 + Math.floor(random() * 255));
}
