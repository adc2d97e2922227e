import { GrowingTarget } from './byte-target.js';
import { FrameReader } from './frame-reader.js';
import { type FrameOptions, FrameWriter } from './frame-writer.js';
import { defaultMaxFrameBytes } from './framing.js';
import type { RemotingCommand } from './remoting-command.js';

export { rocketmqFraming } from './framing.js';

/**
 * The command in one whole frame, the four-byte length included. Keeps nothing of `bytes`.
 *
 * @throws {ProtocolError} `bytes` are not exactly one frame; see {@link FrameReader.read}
 */
export function decodeFrame(bytes: Uint8Array): RemotingCommand {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new FrameReader().read(buffer, 0, buffer.length, false);
}

/** One frame, the four-byte length included. What `options` leave open is taken from the command. */
export function encodeFrame(
  command: RemotingCommand,
  options: Partial<FrameOptions> & { readonly opaque?: number } = {},
): Buffer {
  const {
    opaque = command.opaque,
    serialize = 'json',
    language = command.language,
    version = command.version,
    maxFrameBytes = defaultMaxFrameBytes,
  } = options;
  const target = new GrowingTarget();
  new FrameWriter({ serialize, language, version, maxFrameBytes }).write(command, opaque, target);
  return target.bytes();
}
