import { ConnectFailedError, ConnectionLostError } from '../../errors/transport-error.js';
import { failureReason } from '../../transport/failure-reason.js';
import type { RecordedEvent, RecordedFrame } from './recorded-event.js';
import type { RecordingFile } from './recording-file.js';
import type { RecordingFormat } from './recording-format.js';

/** Calls of one side whose replies are awaited; of those that never got one, the oldest are forgotten. */
const maxRemembered = 65_536;

type Direction = RecordedFrame['event'];

type WithoutPlace<E> = E extends unknown ? Omit<E, 'at' | 'connection'> : never;
type Note = WithoutPlace<Extract<RecordedEvent, { readonly connection: number }>>;

/** What a recording says of one dial and the connection that came of it. Never throws. */
export class ConnectionNotes {
  readonly #file: RecordingFile;
  readonly #format: RecordingFormat<object>;
  readonly #connection: number;
  readonly #address: string;
  /** Subjects of the calls that went in each direction, by correlation id. */
  readonly #calls: Readonly<Record<Direction, Map<number, number>>> = {
    sent: new Map(),
    received: new Map(),
  };
  #isOver = false;

  constructor(file: RecordingFile, format: RecordingFormat<object>, connection: number, address: string) {
    this.#file = file;
    this.#format = format;
    this.#connection = connection;
    this.#address = address;
    this.#write({ event: 'dial', address });
  }

  /** False when nothing is kept any more. */
  get isOpen(): boolean {
    return this.#file.isOpen && !this.#isOver;
  }

  connected(localAddress: string): void {
    this.#write({ event: 'connected', localAddress });
  }

  refused(error: unknown): void {
    this.#end({ event: 'refused', reason: this.#refusal(error) });
  }

  abandoned(): void {
    this.#end({ event: 'abandoned' });
  }

  lost(error: unknown): void {
    this.#end({ event: 'lost', reason: reasonOf(error) });
  }

  closed(error?: unknown): void {
    this.#end({ event: 'closed', ...(error !== undefined && { reason: reasonOf(error) }) });
  }

  frame(direction: Direction, bytes: Buffer, start: number, end: number): void {
    if (!this.isOpen) return;
    try {
      this.#write({ event: direction, bytes: end - start, ...this.#read(direction, bytes, start, end) });
    } catch (error) {
      this.#file.fail(error);
    }
  }

  /** The recording cannot go on. */
  fail(error: unknown): void {
    this.#file.fail(error);
  }

  #read(
    direction: Direction,
    bytes: Buffer,
    start: number,
    end: number,
  ): Pick<RecordedFrame, 'kind' | 'id' | 'message'> | undefined {
    const { protocol } = this.#format;
    try {
      const message = protocol.decode(bytes, start, end, false);
      const kind = protocol.kind(message);
      const id = protocol.correlationId(message);
      const isRequest = kind === 'call' || kind === 'oneway';
      const answers = isRequest ? undefined : this.#answered(direction, id);
      const kept = this.#format.keep(message, answers);
      if (kind === 'call') this.#remember(direction, id, this.#format.subject(message));
      return { kind, id, message: kept };
    } catch {
      // What cannot be read cannot be freed of secrets: only its length is told.
      return undefined;
    }
  }

  #remember(direction: Direction, id: number, subject: number): void {
    const calls = this.#calls[direction];
    calls.set(id, subject);
    if (calls.size <= maxRemembered) return;
    for (const oldest of calls.keys()) {
      calls.delete(oldest);
      return;
    }
  }

  #answered(direction: Direction, id: number): number | undefined {
    return this.#calls[direction === 'sent' ? 'received' : 'sent'].get(id);
  }

  /** What stands behind the words that are the same for all failed dials, and that a replay adds again. */
  #refusal(error: unknown): string {
    const reason = reasonOf(error);
    const { message: words } = new ConnectFailedError(this.#address, '');
    return error instanceof ConnectFailedError && reason.startsWith(words)
      ? reason.slice(words.length)
      : reason;
  }

  #end(event: Note): void {
    if (this.#isOver) return;
    this.#write(event);
    this.#isOver = true;
  }

  #write(event: Note): void {
    this.#file.write({ at: this.#file.at, connection: this.#connection, ...event });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ConnectionLostError) return error.reason;
  return error instanceof Error ? failureReason(error) : typeof error;
}
