import type { KeptMessage } from './recorded-event.js';

/** A reply, and how many milliseconds after its call it came. Without a message it could not be read when it was recorded. */
export interface ScriptedReply {
  readonly afterMs: number;
  readonly message: KeptMessage | undefined;
  /** Its own place in the steps of the connection. */
  readonly step: number;
}

/** Something the recorded side wrote that a player waits for. */
export interface ScriptedRequest {
  readonly type: 'request';
  readonly at: number;
  readonly message: KeptMessage;
  readonly replies: readonly ScriptedReply[];
}

/** The place of a reply among the other steps. */
export interface ScriptedReplyPlace {
  readonly type: 'reply';
  readonly at: number;
}

/** Something the other side did of its own accord: a request, or a reply to nobody known. */
export interface ScriptedMessage {
  readonly type: 'message';
  readonly at: number;
  readonly message: KeptMessage;
  readonly id: number;
}

/** The end of the connection, not by the recorded side. */
export interface ScriptedLoss {
  readonly type: 'lost';
  readonly at: number;
  readonly reason: string;
}

export type ScriptedStep = ScriptedRequest | ScriptedReplyPlace | ScriptedMessage | ScriptedLoss;

/** A connection that was established. */
export interface ScriptedEstablishment {
  readonly at: number;
  readonly localAddress: string;
}

/** One dial of a recording, in the order of what happened. */
export interface ScriptedConnection {
  readonly address: string;
  readonly dialledAt: number;
  /** What came of the dial; undefined when this side stopped waiting. */
  outcome: ScriptedEstablishment | { readonly at: number; readonly reason: string } | undefined;
  readonly steps: ScriptedStep[];
}

/** A recording as a player wants it. */
export interface RecordedScript {
  readonly protocol: string;
  readonly connections: readonly ScriptedConnection[];
}
