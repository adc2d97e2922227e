import { DecodeError } from '../errors/protocol-error.js';
import { type LenientJson, type LenientJsonObject, parseLenientJson } from './lenient-json.js';

/**
 * Reads the fields of a JSON body: absent and null are the default (Java omits nulls), another type than the expected one is
 * a {@link DecodeError} that names body and field.
 */
export class BodyReader {
  readonly #subject: string;
  readonly #fields: LenientJsonObject;

  constructor(subject: string, value: LenientJson) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new DecodeError(subject, 'it is not an object');
    this.#subject = subject;
    this.#fields = value;
  }

  /** @param subject - the body's name, for errors */
  static parse(subject: string, body: Uint8Array): BodyReader {
    return new BodyReader(subject, valueOf(subject, body));
  }

  /** The same for a body that is a list of objects. */
  static parseArray(subject: string, body: Uint8Array): BodyReader[] {
    const items = valueOf(subject, body);
    if (!Array.isArray(items)) throw new DecodeError(subject, 'it is not an array');
    return items.map((item) => new BodyReader(subject, item));
  }

  optionalText(key: string): string | undefined {
    const value = this.#fields[key] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw this.#wrong(key, 'a text');
    return value;
  }

  text(key: string, absent = ''): string {
    return this.optionalText(key) ?? absent;
  }

  /** One of the given names; the first of them when absent. */
  oneOf<Name extends string>(key: string, names: readonly [Name, ...Name[]]): Name {
    const value = this.#fields[key] ?? names[0];
    const name = names.find((known) => known === value);
    if (name === undefined) throw this.#wrong(key, `one of ${names.join(', ')}`);
    return name;
  }

  integer(key: string, absent = 0): number {
    const value = this.#fields[key] ?? absent;
    if (!Number.isSafeInteger(value)) throw this.#wrong(key, 'an integer below 2^53');
    return value as number;
  }

  /** Java's double; it writes NaN as null. */
  number(key: string, absent = 0): number {
    const value = this.#fields[key] ?? absent;
    if (typeof value !== 'number') throw this.#wrong(key, 'a number');
    return value;
  }

  boolean(key: string, absent = false): boolean {
    const value = this.#fields[key] ?? absent;
    if (typeof value !== 'boolean') throw this.#wrong(key, 'a boolean');
    return value;
  }

  has(key: string): boolean {
    return (this.#fields[key] ?? undefined) !== undefined;
  }

  isArray(key: string): boolean {
    return Array.isArray(this.#fields[key]);
  }

  object(key: string): BodyReader {
    return new BodyReader(`${this.#subject}.${key}`, this.#fields[key] ?? null);
  }

  /** What `read` makes of each key of a map. */
  entries<T>(key: string, read: (map: BodyReader, name: string) => T): Record<string, T> {
    if (!this.has(key)) return Object.create(null) as Record<string, T>;
    const map = this.object(key);
    return map.mapped((name) => read(map, name));
  }

  /** The same for a body that is a map itself. */
  mapped<T>(read: (name: string) => T): Record<string, T> {
    const entries = Object.create(null) as Record<string, T>;
    for (const name in this.#fields) entries[name] = read(name);
    return entries;
  }

  objects<T>(key: string, read: (item: BodyReader) => T): T[] {
    return this.#array(key).map((item) => read(new BodyReader(`${this.#subject}.${key}`, item)));
  }

  texts(key: string): string[] {
    return this.#array(key).map((item) => {
      if (typeof item !== 'string') throw this.#wrong(key, 'an array of texts');
      return item;
    });
  }

  integers(key: string): number[] {
    return this.#array(key).map((item) => {
      if (!Number.isSafeInteger(item)) throw this.#wrong(key, 'an array of integers');
      return item as number;
    });
  }

  #array(key: string): LenientJson[] {
    const value = this.#fields[key] ?? [];
    if (!Array.isArray(value)) throw this.#wrong(key, 'an array');
    return value;
  }

  #wrong(key: string, expected: string): DecodeError {
    return new DecodeError(this.#subject, `${key} is not ${expected}`);
  }
}

function valueOf(subject: string, body: Uint8Array): LenientJson {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return parseLenientJson(text, subject);
}
