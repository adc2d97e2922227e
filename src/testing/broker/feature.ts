import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { ClientPeer, RequestTable } from '../server/request-table.js';
import type { MessageDraft } from '../store/message-draft.js';

/** Looks at a message before it is stored, and may send it elsewhere. Throws a `Refusal` to have it refused. */
export type IntakeStep = (message: MessageDraft) => MessageDraft;

/** One thing that a broker can do. */
export interface Feature {
  readonly requests?: RequestTable;
  readonly intake?: IntakeStep;
  /** Looks at every request before its handler; throws a `Refusal` to have it refused. */
  readonly guard?: (request: RemotingCommand, peer: ClientPeer) => void;
  /** A connection is gone. */
  readonly peerGone?: (peer: ClientPeer) => void;
  /** The broker stops: releases every timer. */
  readonly stop?: () => void;
}
