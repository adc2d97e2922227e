import { FrameTooLargeError } from '../errors/protocol-error.js';
import type { ByteTarget } from './byte-target.js';
import { lengthFieldBytes, maxHeaderBytes, prefixBytes } from './framing.js';
import { BinaryHeaderWriter, fitsBinaryHeader } from './header-binary-writer.js';
import { putInt32 } from './header-bytes.js';
import type { HeaderCodec, HeaderWriters } from './header-codec.js';
import { JsonHeaderWriter } from './header-json-writer.js';
import type { HeaderWriter } from './header-writer.js';
import type { LanguageCode } from './language-code.js';
import type { RemotingCommand } from './remoting-command.js';

/** How the header is written. Both forms are understood on every connection, whatever was sent. */
export type Serialization = 'json' | 'binary';

/** Who the sender says it is, and in which form. */
export interface FrameOptions {
  readonly serialize: Serialization;
  readonly language: LanguageCode;
  readonly version: number;
  /** Larger frames are refused: the peer would close the connection for them. */
  readonly maxFrameBytes: number;
}

/** Writes frames for one sender. */
export class FrameWriter {
  readonly #maxFrameBytes: number;
  readonly #json: HeaderWriter;
  /** For codes that fit in it; the JSON writer where JSON was chosen. */
  readonly #small: HeaderWriter;
  readonly #writers = new WeakMap<HeaderCodec<unknown>, HeaderWriters<unknown>>();
  #lastCodec: HeaderCodec<unknown> | undefined;
  #lastWriters: HeaderWriters<unknown> | undefined;

  constructor({ serialize, language, version, maxFrameBytes }: FrameOptions) {
    this.#maxFrameBytes = maxFrameBytes;
    this.#json = new JsonHeaderWriter(language, version);
    this.#small = serialize === 'json' ? this.#json : new BinaryHeaderWriter(language, version);
  }

  /**
   * Writes one frame into `target`.
   *
   * @throws {FrameTooLargeError} before anything is written
   * @throws {InvalidArgumentError} when the header's value is not what its codec wants; nothing is written then either
   */
  write(command: RemotingCommand, opaque: number, target: ByteTarget): void {
    const { header, body } = command;
    const fields = header.codec === this.#lastCodec ? this.#lastWriters : this.#writersOf(header.codec);
    const writer = fitsBinaryHeader(command.code) ? this.#small : this.#json;
    target.reserve(prefixBytes + writer.maxBytes(header, fields));
    const { buffer, position } = target;
    const start = position + prefixBytes;
    const end = writer.write(command, fields, opaque, buffer, start);
    const headerBytes = end - start;
    const frameBytes = prefixBytes + headerBytes + (body === undefined ? 0 : body.length);
    if (frameBytes > this.#maxFrameBytes || headerBytes > maxHeaderBytes)
      throw new FrameTooLargeError(frameBytes, Math.min(this.#maxFrameBytes, prefixBytes + maxHeaderBytes));
    putInt32(buffer, position, frameBytes - lengthFieldBytes);
    putInt32(buffer, position + lengthFieldBytes, (writer.type << 24) | headerBytes);
    target.commit(end - position);
    if (body !== undefined) target.append(body);
  }

  #writersOf(codec: HeaderCodec<unknown> | undefined): HeaderWriters<unknown> | undefined {
    if (codec === undefined) return undefined;
    const writers = this.#writers.get(codec) ?? codec.createWriters();
    this.#writers.set(codec, writers);
    this.#lastCodec = codec;
    this.#lastWriters = writers;
    return writers;
  }
}
