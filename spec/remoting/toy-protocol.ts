import { DecodeError, FrameTooLargeError, MalformedFrameError } from '../../src/errors/protocol-error.js';
import type { MessageKind, WireProtocol } from '../../src/remoting/wire-protocol.js';

/** What the toy writes: a call unless it says otherwise. */
export interface ToyRequest {
  readonly text: string;
  readonly kind?: MessageKind;
}

export interface ToyMessage {
  readonly kind: MessageKind;
  readonly id: number;
  readonly text: string;
}

const kinds: readonly MessageKind[] = ['call', 'reply', 'oneway', 'exception'];
const headBytes = 9;

/**
 * A protocol that has nothing to do with any broker: length (4 bytes, itself included), kind (1), correlation id (4),
 * text in UTF-8.
 */
export const toyProtocol: WireProtocol<ToyRequest, ToyMessage> = {
  name: 'toy',

  frameLength(bytes, start, end, maxFrameBytes) {
    if (end - start < 4) return 0;
    const length = bytes.readUInt32BE(start);
    if (length > maxFrameBytes) throw new FrameTooLargeError(length, maxFrameBytes);
    if (length < headBytes) throw new MalformedFrameError(`A toy frame cannot have ${length} bytes`);
    return length;
  },

  encode({ text, kind = 'call' }, id, target) {
    if (text === 'unencodable') throw new DecodeError('a toy text', 'it cannot be written');
    const frame = toyFrame({ kind, id, text });
    target.reserve(frame.length);
    frame.copy(target.buffer, target.position);
    target.commit(frame.length);
  },

  decode(bytes, start, end) {
    const kind = kinds[bytes.readUInt8(start + 4)];
    if (kind === undefined) throw new DecodeError('a toy frame', 'its kind is unknown', start + 4);
    return { kind, id: bytes.readUInt32BE(start + 5), text: bytes.toString('utf8', start + headBytes, end) };
  },

  kind: (message) => message.kind,
  correlationId: (message) => message.id,
};

/** The frame that `message` is on the wire. */
export function toyFrame({ kind, id, text }: ToyMessage): Buffer {
  const frame = Buffer.alloc(headBytes + Buffer.byteLength(text));
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt8(kinds.indexOf(kind), 4);
  frame.writeUInt32BE(id, 5);
  frame.write(text, headBytes);
  return frame;
}
