import type { HeaderCodec, HeaderFields } from './header-codec.js';
import { LanguageCode } from './language-code.js';
import { headerVersion } from './version.js';

/**
 * The part of a command that dispatch does not need: read on demand when it was received, written on demand when it is
 * to be sent.
 */
export interface CommandHeader {
  readonly language: LanguageCode;
  readonly version: number;
  readonly remark: string | undefined;
  readonly extFields: HeaderFields | undefined;
  /** What is written first: `value` by `codec`. */
  readonly codec: HeaderCodec<unknown> | undefined;
  readonly value: unknown;
  /** What is written after it: the added fields, or all fields of a header that was received. */
  readonly added: HeaderFields | undefined;
}

/** The text of a header, of which single fields can be read without reading all of it. */
export interface HeaderText {
  readonly text: string;
  /** Where the first of the fields begins; -1 when that takes a parser, or there are none. */
  readonly fieldsStart: number;
}

/** The header of a command that is to be sent. */
export class OutgoingHeader implements CommandHeader {
  readonly language: LanguageCode;
  readonly version: number;
  readonly remark: string | undefined;
  readonly codec: HeaderCodec<unknown> | undefined;
  readonly value: unknown;
  readonly added: HeaderFields | undefined;

  constructor(
    remark: string | undefined,
    codec: HeaderCodec<unknown> | undefined,
    value: unknown,
    added?: HeaderFields,
    language: LanguageCode = LanguageCode.OTHER,
    version: number = headerVersion,
  ) {
    this.language = language;
    this.version = version;
    this.remark = remark;
    this.codec = codec;
    this.value = value;
    this.added = added;
  }

  get extFields(): HeaderFields | undefined {
    const fields: HeaderFields = { ...this.codec?.write(this.value), ...this.added };
    for (const _ in fields) return fields;
    return undefined;
  }
}

/** The same header with more fields; one that is there already gets the new value. */
export function withAddedFields(header: CommandHeader, extra: HeaderFields): CommandHeader {
  const added = header.added === undefined ? extra : { ...header.added, ...extra };
  return new OutgoingHeader(
    header.remark,
    header.codec,
    header.value,
    added,
    header.language,
    header.version,
  );
}
