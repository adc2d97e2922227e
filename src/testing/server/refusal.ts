import type { HeaderFields } from '../../protocol/header-codec.js';

/** Thrown while a request is handled: it is answered with this code and remark, and nothing else happens. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** See `ResponseCode`. */
  readonly code: number;
  /** Fields that the answer has all the same. */
  readonly fields: HeaderFields | undefined;

  constructor(code: number, remark: string, fields?: HeaderFields) {
    super(remark);
    this.code = code;
    this.fields = fields;
  }
}
