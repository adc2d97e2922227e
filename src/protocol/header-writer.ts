import type { CommandHeader } from './command-header.js';
import type { HeaderWriters } from './header-codec.js';
import type { RemotingCommand } from './remoting-command.js';

/** Writes headers in one of the two forms, for one sender. */
export interface HeaderWriter {
  /** The serialize type of the frame. */
  readonly type: number;
  /** An upper bound of what `write` needs. @param fields - those of `header.codec` */
  maxBytes(header: CommandHeader, fields: HeaderWriters<unknown> | undefined): number;
  /** Returns the position after the header. */
  write(
    command: RemotingCommand,
    fields: HeaderWriters<unknown> | undefined,
    opaque: number,
    buffer: Buffer,
    position: number,
  ): number;
}
