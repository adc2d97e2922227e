import { FilterSyntaxError } from '../filter-syntax-error.js';

/** Reserved words and signs are their own type, in capitals. */
export interface Token {
  readonly type: string;
  /** As written. Of a text: its value, without quotes. */
  readonly text: string;
  /** Index of its first character in the expression. */
  readonly position: number;
}

const keywords = new Set([
  'NOT',
  'AND',
  'OR',
  'BETWEEN',
  'IN',
  'TRUE',
  'FALSE',
  'NULL',
  'IS',
  'CONTAINS',
  'STARTSWITH',
  'ENDSWITH',
]);

const blank = /(?:[ \t\n\r\f]+|--[^\n\r]*[\n\r]|\/\*[^]*?\*\/)/y;
const word = /[a-z_$][\w$]*/iy;
const decimal = /\d+\.\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+/iy;
// A leading zero is a number by itself: `007` is three of them.
const whole = /0|[1-9]\d*l?/iy;
const text = /'(?:''|[^'])*'/y;
const sign = /<>|>=|<=|[=<>(),+-]/y;

/**
 * The words of an expression, read when they are asked for: what stands behind the end of a complete expression is never looked at,
 * except for its first token.
 *
 * @see apache/rocketmq 5.3.3 `filter/…/parser/SelectorParser.jj`, section Tokens
 */
export class Tokenizer {
  readonly #source: string;
  /** No line comment begins behind it: looking for its end each time would be quadratic. */
  readonly #lastLineEnd: number;
  #position = 0;

  constructor(source: string) {
    this.#source = source;
    this.#lastLineEnd = Math.max(source.lastIndexOf('\n'), source.lastIndexOf('\r'));
  }

  /** The next token; of type `end`, again and again, when there is none. */
  next(): Token {
    this.#skipBlanks();
    const position = this.#position;
    if (position === this.#source.length) return { type: 'end', text: '', position };
    const name = this.#take(word);
    if (name !== undefined) {
      const capitals = name.toUpperCase();
      return { type: keywords.has(capitals) ? capitals : 'name', text: name, position };
    }
    const number = this.#take(decimal);
    if (number !== undefined) return { type: 'decimal', text: number, position };
    const digits = this.#take(whole);
    if (digits !== undefined) return { type: 'whole', text: digits, position };
    const quoted = this.#take(text);
    if (quoted !== undefined)
      return { type: 'text', text: quoted.slice(1, -1).replaceAll("''", "'"), position };
    const type = this.#take(sign);
    if (type !== undefined) return { type, text: type, position };
    throw new FilterSyntaxError(`no word can begin at character ${position + 1}`);
  }

  #skipBlanks(): void {
    for (;;) {
      if (this.#source.startsWith('--', this.#position) && this.#position > this.#lastLineEnd) return;
      if (this.#take(blank) === undefined) return;
    }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#source)?.[0];
    this.#position += match?.length ?? 0;
    return match;
  }
}
