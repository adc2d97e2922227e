import type { HandlerFailedError } from '../errors/remoting-error.js';
import type { Invocation } from './invocation.js';

/** The two ends of the connection a handler is called for, `host:port` each. */
export interface ConnectionInfo {
  readonly address: string;
  readonly localAddress: string;
}

/**
 * One link in the chain that every frame of a connection passes: calls, oneways and replies, in both directions.
 *
 * Plain synchronous functions, called as methods of the handler. Outbound (`onWrite`) they run in the order in which the
 * handlers were given, inbound (all others) in the reverse order, so that "compress, then sign" unwinds as "verify, then
 * decompress". The first throw stops the chain and becomes a {@link HandlerFailedError}: the request being written errs
 * with it, the request whose reply was being read errs with it, and what the other side asked is dropped unless an
 * `onError` answers it. A throw of `onActive` ends the connection.
 */
export interface ConnectionHandler<Request, Message> {
  /** For errors and logs. */
  readonly name: string;
  /** The connection is established; nothing has travelled yet. */
  onActive?(connection: ConnectionInfo): void;
  /** The connection has ended; `error` is undefined when this side closed it. */
  onInactive?(connection: ConnectionInfo, error: Error | undefined): void;
  /** The raw bytes of one frame, before it is decoded. A view for reading, valid during the call only. */
  onRead?(frame: Uint8Array, connection: ConnectionInfo): void;
  /** A decoded message. What is returned takes its place and keeps its kind and correlation id. */
  onMessage?(message: Message, invocation: Invocation): Message | void;
  /** A request or reply about to be encoded. What is returned takes its place. */
  onWrite?(request: Request, invocation: Invocation): Request | void;
  /**
   * A handler of this connection failed. Every handler is told. When the failure concerns a call of the other side, the
   * first request returned is sent as its answer.
   */
  onError?(error: HandlerFailedError, invocation: Invocation | undefined): Request | void;
}
