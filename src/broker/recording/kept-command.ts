import { DecodeError } from '../../errors/protocol-error.js';
import { OutgoingHeader } from '../../protocol/command-header.js';
import { type LanguageName, languageName, toLanguageCode } from '../../protocol/language-code.js';
import { RemotingCommand } from '../../protocol/remoting-command.js';
import type { KeptMessage } from '../../remoting/recording/recorded-event.js';

/** A command as a line of a recording has it. */
export interface KeptCommand extends KeptMessage {
  /** Of the request or response code; for people. */
  readonly name: string;
  readonly code: number;
  readonly flag: number;
  readonly language: LanguageName;
  readonly version: number;
  readonly remark?: string;
  readonly extFields?: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body?: string;
  /** In place of a body that was not kept: so many zeros. */
  readonly blankBytes?: number;
}

/** What stands for the body of a command: the bytes to keep, or how many there were, or nothing. */
export type KeptBody = Uint8Array | number | undefined;

/** The command as plain data, with header fields and body as they are given. */
export function toKept(
  { code, flag, language, version }: RemotingCommand,
  name: string,
  parts: {
    readonly remark: string | undefined;
    readonly extFields: Readonly<Record<string, string>> | undefined;
    readonly body: KeptBody;
  },
): KeptCommand {
  const { remark, extFields, body } = parts;
  return {
    name,
    code,
    flag,
    language: languageName(language),
    version,
    ...(remark !== undefined && { remark }),
    ...(extFields !== undefined && { extFields }),
    ...(typeof body === 'number' && { blankBytes: body }),
    ...(typeof body === 'object' && { body: Buffer.from(body).toString('base64') }),
  };
}

/** @throws {DecodeError} when it is no kept command */
export function fromKept(kept: KeptMessage): RemotingCommand {
  const { code, flag, language, version, remark, extFields } = kept as KeptCommand;
  for (const number of [code, flag, version]) {
    if (!Number.isInteger(number)) throw new DecodeError('a command of a recording', 'a number is missing');
  }
  const header = new OutgoingHeader(
    remark,
    undefined,
    undefined,
    extFields,
    toLanguageCode(language),
    version,
  );
  return new RemotingCommand(code, 0, flag, header, bodyOf(kept as KeptCommand));
}

function bodyOf({ body, blankBytes }: KeptCommand): Buffer | undefined {
  if (blankBytes !== undefined) return Buffer.alloc(blankBytes);
  return body === undefined ? undefined : Buffer.from(body, 'base64');
}
