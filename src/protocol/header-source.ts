import type { HeaderText } from './command-header.js';
import type { HeaderFields } from './header-field.js';
import { PlainFields } from './plain-fields.js';

/** The fields themselves, or a command that has them. */
export type HeaderSource =
  HeaderFields | { readonly extFields: HeaderFields | undefined; readonly header?: object } | undefined;

/** Undefined when the fields are not plain, or there is no text of them. */
export function plainFieldsOf(source: HeaderSource): PlainFields | undefined {
  const header = source !== undefined && 'header' in source ? source.header : undefined;
  // A field of that name would be a string.
  if (typeof header !== 'object' || !('fieldsStart' in header)) return undefined;
  const { text, fieldsStart } = header as HeaderText;
  return fieldsStart < 0 ? undefined : new PlainFields(text, fieldsStart);
}

/** All fields, parsed if need be. */
export function fieldsOf(source: HeaderSource): HeaderFields | undefined {
  if (source === undefined) return undefined;
  // A field of that name would be a string; the property of a command is an object or undefined.
  const isCommand = 'extFields' in source && typeof source.extFields !== 'string';
  return (isCommand ? source.extFields : source) as HeaderFields | undefined;
}
