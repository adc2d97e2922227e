import type { WireProtocol } from '../wire-protocol.js';
import type { KeptMessage } from './recorded-event.js';

/** How messages of one protocol are kept in a recording, and made again from what was kept. Synchronous. */
export interface RecordingFormat<Message extends object> {
  readonly protocol: Omit<WireProtocol<never, Message>, 'encode'>;
  /** What kind of request it is, as a number. That of a call is remembered until its replies have come. */
  subject(request: Message): number;
  /**
   * Plain data of the message, without anything that is secret: it goes into the file as it is.
   *
   * @param answers - of a reply, the subject of its call; undefined when that was not seen
   */
  keep(message: Message, answers: number | undefined): KeptMessage;
  /** The message that was kept, as far as it was. Throws for data that `keep` does not make. */
  restore(kept: KeptMessage): Message;
  /** One whole frame, with this correlation id. */
  encode(message: Message, correlationId: number): Uint8Array;
  /** Equal for requests that mean the same in two runs: without what changes from run to run, and without secrets. */
  likeness(request: Message): string;
  /**
   * Whether it asks for a state, and is made now and then: a replay which makes it more often than was recorded gets the latest
   * answer again.
   */
  isRepeatable(request: Message): boolean;
  /** Whether the other side may wait with its reply until something else happens. */
  isPoll(request: Message): boolean;
  /** Names the request, for people. */
  describe(request: Message): string;
  /** The answer to a call that can be given no other. */
  refuse(call: Message, reason: string): Message;
}
