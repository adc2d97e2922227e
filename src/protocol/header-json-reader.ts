import { DecodeError } from '../errors/protocol-error.js';
import type { CommandHeader } from './command-header.js';
import type { HeaderFields } from './header-codec.js';
import type { DispatchFields } from './header-scan.js';
import { scanAnyHeader } from './header-scan-any.js';
import { scanJavaHeader } from './header-scan-java.js';
import { type LanguageCode, toLanguageCode } from './language-code.js';
import { RemotingCommand } from './remoting-command.js';

const subject = 'the command header';

/** What `toString('latin1', start, end)` calls in the end; directly it takes a fifth less. */
interface LatinBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
}

const codeKey = '{"code":';
const fieldsKey = ',"extFields":{';
const zero = 0x30;

/**
 * The command of a JSON header in `bytes[start, end)`, with the header kept as a string until somebody asks for more
 * than code, opaque and flag.
 *
 * @param view - of `bytes`
 * @throws {DecodeError} when it is no JSON object, has no opaque, or a number in it is not one of 32 bits
 */
export function readJsonCommand(
  bytes: Buffer,
  start: number,
  end: number,
  view: DataView,
  body: Buffer | undefined,
): RemotingCommand {
  // One character per byte: the cheapest way to keep them, and positions in both are the same.
  const text = (bytes as LatinBuffer).latin1Slice(start, end);
  const java = scanJavaHeader(bytes, start, end, text, view);
  const { code, opaque, flag } = java ?? scanAnyHeader(bytes, start, end, text) ?? parseDispatchFields(text);
  return new RemotingCommand(code, opaque, flag, new JsonHeader(text, java !== undefined), body);
}

function parseDispatchFields(text: string): DispatchFields {
  const { code, opaque, flag } = parseObject(text);
  if (opaque === undefined) throw new DecodeError(subject, 'opaque is missing');
  return { code: toInt32(code, 'code'), opaque: toInt32(opaque, 'opaque'), flag: toInt32(flag, 'flag') };
}

interface ParsedHeader {
  readonly language: LanguageCode;
  readonly version: number;
  readonly remark: string | undefined;
  readonly extFields: HeaderFields | undefined;
}

class JsonHeader implements CommandHeader {
  readonly text: string;
  readonly #isJava: boolean;
  #parsed: ParsedHeader | undefined;

  /** @param isJava - the text has the form that `scanJavaHeader` knows */
  constructor(text: string, isJava: boolean) {
    this.text = text;
    this.#isJava = isJava;
    this.#parsed = undefined;
  }

  /** In that form `extFields` come right behind the code, if there are any. */
  get fieldsStart(): number {
    if (!this.#isJava || !isAscii(this.text)) return -1;
    let at = codeKey.length;
    while (isDigit(this.text.charCodeAt(at))) at++;
    return this.text.startsWith(fieldsKey, at) ? at + fieldsKey.length : -1;
  }

  get codec(): undefined {
    return undefined;
  }

  get value(): undefined {
    return undefined;
  }

  get language(): LanguageCode {
    return this.#read().language;
  }

  get version(): number {
    return this.#read().version;
  }

  get remark(): string | undefined {
    return this.#read().remark;
  }

  get extFields(): HeaderFields | undefined {
    return this.#read().extFields;
  }

  get added(): HeaderFields | undefined {
    return this.#read().extFields;
  }

  #read(): ParsedHeader {
    if (this.#parsed === undefined) {
      const { language, version, remark, extFields } = parseObject(this.text);
      this.#parsed = {
        language: toLanguageCode(language ?? 0),
        version: toInt32(version, 'version'),
        remark: remark === undefined || remark === null ? undefined : toText(remark, 'remark'),
        extFields: extFields === undefined || extFields === null ? undefined : toFields(extFields),
      };
    }
    return this.#parsed;
  }
}

function isDigit(unit: number): boolean {
  return unit >= zero && unit <= zero + 9;
}

/** @param text - UTF-8, each byte as one character */
function parseObject(text: string): { [key: string]: unknown } {
  let root: unknown;
  try {
    root = JSON.parse(isAscii(text) ? text : Buffer.from(text, 'latin1').toString('utf8'));
  } catch {
    // The parser's own words quote the text, credentials included: they are not passed on.
    throw new DecodeError(subject, 'it is not JSON');
  }
  return toObject(root, 'it');
}

/** Characters above 127 take two bytes. */
function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

function toObject(value: unknown, name: string): { [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DecodeError(subject, `${name} is not an object`);
  return value as { [key: string]: unknown };
}

/** Java's reader takes a number in quotes for a number and an absent one for 0 (wire.md section 2.1). */
function toInt32(value: unknown, name: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : (value ?? 0);
  if (typeof number !== 'number' || number !== (number | 0))
    throw new DecodeError(subject, `${name} is not a 32-bit integer`);
  return number | 0;
}

function toText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new DecodeError(subject, `${name} is not a text`);
}

/** Bare numbers and booleans become texts, as with Java's reader; a null is as good as absent. */
function toFields(value: unknown): HeaderFields {
  const fields = toObject(value, 'extFields');
  for (const key in fields) {
    const field = fields[key];
    if (field === null) delete fields[key];
    else if (typeof field !== 'string') fields[key] = toText(field, `field ${key}`);
  }
  return fields as HeaderFields;
}
