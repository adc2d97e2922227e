import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { RemotingPeer } from '../../remoting/remoting-peer.js';
import type { Answer } from '../../remoting/responder.js';

/** One connection of a client. */
export type ClientPeer = RemotingPeer<RemotingCommand, RemotingCommand>;

/**
 * Answers a request: now, later by the first value of an Observable (unsubscribed when the client is gone), or not at all.
 * A thrown `Refusal` is an answer with its code, anything else thrown one with SYSTEM_ERROR.
 */
export type RequestHandler = (request: RemotingCommand, peer: ClientPeer) => Answer<RemotingCommand>;

/** Who answers what, by request code. */
export type RequestTable = Readonly<Record<number, RequestHandler>>;
