import type { StoredEntry } from '../store/stored-entry.js';

/** What reading a queue came to, by the names of Java's `GetMessageStatus`: remarks of the answers. */
export type ReadStatus =
  | 'FOUND'
  | 'NO_MATCHED_MESSAGE'
  | 'NO_MESSAGE_IN_QUEUE'
  | 'OFFSET_OVERFLOW_ONE'
  | 'OFFSET_OVERFLOW_BADLY'
  | 'OFFSET_TOO_SMALL'
  | 'OFFSET_RESET';

export interface ReadResult {
  readonly status: ReadStatus;
  readonly entries: readonly StoredEntry[];
  /** Where to go on. */
  readonly nextOffset: number;
}
