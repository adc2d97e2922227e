import { FrameReader } from '../../protocol/frame-reader.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { peekRequest } from './peek-request.js';
import { RequestMemory } from './request-memory.js';
import { type Side, WireFrame } from './wire-frame.js';

/** Tells what the frames of one connection are: of answers, by the requests that went before. */
export class FrameRecogniser {
  readonly #keepsCommands: () => boolean;
  readonly #reader = new FrameReader();
  /** Requests by who made them. */
  readonly #requests: Readonly<Record<Side, RequestMemory>> = {
    client: new RequestMemory(),
    server: new RequestMemory(),
  };

  /** @param keepsCommands - whether requests are wanted beside their answers */
  constructor(keepsCommands: () => boolean) {
    this.#keepsCommands = keepsCommands;
  }

  /** A request of the client goes past: all that its answer needs is its code. */
  noteRequest(bytes: Buffer, start: number, end: number): void {
    if (peekRequest(bytes, start, end, this.#requests.client)) return;
    const command = this.#read(bytes, start, end);
    if (command?.isResponse === false) this.#requests.client.remember(command.opaque, command.code);
  }

  /** The frame of `bytes`, which it may keep. Undefined for what cannot be read: that is the business of who gets it. */
  recognise(bytes: Buffer, sender: Side): WireFrame | undefined {
    const command = this.#read(bytes, 0, bytes.length);
    if (command === undefined) return undefined;
    const { code, opaque } = command;
    if (command.isResponse) {
      const memory = this.#requests[sender === 'client' ? 'server' : 'client'];
      return new WireFrame(bytes, command, sender, memory.codeOf(opaque), memory.commandOf(opaque));
    }
    const memory = this.#requests[sender];
    memory.remember(opaque, code);
    if (this.#keepsCommands()) memory.keep(command);
    return new WireFrame(bytes, command, sender, code, undefined);
  }

  #read(bytes: Buffer, start: number, end: number): RemotingCommand | undefined {
    try {
      return this.#reader.read(bytes, start, end, true);
    } catch {
      return undefined;
    }
  }
}
