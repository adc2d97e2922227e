import { QueryMessage, ViewMessage } from '../calls/find-message.js';
import { ResumeHalfMessage } from '../calls/server-state.js';

/** Single messages. */
export const messageCalls = {
  /** The message at a place of the commit log, as a stored record. */
  view: ViewMessage,
  /** Messages by key or unique id, as stored records. */
  query: QueryMessage,
  /** Asks about a transaction again that was given up. */
  resumeCheck: ResumeHalfMessage,
} as const;
