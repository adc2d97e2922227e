import type { RemotingCommand } from '../../protocol/remoting-command.js';

/** A power of two. Opaques count up, so these are the last so many requests. */
const slots = 4096;
const maxCommands = 1024;
const maxBodyBytes = 16 * 1024 * 1024;

/**
 * What the latest requests of one side were, by their opaque: answers do not say what they answer. Bounded: the oldest are
 * forgotten first.
 */
export class RequestMemory {
  /** Opaque and code in turn; made with the first request. */
  #codes: Int32Array | undefined;
  readonly #commands = new Map<number, RemotingCommand>();
  #bodyBytes = 0;

  remember(opaque: number, code: number): void {
    this.#codes ??= new Int32Array(slots * 2);
    const at = (opaque & (slots - 1)) * 2;
    this.#codes[at] = opaque;
    this.#codes[at + 1] = code;
  }

  /** Besides its code the whole request. */
  keep(command: RemotingCommand): void {
    this.#drop(command.opaque);
    this.#commands.set(command.opaque, command);
    this.#bodyBytes += bodyBytesOf(command);
    for (const oldest of this.#commands.keys()) {
      if (this.#commands.size <= maxCommands && this.#bodyBytes <= maxBodyBytes) return;
      this.#drop(oldest);
    }
  }

  /** The code of the latest request with this opaque. */
  codeOf(opaque: number): number | undefined {
    const at = (opaque & (slots - 1)) * 2;
    const code = this.#codes?.[at] === opaque ? this.#codes[at + 1] : undefined;
    // No request has the code 0, that of slots never used.
    return code === 0 ? undefined : code;
  }

  commandOf(opaque: number): RemotingCommand | undefined {
    return this.#commands.get(opaque);
  }

  #drop(opaque: number): void {
    const command = this.#commands.get(opaque);
    if (command === undefined) return;
    this.#commands.delete(opaque);
    this.#bodyBytes -= bodyBytesOf(command);
  }
}

const bodyBytesOf = ({ body }: RemotingCommand): number => body?.length ?? 0;
