import type { CommandHeader } from './command-header.js';
import { maxJsonGrowth, putBytes, putDecimal, putJsonText } from './header-bytes.js';
import type { HeaderFields, HeaderWriters } from './header-codec.js';
import type { HeaderWriter } from './header-writer.js';
import { type LanguageCode, languageName } from './language-code.js';
import type { RemotingCommand } from './remoting-command.js';

const codeKey = Buffer.from('{"code":');
const fieldsKey = Buffer.from(',"extFields":{');
const flagKey = Buffer.from(',"flag":');
const remarkKey = Buffer.from(',"remark":"');
/** All keys, four numbers and the longest language name. */
const fixedBytes = 256;
/** Quotes, colon and comma. */
const fieldBytes = 6;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const closeBrace = 0x7d;

/** Writes the header of serialize type 0 as Java does, keys sorted (wire.md section 2.1). */
export class JsonHeaderWriter implements HeaderWriter {
  readonly type = 0;
  /** From the language to where the opaque comes. */
  readonly #beforeOpaque: Buffer;
  /** From behind the remark to the end. */
  readonly #end: Buffer;

  constructor(language: LanguageCode, version: number) {
    this.#beforeOpaque = Buffer.from(`,"language":"${languageName(language)}","opaque":`);
    this.#end = Buffer.from(`,"serializeTypeCurrentRPC":"JSON","version":${version}}`);
  }

  maxBytes({ value, added, remark }: CommandHeader, fields: HeaderWriters<unknown> | undefined): number {
    let units = remark?.length ?? 0;
    for (const key in added) units += key.length + (added[key] as string).length + fieldBytes;
    return fixedBytes + (fields?.maxBytes(value) ?? 0) + units * maxJsonGrowth;
  }

  write(
    { code, flag, header }: RemotingCommand,
    fields: HeaderWriters<unknown> | undefined,
    opaque: number,
    buffer: Buffer,
    position: number,
  ): number {
    let at = putBytes(buffer, position, codeKey);
    at = putDecimal(buffer, at, code);
    at = putExtFields(header, fields, buffer, at);
    at = putBytes(buffer, at, flagKey);
    at = putDecimal(buffer, at, flag);
    at = putBytes(buffer, at, this.#beforeOpaque);
    at = putDecimal(buffer, at, opaque);
    if (header.remark !== undefined) {
      at = putBytes(buffer, at, remarkKey);
      at = putJsonText(buffer, at, header.remark);
      buffer[at++] = quote;
    }
    return putBytes(buffer, at, this.#end);
  }
}

function putExtFields(
  { value, added }: CommandHeader,
  fields: HeaderWriters<unknown> | undefined,
  buffer: Buffer,
  position: number,
): number {
  const first = putBytes(buffer, position, fieldsKey);
  let at = fields === undefined ? first : fields.writeJson(value, buffer, first);
  if (added !== undefined) at = putAdded(added, buffer, at);
  if (at === first) return position;
  // The comma behind the last field gives way.
  buffer[at - 1] = closeBrace;
  return at;
}

function putAdded(added: HeaderFields, buffer: Buffer, position: number): number {
  let at = position;
  for (const key in added) {
    buffer[at] = quote;
    at = putJsonText(buffer, at + 1, key);
    buffer[at] = quote;
    buffer[at + 1] = colon;
    buffer[at + 2] = quote;
    at = putJsonText(buffer, at + 3, added[key] as string);
    buffer[at] = quote;
    buffer[at + 1] = comma;
    at += 2;
  }
  return at;
}
