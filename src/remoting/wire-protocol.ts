import type { FrameTarget } from '../transport/frame-target.js';
import type { Framer } from '../transport/framer.js';

/** What a decoded message is to the side that received it. */
export type MessageKind = 'call' | 'reply' | 'oneway' | 'exception';

/**
 * A protocol of framed, correlated requests: everything that `remoting` knows of what travels.
 *
 * `Request` is what is written (calls and answers alike), `Message` what is read. All functions are pure towards the
 * outside and synchronous. `encode` and `decode` throw typed errors; a throw of `decode` closes the connection.
 */
export interface WireProtocol<Request, Message> extends Framer {
  readonly name: string;
  /** Writes one frame with the given correlation id into `target`. Throws before it has written anything, or not at all. */
  encode(request: Request, correlationId: number, target: FrameTarget): void;
  /**
   * Reads the frame in `bytes[start, end)`. Unless `owned`, the bytes are valid only during the call: whatever outlives
   * it is copied. Header checks happen here, not later.
   */
  decode(bytes: Buffer, start: number, end: number, owned: boolean): Message;
  kind(message: Message): MessageKind;
  correlationId(message: Message): number;
  /**
   * Whether a reply is no answer but says that the other side takes no more requests on this connection: it leaves, and is, or
   * somebody else in its place, to be found over a new one. Left out: there is no such reply.
   */
  isGoAway?(message: Message): boolean;
  /** What a request asks for, or how a reply turned out, as a number; for who watches. Left out: there are no such numbers. */
  code?(frame: Request | Message): number;
}
