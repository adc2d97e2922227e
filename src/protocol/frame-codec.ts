import {
  FrameTooLargeError,
  MalformedFrameError,
  UnknownSerializationError,
} from '../errors/protocol-error.js';
import { type ByteTarget, GrowingTarget } from './byte-target.js';
import {
  fitsBinaryHeader,
  maxBinaryHeaderBytes,
  readBinaryCommand,
  writeBinaryHeader,
} from './header-binary.js';
import { putInt32 } from './header-bytes.js';
import { maxJsonHeaderBytes, readJsonCommand, writeJsonHeader } from './header-json.js';
import type { LanguageCode } from './language-code.js';
import type { RemotingCommand } from './remoting-command.js';

/** How the header is written. Both forms are understood on every connection, whatever was sent. */
export type Serialization = 'json' | 'binary';

/** The limit of every Java peer, the length field included; above it the peer closes the connection. */
export const defaultMaxFrameBytes = 16_777_216;

/** Length field, then serialize type and header length in one word. */
const prefixBytes = 8;
const lengthFieldBytes = 4;
const maxHeaderBytes = 0xff_ff_ff;
const binaryType = 1;

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

/** Who the sender says it is, and in which form. */
export interface FrameOptions {
  readonly serialize: Serialization;
  readonly language: LanguageCode;
  readonly version: number;
  /** Larger frames are refused: the peer would close the connection for them. */
  readonly maxFrameBytes: number;
}

/**
 * Writes one frame into `target`. Codes above 32767 get a JSON header in any case.
 *
 * @throws {FrameTooLargeError} before anything is written
 * @throws {InvalidArgumentError} when the header's value is not what its codec wants; nothing is written then either
 */
export function writeFrame(
  command: RemotingCommand,
  opaque: number,
  options: FrameOptions,
  target: ByteTarget,
): void {
  const { header, body } = command;
  const { language, version, maxFrameBytes } = options;
  const bodyBytes = body === undefined ? 0 : body.length;
  if (bodyBytes > maxFrameBytes) throw new FrameTooLargeError(prefixBytes + bodyBytes, maxFrameBytes);
  const binary = options.serialize === 'binary' && fitsBinaryHeader(command.code);
  target.reserve(prefixBytes + (binary ? maxBinaryHeaderBytes(header) : maxJsonHeaderBytes(header)));
  const { buffer, position } = target;
  const start = position + prefixBytes;
  const end = binary
    ? writeBinaryHeader(command, opaque, language, version, buffer, start)
    : writeJsonHeader(command, opaque, language, version, buffer, start);
  const headerBytes = end - start;
  const frameBytes = prefixBytes + headerBytes + bodyBytes;
  if (frameBytes > maxFrameBytes || headerBytes > maxHeaderBytes)
    throw new FrameTooLargeError(frameBytes, Math.min(maxFrameBytes, prefixBytes + maxHeaderBytes));
  putInt32(buffer, position, frameBytes - lengthFieldBytes);
  putInt32(buffer, position + 4, binary ? (binaryType << 24) | headerBytes : headerBytes);
  target.commit(end - position);
  if (body !== undefined) target.append(body);
}

/** Reads frames; keeps a view of the buffer that it read last, which for a connection is always the same. */
export class FrameReader {
  #bytes: Buffer | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /**
   * Reads the frame in `bytes[start, end)`. Unless `owned`, nothing of `bytes` is kept: the body is copied once.
   *
   * @throws {MalformedFrameError} when its lengths contradict each other
   * @throws {UnknownSerializationError} when the header is neither JSON nor binary
   * @throws {DecodeError} when code, opaque or flag cannot be read
   */
  read(bytes: Buffer, start: number, end: number, owned: boolean): RemotingCommand {
    const frameBytes = end - start;
    const view = this.#viewOf(bytes);
    if (frameBytes < prefixBytes || view.getUint32(start) + lengthFieldBytes !== frameBytes)
      throw new MalformedFrameError(`A frame of ${frameBytes} bytes announces another length`);
    const word = view.getUint32(start + lengthFieldBytes);
    const headerStart = start + prefixBytes;
    const headerEnd = headerStart + (word & maxHeaderBytes);
    if (headerEnd > end)
      throw new MalformedFrameError(
        `A header of ${headerEnd - headerStart} bytes does not fit in a frame of ${frameBytes}`,
      );
    switch (word >>> 24) {
      case 0:
        return readJsonCommand(bytes, headerStart, headerEnd, view, keep(bytes, headerEnd, end, owned));
      case binaryType: {
        // Header and body are kept by one copy.
        if (owned) return readBinaryCommand(bytes, headerStart, headerEnd, keep(bytes, headerEnd, end, true));
        const kept = copy(bytes, headerStart, end);
        const split = headerEnd - headerStart;
        return readBinaryCommand(kept, 0, split, keep(kept, split, kept.length, true));
      }
      default:
        throw new UnknownSerializationError(word >>> 24);
    }
  }

  #viewOf(bytes: Buffer): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }
}

function keep(bytes: Buffer, start: number, end: number, owned: boolean): Buffer | undefined {
  if (start === end) return undefined;
  return owned ? bytes.subarray(start, end) : copy(bytes, start, end);
}

function copy(bytes: Buffer, start: number, end: number): Buffer {
  const kept = Buffer.allocUnsafe(end - start);
  bytes.copy(kept, 0, start, end);
  return kept;
}

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
  const target = new GrowingTarget();
  const {
    opaque = command.opaque,
    serialize = 'json',
    language = command.language,
    version = command.version,
    maxFrameBytes = defaultMaxFrameBytes,
  } = options;
  writeFrame(command, opaque, { serialize, language, version, maxFrameBytes }, target);
  return target.bytes();
}
