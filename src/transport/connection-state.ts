import type { Transitions } from '../internal/state-machine.js';

/** There is no link. */
export interface DisconnectedState {
  readonly name: 'disconnected';
  /** Dials that failed in a row, links that were lost before a byte came included; 0 when there was no trouble. */
  readonly attempt: number;
  /** Milliseconds from entering this state to the next dial; undefined while nobody waits for one. */
  readonly retryInMs: number | undefined;
  /** Why the last dial failed, or the last link was lost. */
  readonly error: Error | undefined;
}

/** A dial is in progress. */
export interface ConnectingState {
  readonly name: 'connecting';
  /** 1 is the first. */
  readonly attempt: number;
}

/** There is a link. */
export interface ConnectedState {
  readonly name: 'connected';
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** `host:port` of this side. */
  readonly localAddress: string;
}

/** There will be no link any more. */
export interface ClosedState {
  readonly name: 'closed';
}

/** How a connection is. Told apart by `name`. */
export type ConnectionState = DisconnectedState | ConnectingState | ConnectedState | ClosedState;

/**
 * | from         | to           | when |
 * |--------------|--------------|------|
 * | disconnected | connecting   | somebody wants a link, and the back-off is over |
 * | disconnected | disconnected | a back-off begins, or is given up because nobody waits any more |
 * | connecting   | connected    | the link is established |
 * | connecting   | disconnected | the dial failed, or nobody waits any more |
 * | connected    | disconnected | the link ended |
 * | any          | closed       | `close()` |
 */
export const connectionTransitions: Transitions<ConnectionState['name']> = {
  disconnected: ['connecting', 'disconnected', 'closed'],
  connecting: ['connected', 'disconnected', 'closed'],
  connected: ['disconnected', 'closed'],
  closed: [],
};
