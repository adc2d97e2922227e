const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const closeBrace = 0x7d;

/**
 * Steps over the fields of a JSON object, `"key":"value","key":"value"}`, as brokers write them nearly always: texts only, no escapes
 * among them, no white space. Where {@link isWhole} is false in the end, they are not like that, and a parser has to read them.
 */
export class PlainFields {
  readonly text: string;
  keyStart = 0;
  keyEnd = 0;
  #valueEnd = 0;
  /** The field that was reached last is the last one. */
  isWhole = false;
  /** Where a parser would be needed. */
  readonly #escape: number;
  #next: number;

  /** @param start - of the first key's quote */
  constructor(text: string, start: number) {
    this.text = text;
    const escape = text.indexOf('\\', start);
    this.#escape = escape < 0 ? text.length : escape;
    this.#next = start;
  }

  /** Goes to the next field; false when there is none. */
  advance(): boolean {
    const { text } = this;
    const start = this.#next;
    if (this.isWhole || text.charCodeAt(start) !== quote) return false;
    const keyEnd = text.indexOf('"', start + 1);
    if (text.charCodeAt(keyEnd + 1) !== colon || text.charCodeAt(keyEnd + 2) !== quote) return false;
    const valueEnd = text.indexOf('"', keyEnd + 3);
    if (valueEnd < 0 || valueEnd > this.#escape) return false;
    const after = text.charCodeAt(valueEnd + 1);
    if (after !== comma && after !== closeBrace) return false;
    this.keyStart = start + 1;
    this.keyEnd = keyEnd;
    this.#valueEnd = valueEnd;
    this.#next = valueEnd + 2;
    this.isWhole = after === closeBrace;
    return true;
  }

  get keyLength(): number {
    return this.keyEnd - this.keyStart;
  }

  get value(): string {
    return this.text.slice(this.keyEnd + 3, this.#valueEnd);
  }
}
