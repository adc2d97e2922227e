import type { MessageKind } from '../wire-protocol.js';

/** Raised when older readers would misunderstand a file. */
export const recordingVersion = 1;

/** The first line of a recording. */
export interface RecordingHeader {
  /** {@link recordingVersion} of who wrote it. */
  readonly recording: number;
  readonly protocol: string;
  /** The beginning, ISO 8601: what `at` of the events counts from. */
  readonly startedAt: string;
  /** Of Node, and what the protocol's layer has to say of itself. */
  readonly [fact: string]: unknown;
}

/** What is kept of a message: plain data. Absent when the frame could not be read. */
export type KeptMessage = Readonly<Record<string, unknown>>;

interface Happening {
  /** Milliseconds since the beginning of the recording. */
  readonly at: number;
}

interface ConnectionHappening extends Happening {
  /** Counts dials from 1, whatever the address. */
  readonly connection: number;
}

/** A frame went one way or the other, whole. */
export interface RecordedFrame extends ConnectionHappening {
  readonly event: 'sent' | 'received';
  readonly bytes: number;
  readonly kind?: MessageKind;
  /** Correlates replies with calls, per connection and direction. */
  readonly id?: number;
  readonly message?: KeptMessage;
}

/** The other lines, one JSON object each. */
export type RecordedEvent =
  | (ConnectionHappening & { readonly event: 'dial'; readonly address: string })
  | (ConnectionHappening & { readonly event: 'connected'; readonly localAddress: string })
  | (ConnectionHappening & { readonly event: 'refused'; readonly reason: string })
  /** This side stopped waiting for the connection. */
  | (ConnectionHappening & { readonly event: 'abandoned' })
  | RecordedFrame
  /** The connection ended, not by this side. */
  | (ConnectionHappening & { readonly event: 'lost'; readonly reason: string })
  /** This side ended it; with a reason when it found something wrong. */
  | (ConnectionHappening & { readonly event: 'closed'; readonly reason?: string })
  /** The last line of a recording that has reached its limit. */
  | (Happening & { readonly event: 'full'; readonly maxBytes: number })
  /** The last line of a recording that was closed. */
  | (Happening & { readonly event: 'end' });
