import { InvalidArgumentError } from '../errors/usage-error.js';
import type { CommandHeader } from './command-header.js';
import { maxUtf8Growth, putInt16, putInt32, putText } from './header-bytes.js';
import type { HeaderFields, HeaderWriters } from './header-codec.js';
import type { HeaderWriter } from './header-writer.js';
import type { LanguageCode } from './language-code.js';
import type { RemotingCommand } from './remoting-command.js';

const fixedBytes = 21;
/** Lengths of key and value. */
const fieldBytes = 6;
const maxKeyBytes = 0x7fff;
/** What the header has bits for; larger codes can only travel in JSON. */
const maxCode = 0x7fff;

/** Whether the binary header can carry a code: the pop family (200050 and up) does not fit (wire.md section 2.6). */
export function fitsBinaryHeader(code: number): boolean {
  return code <= maxCode && code >= -maxCode - 1;
}

/**
 * Writes the header of serialize type 1 (wire.md section 2.6, Java `RocketMQSerializable`).
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
export class BinaryHeaderWriter implements HeaderWriter {
  readonly type = 1;
  readonly #language: LanguageCode;
  readonly #version: number;

  constructor(language: LanguageCode, version: number) {
    this.#language = language;
    this.#version = version;
  }

  maxBytes({ value, added, remark }: CommandHeader, fields: HeaderWriters<unknown> | undefined): number {
    let units = remark?.length ?? 0;
    for (const key in added) units += key.length + (added[key] as string).length + fieldBytes;
    return fixedBytes + (fields?.maxBytes(value) ?? 0) + units * maxUtf8Growth;
  }

  write(
    { code, flag, header }: RemotingCommand,
    fields: HeaderWriters<unknown> | undefined,
    opaque: number,
    buffer: Buffer,
    position: number,
  ): number {
    const { value, added, remark } = header;
    let at = putInt16(buffer, position, code);
    buffer[at++] = this.#language;
    at = putInt16(buffer, at, this.#version);
    at = putInt32(buffer, at, opaque);
    at = putInt32(buffer, at, flag);
    const remarkStart = at + 4;
    at = remark === undefined ? remarkStart : putText(buffer, remarkStart, remark);
    putInt32(buffer, remarkStart - 4, at - remarkStart);
    const fieldsStart = at + 4;
    at = fields === undefined ? fieldsStart : fields.writeBinary(value, buffer, fieldsStart);
    if (added !== undefined) at = putAdded(added, buffer, at);
    putInt32(buffer, fieldsStart - 4, at - fieldsStart);
    return at;
  }
}

function putAdded(added: HeaderFields, buffer: Buffer, position: number): number {
  let at = position;
  for (const key in added) {
    const value = added[key] as string;
    // An empty value reads back as null and breaks a signature (wire.md, trap 3).
    if (value !== '') at = putField(buffer, at, key, value);
  }
  return at;
}

function putField(buffer: Buffer, position: number, key: string, value: string): number {
  const keyEnd = putText(buffer, position + 2, key);
  const keyBytes = keyEnd - position - 2;
  if (keyBytes > maxKeyBytes)
    throw new InvalidArgumentError('extFields', `named with at most ${maxKeyBytes} bytes`);
  putInt16(buffer, position, keyBytes);
  const at = putText(buffer, keyEnd + 4, value);
  putInt32(buffer, keyEnd, at - keyEnd - 4);
  return at;
}
