import type { PendingRequest } from './pending-request.js';
import type { RemotingSession } from './remoting-session.js';

/** What the owner of a session hears. Called synchronously; must not throw. */
export interface SessionListener<Request, Message extends object> {
  /** Everything that arrives and was not stopped by a handler, before it goes to who waits for it. */
  onInbound(message: Message): void;
  /** The other side asks. */
  onRequest(message: Message, kind: 'call' | 'oneway', session: RemotingSession<Request, Message>): void;
  /** A reply that nobody waits for. */
  onLateReply(message: Message): void;
  /**
   * The other side goes away: it said so in place of an answer to `call`, which still waits (undefined when it does not any
   * more). Returns whether the call is taken care of; otherwise what came is its answer. Left out: never.
   */
  onGoAway?(session: RemotingSession<Request, Message>, call: PendingRequest<Message> | undefined): boolean;
  /** The last call, before what was pending on the link hears `reason`. */
  onEnded(reason: Error, session: RemotingSession<Request, Message>): void;
}
