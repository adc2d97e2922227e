import { DecodeError } from '../errors/protocol-error.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import type { CommandHeader } from './command-header.js';
import { maxUtf8Growth, putInt16, putInt32, putText } from './header-bytes.js';
import type { HeaderFields } from './header-codec.js';
import { type LanguageCode, toLanguageCode } from './language-code.js';
import { RemotingCommand } from './remoting-command.js';

const subject = 'the binary command header';
const fixedBytes = 21;
const languageOffset = 2;
const versionOffset = 3;
const opaqueOffset = 5;
const flagOffset = 9;
const remarkLengthOffset = 13;
const remarkOffset = 17;
const maxKeyBytes = 0x7fff;
/** What the header has bits for; larger codes can only travel in JSON. */
const maxCode = 0x7fff;

/** Whether the binary header can carry a code: the pop family (200050 and up) does not fit (wire.md section 2.6). */
export function fitsBinaryHeader(code: number): boolean {
  return code <= maxCode && code >= -maxCode - 1;
}

/** An upper bound of what {@link writeBinaryHeader} needs. */
export function maxBinaryHeaderBytes({ codec, value, added, remark }: CommandHeader): number {
  let units = remark?.length ?? 0;
  for (const key in added) units += key.length + (added[key] as string).length + 6;
  return fixedBytes + (codec?.maxBytes(value) ?? 0) + units * maxUtf8Growth;
}

/**
 * Writes the header of serialize type 1 (wire.md section 2.6, Java `RocketMQSerializable`); returns the position after it.
 *
 * | bytes | field                          |
 * | ----- | ------------------------------ |
 * | 2     | code                           |
 * | 1     | language                       |
 * | 2     | version                        |
 * | 4     | opaque                         |
 * | 4     | flag                           |
 * | 4 + n | remark, 0 = none               |
 * | 4 + E | fields: 2 + n key, 4 + n value |
 */
export function writeBinaryHeader(
  { code, flag, header }: RemotingCommand,
  opaque: number,
  language: LanguageCode,
  version: number,
  buffer: Buffer,
  position: number,
): number {
  const { codec, value, added, remark } = header;
  let at = putInt16(buffer, position, code);
  buffer[at++] = language;
  at = putInt16(buffer, at, version);
  at = putInt32(buffer, at, opaque);
  at = putInt32(buffer, at, flag);
  const remarkStart = at + 4;
  at = remark === undefined ? remarkStart : putText(buffer, remarkStart, remark);
  putInt32(buffer, remarkStart - 4, at - remarkStart);
  const fieldsStart = at + 4;
  at = codec === undefined ? fieldsStart : codec.writeBinary(value, buffer, fieldsStart);
  for (const key in added) at = putBinaryField(buffer, at, key, added[key] as string);
  putInt32(buffer, fieldsStart - 4, at - fieldsStart);
  return at;
}

function putBinaryField(buffer: Buffer, position: number, key: string, value: string): number {
  // An empty value reads back as null and breaks a signature (wire.md, trap 3).
  if (value === '') return position;
  const keyEnd = putText(buffer, position + 2, key);
  const keyBytes = keyEnd - position - 2;
  if (keyBytes > maxKeyBytes)
    throw new InvalidArgumentError('extFields', `named with at most ${maxKeyBytes} bytes`);
  putInt16(buffer, position, keyBytes);
  const at = putText(buffer, keyEnd + 4, value);
  putInt32(buffer, keyEnd, at - keyEnd - 4);
  return at;
}

/**
 * The command of a binary header in `bytes[start, end)`. The header keeps `bytes`, so they must not change.
 *
 * @throws {DecodeError} when its lengths do not fit together
 */
export function readBinaryCommand(
  bytes: Buffer,
  start: number,
  end: number,
  body: Buffer | undefined,
): RemotingCommand {
  const length = end - start;
  if (length < fixedBytes) throw new DecodeError(subject, `${length} bytes are too few`);
  const remarkBytes = bytes.readInt32BE(start + remarkLengthOffset);
  const room = length - fixedBytes;
  if (remarkBytes < 0 || remarkBytes > room)
    throw new DecodeError(subject, `a remark of ${remarkBytes} bytes does not fit`, remarkLengthOffset);
  const fieldsBytes = bytes.readInt32BE(start + remarkOffset + remarkBytes);
  if (fieldsBytes < 0 || fieldsBytes > room - remarkBytes)
    throw new DecodeError(subject, `fields of ${fieldsBytes} bytes do not fit`, remarkOffset + remarkBytes);
  return new RemotingCommand(
    bytes.readInt16BE(start),
    bytes.readInt32BE(start + opaqueOffset),
    bytes.readInt32BE(start + flagOffset),
    new BinaryHeader(bytes, start, remarkBytes, fieldsBytes),
    body,
  );
}

class BinaryHeader implements CommandHeader {
  readonly codec = undefined;
  readonly value = undefined;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #remarkBytes: number;
  readonly #fieldsBytes: number;
  #fields: HeaderFields | undefined;

  constructor(bytes: Buffer, start: number, remarkBytes: number, fieldsBytes: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#remarkBytes = remarkBytes;
    this.#fieldsBytes = fieldsBytes;
    this.#fields = undefined;
  }

  get language(): LanguageCode {
    return toLanguageCode(this.#bytes[this.#start + languageOffset]);
  }

  get version(): number {
    return this.#bytes.readInt16BE(this.#start + versionOffset);
  }

  get remark(): string | undefined {
    const start = this.#start + remarkOffset;
    return this.#remarkBytes === 0
      ? undefined
      : this.#bytes.toString('utf8', start, start + this.#remarkBytes);
  }

  get extFields(): HeaderFields | undefined {
    if (this.#fieldsBytes === 0) return undefined;
    const start = this.#start + fixedBytes + this.#remarkBytes;
    this.#fields ??= readFields(this.#bytes, start, start + this.#fieldsBytes);
    return this.#fields;
  }

  get added(): HeaderFields | undefined {
    return this.extFields;
  }
}

function readFields(bytes: Buffer, start: number, end: number): HeaderFields {
  const fields: Record<string, string> = {};
  let at = start;
  while (at < end) {
    const keyEnd = at + 2 + readLength(bytes, at, end, 2);
    const valueStart = keyEnd + 4;
    const valueEnd = valueStart + readLength(bytes, keyEnd, end, 4);
    // Java reads an empty value as null, which is as good as absent.
    if (valueEnd > valueStart)
      defineField(
        fields,
        bytes.toString('utf8', at + 2, keyEnd),
        bytes.toString('utf8', valueStart, valueEnd),
      );
    at = valueEnd;
  }
  return fields;
}

/** The length at `at`, checked: what it measures lies before `end`. */
function readLength(bytes: Buffer, at: number, end: number, size: 2 | 4): number {
  if (at + size > end) throw new DecodeError(subject, 'the fields end within a length');
  const length = size === 2 ? bytes.readInt16BE(at) : bytes.readInt32BE(at);
  if (length < 0 || length > end - at - size)
    throw new DecodeError(subject, `a field of ${length} bytes does not fit`);
  return length;
}

function defineField(fields: Record<string, string>, key: string, value: string): void {
  // Assigning to __proto__ would be lost.
  if (key === '__proto__')
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  else fields[key] = value;
}
