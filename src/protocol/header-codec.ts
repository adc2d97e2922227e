import { DecodeError } from '../errors/protocol-error.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import {
  maxDecimalBytes,
  maxJsonGrowth,
  maxUtf8Growth,
  notAnInteger,
  putBytes,
  putDecimal,
  putInt32,
  putJsonText,
  putText,
} from './header-bytes.js';
import {
  type FieldKind,
  type FieldSpec,
  type FieldValue,
  type HeaderFields,
  parseField,
} from './header-field.js';

import { fieldsOf, type HeaderSource, plainFieldsOf } from './header-source.js';
import type { PlainFields } from './plain-fields.js';

export { bool, int, long, optional, text } from './header-field.js';
export type { FieldSpec, HeaderFields } from './header-field.js';
export type { HeaderSource } from './header-source.js';

/** The part of a codec that works on bytes. */
export interface HeaderWriters<H> {
  /** An upper bound of what the others need for `header`. */
  maxBytes(header: H): number;
  /** Writes `"key":"value",` for each field, with the final comma; returns the position after it. */
  writeJson(header: H, buffer: Buffer, position: number): number;
  /** Writes key length, key, value length, value for each field; empty texts are left out (wire.md, trap 3). */
  writeBinary(header: H, buffer: Buffer, position: number): number;
}

/** Both directions of one custom header: between a typed value and `extFields`, and straight into bytes. */
export interface HeaderCodec<H> extends HeaderWriters<H> {
  /** For errors. */
  readonly name: string;
  /** @throws {InvalidArgumentError} when a required value is missing or a number is not a safe integer */
  write(header: H): Record<string, string>;
  /** @throws {DecodeError} that names the header and the field, when a required one is missing or not of its type */
  read(source: HeaderSource): H;
  /** Writers for who writes many: they may remember what does not change from one header to the next. */
  createWriters(): HeaderWriters<H>;
}

/** The typed value of a codec. */
export type HeaderOf<Codec> = Codec extends HeaderCodec<infer H> ? H : never;

/** The same codec with other writers for who writes many: they write the same fields, in any order. */
export function withWriters<H>(codec: HeaderCodec<H>, createWriters: () => HeaderWriters<H>): HeaderCodec<H> {
  return {
    name: codec.name,
    write: (header) => codec.write(header),
    read: (source) => codec.read(source),
    maxBytes: (header) => codec.maxBytes(header),
    writeJson: (header, buffer, position) => codec.writeJson(header, buffer, position),
    writeBinary: (header, buffer, position) => codec.writeBinary(header, buffer, position),
    createWriters,
  };
}

type Specs = Readonly<Record<string, FieldSpec>>;
type RequiredKeys<S extends Specs> = { [K in keyof S]: S[K]['required'] extends true ? K : never }[keyof S];
type ValueOf<Spec extends FieldSpec> = FieldValue[Spec['kind']];
type Header<S extends Specs> = {
  readonly [K in RequiredKeys<S>]: ValueOf<S[K]>;
} & { readonly [K in Exclude<keyof S, RequiredKeys<S>>]?: ValueOf<S[K]> | undefined } extends infer H
  ? { [K in keyof H]: H[K] }
  : never;

/** A field as the writers want it. */
interface Field {
  readonly property: string;
  readonly wireKey: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** `"key":"` */
  readonly jsonKey: Uint8Array;
  /** Length and bytes of the key. */
  readonly binaryKey: Uint8Array;
}

/**
 * Makes the codec of a header from its fields, in the order in which they are written.
 *
 * ```ts
 * export const GetMinOffsetRequestHeader = defineHeader('GetMinOffsetRequestHeader', {
 *   topic: text(),
 *   queueId: int(),
 *   bname: optional(text()),
 * });
 * export type GetMinOffsetRequestHeader = HeaderOf<typeof GetMinOffsetRequestHeader>;
 * ```
 */
export function defineHeader<const S extends Specs>(name: string, specs: S): HeaderCodec<Header<S>> {
  return new TableCodec(name, specs) as HeaderCodec<unknown> as HeaderCodec<Header<S>>;
}

const quote = 0x22;
const comma = 0x2c;
const trueText = Buffer.from('true');
const falseText = Buffer.from('false');

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

class TableCodec implements HeaderCodec<Values> {
  readonly name: string;
  readonly #fields: readonly Field[];
  readonly #texts: readonly string[];
  readonly #fixedBytes: number;

  constructor(name: string, specs: Specs) {
    this.name = name;
    this.#fields = Object.entries(specs).map(([property, spec]) => toField(property, spec));
    this.#texts = this.#fields.filter(({ kind }) => kind === 'text').map(({ property }) => property);
    // Four bytes of value length, or the quote and comma of JSON, beside the key.
    this.#fixedBytes = this.#fields.reduce(
      (sum, field) => sum + field.jsonKey.length + 4 + maxDecimalBytes,
      0,
    );
  }

  write(header: Values): Record<string, string> {
    const fields: Record<string, string> = {};
    for (const field of this.#fields) {
      const value = header[field.property];
      if (value === undefined) this.#checkAbsent(field);
      else if (typeof value === 'number' && !Number.isSafeInteger(value))
        throw notAnInteger(`${this.name}.${field.property}`);
      else fields[field.wireKey] = String(value);
    }
    return fields;
  }

  read(source: HeaderSource): Values {
    return this.#readPlain(source) ?? this.#readFields(fieldsOf(source));
  }

  /** Undefined for a source that has no plain text, and where something is wrong: the other way of reading says what. */
  #readPlain(source: HeaderSource): Values | undefined {
    const plain = plainFieldsOf(source);
    if (plain === undefined) return undefined;
    const header: Record<string, string | number | boolean> = {};
    try {
      while (plain.advance()) {
        const field = this.#fieldAt(plain);
        if (field !== undefined)
          header[field.property] = parseField(plain.value, field.kind, this.name, field.wireKey);
      }
    } catch {
      return undefined;
    }
    const isMissing = ({ required, property }: Field): boolean => required && header[property] === undefined;
    return plain.isWhole && !this.#fields.some(isMissing) ? header : undefined;
  }

  #fieldAt({ text, keyStart, keyLength }: PlainFields): Field | undefined {
    for (const field of this.#fields)
      if (field.wireKey.length === keyLength && text.startsWith(field.wireKey, keyStart)) return field;
    return undefined;
  }

  #readFields(fields: HeaderFields | undefined): Values {
    const header: Record<string, string | number | boolean> = {};
    for (const { wireKey, property, kind, required } of this.#fields) {
      const value = fields?.[wireKey];
      if (value !== undefined) header[property] = parseField(value, kind, this.name, wireKey);
      else if (required) throw new DecodeError(this.name, `field ${wireKey} is missing`);
    }
    return header;
  }

  createWriters(): HeaderWriters<Values> {
    return this;
  }

  maxBytes(header: Values): number {
    let units = 0;
    for (const property of this.#texts) {
      const value = header[property];
      if (typeof value === 'string') units += value.length;
    }
    return this.#fixedBytes + units * Math.max(maxJsonGrowth, maxUtf8Growth);
  }

  writeJson(header: Values, buffer: Buffer, position: number): number {
    let at = position;
    for (const field of this.#fields) {
      const value = header[field.property];
      if (value === undefined) {
        this.#checkAbsent(field);
        continue;
      }
      at = putBytes(buffer, at, field.jsonKey);
      if (typeof value === 'string') at = putJsonText(buffer, at, value);
      else at = this.#putOther(buffer, at, value, field);
      buffer[at] = quote;
      buffer[at + 1] = comma;
      at += 2;
    }
    return at;
  }

  writeBinary(header: Values, buffer: Buffer, position: number): number {
    let at = position;
    for (const field of this.#fields) {
      const value = header[field.property];
      if (value === undefined || value === '') {
        if (value === undefined) this.#checkAbsent(field);
        continue;
      }
      const start = putBytes(buffer, at, field.binaryKey) + 4;
      if (typeof value === 'string') at = putText(buffer, start, value);
      else at = this.#putOther(buffer, start, value, field);
      putInt32(buffer, start - 4, at - start);
    }
    return at;
  }

  #putOther(buffer: Buffer, position: number, value: number | boolean, { property }: Field): number {
    if (typeof value === 'boolean') return putBytes(buffer, position, value ? trueText : falseText);
    if (!Number.isSafeInteger(value)) throw notAnInteger(`${this.name}.${property}`);
    return putDecimal(buffer, position, value);
  }

  #checkAbsent({ required, property }: Field): void {
    if (required) throw new InvalidArgumentError(`${this.name}.${property}`, 'present');
  }
}

function toField(property: string, spec: FieldSpec): Field {
  const wireKey = spec.wireKey ?? property;
  const key = Buffer.from(wireKey);
  const binaryKey = Buffer.alloc(2 + key.length);
  binaryKey.writeInt16BE(key.length);
  binaryKey.set(key, 2);
  const jsonKey = Buffer.from(`${JSON.stringify(wireKey)}:"`);
  return { property, wireKey, kind: spec.kind, required: spec.required, jsonKey, binaryKey };
}
