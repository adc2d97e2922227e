import { DecodeError } from '../errors/protocol-error.js';
import type { CommandHeader } from './command-header.js';
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

/**
 * The command of a binary header (layout at `BinaryHeaderWriter`) in `bytes[start, end)`. The header keeps `bytes`, so they must not change.
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
