import { type CommandHeader, OutgoingHeader, withAddedFields } from './command-header.js';
import type { HeaderCodec, HeaderFields } from './header-codec.js';
import { type LanguageCode, languageName } from './language-code.js';

const responseFlag = 0x1;
const onewayFlag = 0x2;
const secrets: ReadonlySet<string> = new Set(['AccessKey', 'Signature', 'SecurityToken']);

/**
 * The unit of the wire: one call or answer, received or to be sent (wire.md section 2, Java `RemotingCommand`).
 *
 * Immutable. `code`, `opaque` and `flag` of a received command are checked and at hand; reading anything else parses
 * the rest of the header once, and throws a {@link DecodeError} where it cannot be read.
 */
export class RemotingCommand {
  /** Request or response code, see `RequestCode` and `ResponseCode`. */
  readonly code: number;
  /** Correlates an answer with its request; 0 until a command that is to be sent is given one by its connection. */
  readonly opaque: number;
  /** Bit 0: an answer; bit 1: a oneway request. */
  readonly flag: number;
  /** `undefined` when empty: the wire cannot tell. */
  readonly body: Buffer | undefined;
  /** Where `language`, `version`, `remark` and `extFields` come from; for codecs. */
  readonly header: CommandHeader;

  constructor(code: number, opaque: number, flag: number, header: CommandHeader, body: Buffer | undefined) {
    this.code = code;
    this.opaque = opaque;
    this.flag = flag;
    this.body = body;
    this.header = header;
  }

  get language(): LanguageCode {
    return this.header.language;
  }

  /** The sender's version, see `versionName`. */
  get version(): number {
    return this.header.version;
  }

  /** Text of a failure; successes may carry one too (`FOUND`), so it never decides anything. */
  get remark(): string | undefined {
    return this.header.remark;
  }

  /** The fields of the custom header, all of them strings. */
  get extFields(): HeaderFields | undefined {
    return this.header.extFields;
  }

  get isResponse(): boolean {
    return (this.flag & responseFlag) !== 0;
  }

  /** The sender expects no answer. */
  get isOneway(): boolean {
    return (this.flag & (responseFlag | onewayFlag)) === onewayFlag;
  }

  /** The same command with more fields, to be sent; for handlers that sign or name a namespace. */
  withExtFields(extra: HeaderFields): RemotingCommand {
    return new RemotingCommand(
      this.code,
      this.opaque,
      this.flag,
      withAddedFields(this.header, extra),
      this.body,
    );
  }

  /** The same request as one that expects no answer. */
  asOneway(): RemotingCommand {
    return new RemotingCommand(this.code, this.opaque, this.flag | onewayFlag, this.header, this.body);
  }

  /** Plain data for logs: credentials are masked, of the body only its size is told. Never throws. */
  toJSON(): Record<string, unknown> {
    const { code, opaque, flag, header, body } = this;
    return { code, opaque, flag, ...describeHeader(header), bodyBytes: body?.length ?? 0 };
  }

  /** What `console.log` prints: not the credentials that the fields hold. */
  [Symbol.for('nodejs.util.inspect.custom')](): Record<string, unknown> {
    return this.toJSON();
  }
}

/** A request that expects an answer. */
export function createRequest<H>(
  code: number,
  codec: HeaderCodec<H>,
  header: NoInfer<H>,
  body?: Uint8Array,
  remark?: string,
): RemotingCommand {
  return createCommand(code, 0, new OutgoingHeader(remark, codec, header), body);
}

/** A request that expects none. */
export function createOneway<H>(
  code: number,
  codec: HeaderCodec<H>,
  header: NoInfer<H>,
  body?: Uint8Array,
  remark?: string,
): RemotingCommand {
  return createCommand(code, onewayFlag, new OutgoingHeader(remark, codec, header), body);
}

export interface ResponseParts<H> {
  readonly remark?: string | undefined;
  /** Given together with `header`. */
  readonly codec?: HeaderCodec<H> | undefined;
  readonly header?: NoInfer<H> | undefined;
  readonly body?: Uint8Array | undefined;
}

/** An answer. The connection gives it the opaque of its request. */
export function createResponse<H>(code: number, parts: ResponseParts<H> = {}): RemotingCommand {
  const { remark, codec, header, body } = parts;
  return createCommand(code, responseFlag, new OutgoingHeader(remark, codec, header), body);
}

function createCommand(
  code: number,
  flag: number,
  header: CommandHeader,
  body: Uint8Array | undefined,
): RemotingCommand {
  const bytes =
    body === undefined || Buffer.isBuffer(body)
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return new RemotingCommand(code, 0, flag, header, bytes);
}

function describeHeader(header: CommandHeader): Record<string, unknown> {
  try {
    const { language, version, remark, extFields } = header;
    return {
      language: languageName(language),
      version,
      ...(remark === undefined ? {} : { remark }),
      ...(extFields === undefined ? {} : { extFields: masked(extFields) }),
    };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : typeof error };
  }
}

function masked(fields: HeaderFields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, secrets.has(key) ? '***' : value]),
  );
}
