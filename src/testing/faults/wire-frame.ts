import type { RemotingCommand } from '../../protocol/remoting-command.js';

/** Who of the two sides wrote a frame, or began what it belongs to. */
export type Side = 'client' | 'server';

/** One whole frame on its way, with what faults ask about it. Its bytes belong to it and are never changed. */
export class WireFrame {
  readonly bytes: Buffer;
  readonly command: RemotingCommand;
  readonly sender: Side;
  /** Its own code, or that of the request it answers; undefined when that request was not seen. */
  readonly requestCode: number | undefined;
  /** The request it answers; only while a fault asks about commands. */
  readonly request: RemotingCommand | undefined;

  constructor(
    bytes: Buffer,
    command: RemotingCommand,
    sender: Side,
    requestCode: number | undefined,
    request: RemotingCommand | undefined,
  ) {
    this.bytes = bytes;
    this.command = command;
    this.sender = sender;
    this.requestCode = requestCode;
    this.request = request;
  }

  get direction(): 'request' | 'response' {
    return this.command.isResponse ? 'response' : 'request';
  }

  /** The side that made the request. */
  get startedBy(): Side {
    if (!this.command.isResponse) return this.sender;
    return this.sender === 'client' ? 'server' : 'client';
  }

  /** The same on the way, other bytes. */
  withBytes(bytes: Buffer): WireFrame {
    return new WireFrame(bytes, this.command, this.sender, this.requestCode, this.request);
  }
}
