import { DecodeError } from '../errors/protocol-error.js';

/** The fields of a header as they travel: strings, whatever their declared type. */
export type HeaderFields = Readonly<Record<string, string>>;

/** What a field's text means: Java's String, int, long and boolean. */
export type FieldKind = 'text' | 'int' | 'long' | 'bool';

/** One field of a header. `wireKey` is the name on the wire where it differs from the property's. */
export interface FieldSpec<Kind extends FieldKind = FieldKind, Required extends boolean = boolean> {
  readonly kind: Kind;
  readonly required: Required;
  readonly wireKey: string | undefined;
}

export interface FieldValue {
  readonly text: string;
  readonly int: number;
  readonly long: number;
  readonly bool: boolean;
}

export const text = (wireKey?: string): FieldSpec<'text', true> => ({
  kind: 'text',
  required: true,
  wireKey,
});
export const int = (wireKey?: string): FieldSpec<'int', true> => ({ kind: 'int', required: true, wireKey });
export const long = (wireKey?: string): FieldSpec<'long', true> => ({
  kind: 'long',
  required: true,
  wireKey,
});
export const bool = (wireKey?: string): FieldSpec<'bool', true> => ({
  kind: 'bool',
  required: true,
  wireKey,
});

/** The same field, which may be absent. */
export const optional = <Kind extends FieldKind>(spec: FieldSpec<Kind>): FieldSpec<Kind, false> => ({
  kind: spec.kind,
  required: false,
  wireKey: spec.wireKey,
});

const minus = 0x2d;
const zero = 0x30;

/**
 * The value that a text of the given kind stands for.
 *
 * @throws {DecodeError} when it stands for none; `header` and `field` say where
 */
export function parseField(
  value: string,
  kind: FieldKind,
  header: string,
  field: string,
): string | number | boolean {
  if (kind === 'text') return value;
  return kind === 'bool' ? parseBoolean(value, header, field) : parseInteger(value, header, field);
}

function parseInteger(value: string, header: string, field: string): number {
  const negative = value.charCodeAt(0) === minus;
  const start = negative ? 1 : 0;
  let magnitude = 0;
  for (let i = start; i < value.length; i++) {
    const digit = value.charCodeAt(i) - zero;
    if (digit < 0 || digit > 9) throw new DecodeError(header, `field ${field} is not an integer`);
    magnitude = magnitude * 10 + digit;
  }
  if (value.length === start) throw new DecodeError(header, `field ${field} is not an integer`);
  if (magnitude > Number.MAX_SAFE_INTEGER) throw new DecodeError(header, `field ${field} is beyond 2^53`);
  return negative && magnitude > 0 ? -magnitude : magnitude;
}

/** As Java's `Boolean.parseBoolean`, but what is neither true nor false is refused. */
function parseBoolean(value: string, header: string, field: string): boolean {
  const word = value === 'true' || value === 'false' ? value : value.toLowerCase();
  if (word !== 'true' && word !== 'false') throw new DecodeError(header, `field ${field} is not a boolean`);
  return word === 'true';
}
