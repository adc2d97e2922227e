import { DecodeError } from '../errors/protocol-error.js';
import { type OpenContainer, resolveReference } from './lenient-json-reference.js';
import type { LenientJson, LenientJsonArray, LenientJsonObject } from './lenient-json-value.js';

export type { LenientJson, LenientJsonArray, LenientJsonObject } from './lenient-json-value.js';

/** Deeper than any body; what is deeper is an attack on the stack. */
const maxDepth = 64;
/** More than any body has; bounds the work of who walks the result, where each is met like a copy. */
const maxReferences = 1024;
/** Those of a 64-bit integer, with its sign. */
const maxIntegerLength = 20;

const quote = 0x22;
const backslash = 0x5c;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const integer = /^-?\d+$/;
const word = /true|false|null|NaN/y;
const escape = /\\(?:(["\\/bfnrt])|u([\da-fA-F]{4}))/y;
const control: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Parses JSON as fastjson writes it (wire.md section 3), which is more than JSON: keys that are integers become texts,
 * keys that are message queues become `topic@brokerName@queueId`, references to earlier objects are resolved, `NaN` is
 * null, 64-bit integers beyond 2^53 are bigints. Of equal keys the last counts. Linear in the length of `text`.
 *
 * @param subject - what is parsed, for the error
 * @throws {DecodeError} for anything else
 */
export function parseLenientJson(text: string, subject: string): LenientJson {
  return new Parser(text, subject).parse();
}

class Parser {
  readonly #text: string;
  readonly #subject: string;
  readonly #open: OpenContainer[] = [];
  #at = 0;
  #references = 0;

  constructor(text: string, subject: string) {
    this.#text = text;
    this.#subject = subject;
  }

  parse(): LenientJson {
    const value = this.#value();
    if (this.#peek() !== '') throw this.#error('something follows its end');
    return value;
  }

  #value(): LenientJson {
    switch (this.#peek()) {
      case '{':
        return this.#resolved(this.#object());
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      case 't':
      case 'f':
      case 'n':
      case 'N':
        return this.#word();
      default:
        return this.#number();
    }
  }

  #object(): LenientJsonObject {
    const value = Object.create(null) as LenientJsonObject;
    const container = this.#enter(value);
    if (!this.#skip('}')) {
      do {
        container.key = this.#key();
        if (!this.#skip(':')) throw this.#error('a colon is missing');
        value[container.key] = this.#value();
      } while (this.#hasMore('}'));
    }
    this.#open.pop();
    return value;
  }

  #array(): LenientJsonArray {
    const value: LenientJsonArray = [];
    const container = this.#enter(value);
    if (!this.#skip(']')) {
      do {
        container.key = String(value.length);
        value.push(this.#value());
      } while (this.#hasMore(']'));
    }
    this.#open.pop();
    return value;
  }

  /** Reads the opening bracket. */
  #enter(value: LenientJsonArray | LenientJsonObject): OpenContainer {
    if (this.#open.length === maxDepth) throw this.#error(`it is nested deeper than ${maxDepth} levels`);
    const container = { value, key: '' };
    this.#open.push(container);
    this.#at++;
    return container;
  }

  /** Reads the comma before another element, or the closing bracket. */
  #hasMore(close: string): boolean {
    if (this.#skip(',')) return true;
    if (this.#skip(close)) return false;
    throw this.#error('a comma or a closing bracket is missing');
  }

  #key(): string {
    const next = this.#peek();
    if (next === '"') return this.#string();
    if (next === '{') return this.#queueKey(this.#object());
    const key = this.#take(number);
    if (key === undefined || !integer.test(key)) throw this.#error('a key is missing');
    return key;
  }

  #queueKey({ topic, brokerName, queueId }: LenientJsonObject): string {
    if (typeof topic !== 'string' || typeof brokerName !== 'string' || typeof queueId !== 'number')
      throw this.#error('a key is an object other than a message queue');
    return `${topic}@${brokerName}@${queueId}`;
  }

  #resolved(object: LenientJsonObject): LenientJson {
    const path = object['$ref'];
    if (typeof path !== 'string' || Object.keys(object).length > 1) return object;
    const target = ++this.#references > maxReferences ? undefined : resolveReference(path, this.#open);
    if (target === undefined) throw this.#error('a reference leads nowhere');
    return target;
  }

  #string(): string {
    const text = this.#text;
    let start = ++this.#at;
    let value = '';
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) break;
      if (code === backslash) {
        value += text.slice(start, this.#at) + this.#escape();
        start = this.#at;
      } else if (this.#at >= text.length) throw this.#error('a text does not end');
      else this.#at++;
    }
    return value + text.slice(start, this.#at++);
  }

  #escape(): string {
    escape.lastIndex = this.#at;
    const match = escape.exec(this.#text);
    if (match === null) throw this.#error('an escape is unknown');
    this.#at = escape.lastIndex;
    const [, letter, hex] = match;
    return letter === undefined ? String.fromCharCode(parseInt(hex ?? '', 16)) : (control[letter] ?? letter);
  }

  #word(): boolean | null {
    const name = this.#take(word);
    if (name === undefined) throw this.#error('a value is missing');
    return name === 'true' ? true : name === 'false' ? false : null;
  }

  #number(): number | bigint {
    const digits = this.#take(number);
    if (digits === undefined) throw this.#error('a value is missing');
    const value = Number(digits);
    // What is longer than a 64-bit integer was a double; converting it to a bigint would take more than linear time.
    const isExact = Number.isSafeInteger(value) || digits.length > maxIntegerLength || !integer.test(digits);
    return isExact ? value : BigInt(digits);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    this.#at += match?.length ?? 0;
    return match;
  }

  #skip(character: string): boolean {
    const isNext = this.#peek() === character;
    if (isNext) this.#at++;
    return isNext;
  }

  /** The next character that is not white space; empty at the end. */
  #peek(): string {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text.charAt(this.#at);
  }

  #error(reason: string): DecodeError {
    return new DecodeError(this.#subject, reason, this.#at);
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
